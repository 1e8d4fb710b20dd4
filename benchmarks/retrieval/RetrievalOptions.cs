using Feedlog.Indexing.Ranking;

namespace Feedlog.Retrieval;

/// <summary>The arguments of a run.</summary>
internal sealed record RetrievalOptions
{
    private static readonly string[] s_modes = ["keyword", "vector", "hybrid"];
    private static readonly string[] s_analyzers = ["standard", "english", "code"];
    private static readonly string[] s_vectors = ["lsi", "trigram", "random"];

    /// <summary>The folders of the collections.</summary>
    internal IReadOnlyList<string> Folders { get; private set; } = [];

    /// <summary>How to look.</summary>
    internal string Mode { get; private set; } = s_modes[0];

    /// <summary>How text is cut into words.</summary>
    internal string Analyzer { get; private set; } = s_analyzers[0];

    /// <summary>How hits are put in order: it follows from the mode.</summary>
    internal string Ranking => Mode switch
    {
        "vector" => RankingNames.Of(NamedRanking.Cosine),
        "hybrid" => RankingNames.Of(NamedRanking.Fused),
        _ => RankingNames.Of(NamedRanking.Bm25),
    };

    /// <summary>Where vectors come from.</summary>
    internal string Vectors { get; private set; } = s_vectors[0];

    /// <summary>File for the report; null for standard output alone.</summary>
    internal string? Out { get; private set; }

    /// <summary>Show how to use the program, and end.</summary>
    internal bool IsHelp { get; private set; }

    /// <summary>Reads the arguments.</summary>
    /// <exception cref="ArgumentException">They make no sense; the message says why.</exception>
    internal static RetrievalOptions Parse(IReadOnlyList<string> arguments)
    {
        RetrievalOptions options = new();
        List<string> folders = [];
        Queue<string> rest = new(arguments);
        while (rest.TryDequeue(out string? argument)) options.Take(argument, rest, folders);
        options.Folders = folders;
        return options.IsHelp || folders.Count > 0
            ? options
            : throw new ArgumentException("Which folder? It holds corpus.jsonl, queries.jsonl and qrels/.");
    }

    private void Take(string argument, Queue<string> rest, List<string> folders)
    {
        switch (argument)
        {
            case "--help" or "-h": IsHelp = true; break;
            case "--mode": Mode = OneOf(argument, rest, s_modes); break;
            case "--analyzer": Analyzer = OneOf(argument, rest, s_analyzers); break;
            case "--vectors": Vectors = OneOf(argument, rest, s_vectors); break;
            case "--out": Out = Value(argument, rest); break;
            default:
                if (argument.StartsWith('-')) throw new ArgumentException($"{argument} is not an option.");
                folders.Add(Path.TrimEndingDirectorySeparator(argument));
                break;
        }
    }

    private static string Value(string option, Queue<string> rest) =>
        rest.TryDequeue(out string? value) ? value : throw new ArgumentException($"{option} needs a value.");

    private static string OneOf(string option, Queue<string> rest, string[] known)
    {
        string value = Value(option, rest);
        return known.Contains(value)
            ? value
            : throw new ArgumentException($"{option}: {value} is none of {string.Join(", ", known)}.");
    }
}
