using System.CommandLine;
using System.Globalization;
using System.Text;
using Feedlog.Format;

namespace Feedlog.Tool;

/// <summary>The arguments with which a command names one record: REF, --by and --stream.</summary>
/// <param name="Reference">REF.</param>
/// <param name="By">--by.</param>
/// <param name="Stream">--stream.</param>
internal sealed record ReferenceArguments(
    Argument<string> Reference, Option<string?> By, Option<string?> Stream)
{
    /// <summary>Reads the reference from a command line.</summary>
    /// <exception cref="CliException">It is not what --by says.</exception>
    public RecordReference Read(Invocation call) => Read(call.Require(Reference), call.Get(By), call.Get(Stream));

    /// <summary>Reads a reference.</summary>
    /// <param name="text">REF.</param>
    /// <param name="by">What --by says.</param>
    /// <param name="stream">What --stream says.</param>
    /// <exception cref="CliException">It is not what --by says.</exception>
    public static RecordReference Read(string text, string? by, string? stream)
    {
        bool isId = RecordId.TryParse(text, out RecordId id);
        bool isSequence =
            ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong sequence);
        if (by == "id" && !isId) throw CliException.Usage($"'{text}' is not an id: 16 hexadecimal characters.");
        if (by == "sequence" && !isSequence) throw CliException.Usage($"'{text}' is not a sequence.");
        bool mayBeKey = text.Length > 0 && Encoding.UTF8.GetByteCount(text) <= FormatLimits.KeyBytesMax;
        return new RecordReference
        {
            Text = text,
            Key = (by is null or "key") && mayBeKey ? text : null,
            Id = (by is null or "id") && isId ? id : null,
            Sequence = by == "sequence" ? sequence : null,
            Stream = stream is { Length: > 0 } ? stream : null,
        };
    }
}
