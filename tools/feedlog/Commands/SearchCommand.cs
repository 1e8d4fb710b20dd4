using System.CommandLine;
using Feedlog.Indexing.Embedding;

namespace Feedlog.Tool;

/// <summary>Prints the records that answer a query, best first.</summary>
internal sealed class SearchCommand : CliCommand
{
    private const int LimitDefault = 10;
    private const int LimitMax = 1_000_000;
    private const int SnippetCharacters = 200;
    private const string KeywordMode = "keyword";
    private const string VectorMode = "vector";
    private const string HybridMode = "hybrid";
    private const string FusedRanking = "fused";
    private const string RelevanceRanking = "relevance-v1";

    private readonly Argument<string> _store;
    private readonly Argument<string> _query;
    private readonly Option<long?> _limit;
    private readonly Option<string?> _from;
    private readonly Option<string?> _to;
    private readonly Option<string?> _timeFormat;
    private readonly FilterArguments _filters;
    private readonly Option<string?> _mode;
    private readonly Option<string?> _ranking;
    private readonly VectorArguments _vector;
    private readonly Option<string?> _after;
    private readonly Option<bool> _snippet;
    private readonly Option<bool> _explain;

    /// <summary>The command with its arguments.</summary>
    public SearchCommand()
        : base("search", "Print the records that match QUERY, best first. No hit is no error.")
    {
        _store = AddStore();
        _query = AddArgument(
            "QUERY", "Words, \"phrases\", prefix*, +required, -excluded, AND, OR, NOT, (groups), field:value.");
        _limit = AddCount("--limit", "At most so many hits; 10 if left out.");
        _from = AddText("--from", "T", "Only records at or after this time.");
        _to = AddText("--to", "T", "Only records before this time.");
        _timeFormat = AddTimeFormat();
        _filters = AddFilters();
        _mode = AddChoice(
            "--mode", "How to look: by words, by a vector, or by both.", KeywordMode, VectorMode, HybridMode);
        _ranking = AddChoice(
            "--ranking", "How to put hits in order.", "bm25", "cosine", FusedRanking, RelevanceRanking);
        _vector = AddVector("The vector to look for: a JSON array of numbers, or 4-byte floats, little-endian.");
        _after = AddText("--after", "CURSOR", "Go on behind the hit that had this cursor.");
        _snippet = AddFlag("--snippet", "Show the part of the content that was found, instead of its beginning.");
        _explain = AddFlag("--explain", "Show how each score comes about.");
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "feedlog search memory 'blue kettle'",
        "feedlog search memory '+kettle \"left shelf\" -broken meta.year:>=2025' --snippet",
        "feedlog search memory kettle --limit 3 --from 2026-03-01 --tag kitchen --json",
        "feedlog search memory kettle --mode hybrid --vector-file question.json --model minilm",
        "feedlog search memory 'blue kettles' --mode hybrid",
        "feedlog search memory -- '--looks like an option'",
    ];

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        string text = call.Require(_query);
        long limit = Math.Min(call.GetCount(_limit) ?? LimitDefault, LimitMax);
        SearchOptions options = ForMode(call) with
        {
            Limit = (int)limit,
            From = call.GetTime(_from, _timeFormat),
            To = call.GetTime(_to, _timeFormat),
            Stream = _filters.GetStream(call),
            Kind = _filters.GetKind(call),
            Tags = _filters.GetTags(call),
            After = call.Get(_after),
            SnippetCharacters = call.Get(_snippet) ? SnippetCharacters : 0,
            Explain = call.Get(_explain),
        };
        if (!Query.TryParse(text, out Query? query, out QueryError? error)) return Refuse(call, text, error);

        FeedlogStore store = await StoreAccess
            .OpenForReadingAsync(call.Require(_store), call.Streams, cancellationToken).ConfigureAwait(false);
        await using (store.ConfigureAwait(false))
        {
            using RecordPrinter printer = new(call.Streams, call.IsJson);
            using FeedlogSnapshot snapshot = store.OpenSnapshot();
            foreach (SearchHit hit in snapshot.Search(query, WithVector(call, snapshot, options), cancellationToken))
                printer.Print(hit);
        }

        return ExitCode.Ok;
    }

    private SearchOptions ForMode(Invocation call)
    {
        string mode = call.Get(_mode) ?? KeywordMode;
        string ranking = mode switch { VectorMode => "cosine", HybridMode => FusedRanking, _ => "bm25" };
        bool fits = call.Get(_ranking) is not string asked || asked == ranking ||
            (mode == HybridMode && asked == RelevanceRanking);
        if (!fits) throw CliException.Usage($"--ranking: not with --mode {mode}.");
        if (mode == KeywordMode) return new SearchOptions();
        return new SearchOptions
        {
            Mode = mode == VectorMode ? SearchMode.Vector : SearchMode.Hybrid,
            HybridRanking =
                call.Get(_ranking) == RelevanceRanking ? HybridRanking.RelevanceV1 : HybridRanking.Fused,
        };
    }

    // A text can be embedded here only as the store was by 'embed --embedder trigram'.
    private SearchOptions WithVector(Invocation call, FeedlogSnapshot snapshot, SearchOptions options)
    {
        if (options.Mode == SearchMode.Keyword) return options;
        if (_vector.Read(call) is RecordVector given)
            return options with { Model = given.Model, Vector = given.Values };
        string model = call.Get(_vector.Model) is { Length: > 0 } asked ? asked : TrigramEmbedder.ModelName;
        if (model != TrigramEmbedder.ModelName || !snapshot.VectorModels.Contains(model))
        {
            throw CliException.Usage(
                "--mode vector and hybrid need --vector-file, unless the store was embedded by trigrams.");
        }

        return options with { Model = model, Vector = TrigramEmbedder.Embed(call.Require(_query)) };
    }

    private static int Refuse(Invocation call, string text, QueryError error)
    {
        call.Complain(CliError.Of(error));
        // A pointer says where at one look, if the query takes one line and a column a character.
        if (!call.IsJson && text.All(character => character is >= ' ' and <= '~'))
        {
            call.Streams.Error.WriteLine("  " + text);
            call.Streams.Error.WriteLine("  " + new string(' ', error.Position) + "^");
        }

        return ExitCode.Usage;
    }
}
