using System.Globalization;
using Feedlog.Benchmarks.Corpus;
using Feedlog.Compare.Contenders;
using Feedlog.Compare.Workloads;

namespace Feedlog.Compare;

/// <summary>The arguments of a run.</summary>
internal sealed record CompareOptions
{
    /// <summary>Records in the stores.</summary>
    internal int Records { get; private set; } = 100_000;

    /// <summary>Rounds that count.</summary>
    internal int Rounds { get; private set; } = 5;

    /// <summary>Seed of the corpus.</summary>
    internal ulong Seed { get; private set; } = 1;

    /// <summary>Names of the workloads to run.</summary>
    internal IReadOnlyList<string> Workloads { get; private set; } = WorkloadList.Names;

    /// <summary>Names of the contenders to run.</summary>
    internal IReadOnlyList<string> Contenders { get; private set; } = ContenderList.Names;

    /// <summary>Payload that is appended to a store before its process is killed, in MB.</summary>
    internal int TailMegabytes { get; private set; } = 7;

    /// <summary>Records of the large import; null for as many as in the stores.</summary>
    internal int? ImportRecords { get; private set; }

    /// <summary>Report as JSON instead of Markdown.</summary>
    internal bool IsJson { get; private set; }

    /// <summary>File or folder for the report; null for standard output.</summary>
    internal string? Out { get; private set; }

    /// <summary>Where stores may be made.</summary>
    internal string Folder { get; private set; } = Path.GetTempPath();

    /// <summary>The run whose ratios must not be missed; null for none.</summary>
    internal string? Baseline { get; private set; }

    /// <summary>The share by which a ratio may fall short of the baseline.</summary>
    internal double Tolerance { get; private set; } = 0.3;

    /// <summary>Show how to use the program, and end.</summary>
    internal bool IsHelp { get; private set; }

    /// <summary>Reads the arguments.</summary>
    /// <exception cref="ArgumentException">They make no sense; the message says why.</exception>
    internal static CompareOptions Parse(IReadOnlyList<string> arguments)
    {
        CompareOptions options = new();
        Queue<string> rest = new(arguments);
        while (rest.TryDequeue(out string? argument)) options.Take(argument, rest);
        return options;
    }

    private void Take(string argument, Queue<string> rest)
    {
        switch (argument)
        {
            case "--help" or "-h": IsHelp = true; break;
            case "--json": IsJson = true; break;
            case "--records": Records = Whole(argument, rest, 200, RecordCorpus.CountMax); break;
            case "--rounds": Rounds = Whole(argument, rest, 1, 100); break;
            case "--seed": Seed = (ulong)Whole(argument, rest, 0, int.MaxValue); break;
            case "--rows": Workloads = Names(argument, rest, WorkloadList.Names); break;
            case "--contenders": Contenders = Names(argument, rest, ContenderList.Names); break;
            case "--tail": TailMegabytes = Whole(argument, rest, 1, 1_000); break;
            case "--import": ImportRecords = Whole(argument, rest, 200, 100_000_000); break;
            case "--out": Out = Value(argument, rest); break;
            case "--dir": Folder = Value(argument, rest); break;
            case "--check": Baseline = Value(argument, rest); break;
            case "--tolerance": Tolerance = Whole(argument, rest, 0, 99) / 100.0; break;
            default: throw new ArgumentException($"{argument} is not an option.");
        }
    }

    private static string Value(string option, Queue<string> rest) =>
        rest.TryDequeue(out string? value) ? value : throw new ArgumentException($"{option} needs a value.");

    private static int Whole(string option, Queue<string> rest, int min, int max)
    {
        string text = Value(option, rest);
        bool isWhole = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value);
        return isWhole && value >= min && value <= max
            ? value
            : throw new ArgumentException($"{option} must be a whole number from {min} to {max}, not {text}.");
    }

    private static string[] Names(string option, Queue<string> rest, IReadOnlyList<string> known)
    {
        string[] names = Value(option, rest).Split(',', StringSplitOptions.TrimEntries);
        string? unknown = names.FirstOrDefault(name => !known.Contains(name));
        if (unknown is not null)
            throw new ArgumentException($"{option}: {unknown} is none of {string.Join(", ", known)}.");
        return [.. known.Where(names.Contains)];
    }
}
