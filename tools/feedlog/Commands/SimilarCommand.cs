using System.CommandLine;

namespace Feedlog.Tool;

/// <summary>Prints the records whose vectors are nearest to that of one.</summary>
internal sealed class SimilarCommand : CliCommand
{
    private const int LimitDefault = 10;
    private const int LimitMax = 1_000_000;

    private readonly Argument<string> _store;
    private readonly ReferenceArguments _reference;
    private readonly Option<string?> _model;
    private readonly Option<long?> _limit;

    /// <summary>The command with its arguments.</summary>
    public SimilarCommand()
        : base("similar", "Print the records whose vectors are nearest to that of REF, nearest first.")
    {
        _store = AddStore();
        _reference = AddReference();
        _model = AddText(
            "--model", "NAME", "Whose vectors to compare; if left out 'default', or else one that REF has.");
        _limit = AddCount("--limit", "At most so many; 10 if left out.");
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
        ["feedlog similar memory kettle", "feedlog similar memory 41 --by sequence --model minilm --limit 3 --json"];

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        RecordReference reference = _reference.Read(call);
        int limit = (int)Math.Min(call.GetCount(_limit) ?? LimitDefault, LimitMax);
        FeedlogStore store = await StoreAccess
            .OpenForReadingAsync(call.Require(_store), call.Streams, cancellationToken).ConfigureAwait(false);
        await using (store.ConfigureAwait(false))
        {
            using FeedlogSnapshot snapshot = store.OpenSnapshot();
            if (!reference.TryFind(snapshot, out Record? record)) throw CliException.NotFound(reference.Text);
            SearchOptions options = FindVector(call, snapshot, record) with { Limit = limit + 1 };
            using RecordPrinter printer = new(call.Streams, call.IsJson);
            // Nothing is nearer than the record itself.
            foreach (SearchHit hit in snapshot.Search(Query.All, options, cancellationToken)
                .Where(hit => hit.Record.Sequence != record.Sequence).Take(limit))
            {
                printer.Print(hit);
            }
        }

        return ExitCode.Ok;
    }

    private SearchOptions FindVector(Invocation call, FeedlogSnapshot snapshot, Record record)
    {
        string? asked = call.Get(_model) is { Length: > 0 } name ? name : null;
        string[] models = asked is not null ? [asked] : [VectorArguments.ModelDefault, .. snapshot.VectorModels];
        foreach (string model in models)
        {
            if (snapshot.TryGetVector(record.Id, model, out float[]? vector))
                return new SearchOptions { Mode = SearchMode.Vector, Model = model, Vector = vector };
        }

        throw CliException.NotFound($"{record.Id} (a vector of it{(asked is null ? "" : $" of the model '{asked}'")})");
    }
}
