using System.CommandLine;

namespace Feedlog.Tool;

/// <summary>One run of one command: its arguments, its streams, and the ways to report.</summary>
internal sealed class Invocation
{
    private readonly ParseResult _parsed;

    /// <summary>A run with these parsed arguments.</summary>
    public Invocation(ParseResult parsed, CliStreams streams, GlobalOptions globals, bool endsLiteral)
    {
        _parsed = parsed;
        Streams = streams;
        IsJson = parsed.GetValue(globals.Json);
        IsQuiet = parsed.GetValue(globals.Quiet);
        EndsLiteral = endsLiteral;
    }

    /// <summary>Where to read and write.</summary>
    public CliStreams Streams { get; }

    /// <summary>Says whether programs read the output.</summary>
    public bool IsJson { get; }

    /// <summary>Says whether notes and progress are unwanted.</summary>
    public bool IsQuiet { get; }

    /// <summary>Says whether the last argument stood behind "--".</summary>
    public bool EndsLiteral { get; }

    /// <summary>Says whether a person watches standard error and wants notes and progress.</summary>
    public bool ShowsNotes => Streams.IsErrorTerminal && !IsQuiet && !IsJson;

    /// <summary>The value of an option.</summary>
    public T? Get<T>(Option<T> option) => _parsed.GetValue(option);

    /// <summary>The value of an argument.</summary>
    public T? Get<T>(Argument<T> argument) => _parsed.GetValue(argument);

    /// <summary>The value of an argument that the parser has made sure of.</summary>
    public string Require(Argument<string> argument) => _parsed.GetRequiredValue(argument);

    /// <summary>Writes a note for a person who watches.</summary>
    public void Note(string text)
    {
        if (ShowsNotes) Streams.Error.WriteLine(text);
    }

    /// <summary>Writes an error that does not end the command.</summary>
    public void Complain(CliError error) => error.WriteTo(Streams.Error, IsJson);

    /// <summary>Prints the result of the command.</summary>
    public void Print(Report report) => report.Print(Streams, IsJson);

    /// <summary>Reads the time that an option gives; null if it is left out.</summary>
    /// <exception cref="CliException">It is no time.</exception>
    public DateTimeOffset? GetTime(Option<string?> option, Option<string?> formatOption)
    {
        if (Get(option) is not string text) return null;
        TimeFormat format = GetTimeFormat(formatOption);
        return TimeText.TryParse(text, format, out DateTimeOffset time)
            ? time
            : throw CliException.Usage($"{option.Name}: '{text}' is not a time.");
    }

    /// <summary>Reads the format of times.</summary>
    /// <exception cref="CliException">There is no such format.</exception>
    public TimeFormat GetTimeFormat(Option<string?> option) =>
        TimeText.TryGetFormat(Get(option), out TimeFormat format)
            ? format
            : throw CliException.Usage($"{option.Name} is iso, s, ms or us.");

    /// <summary>Reads a count that is at least 0.</summary>
    /// <exception cref="CliException">It is negative.</exception>
    public long? GetCount(Option<long?> option)
    {
        long? count = Get(option);
        if (count is < 0) throw CliException.Usage($"{option.Name} is a count: 0 or more.");
        return count;
    }
}
