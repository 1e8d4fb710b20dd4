using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.AI;

namespace Feedlog.Tool;

/// <summary>Gives every record that has no vector of a model one.</summary>
internal sealed class EmbedCommand : CliCommand
{
    private readonly Argument<string> _store;
    private readonly EmbedderArguments _embedder;

    /// <summary>The command with its arguments.</summary>
    public EmbedCommand()
        : base("embed", "Give every record that has no vector of the model one. Cancelled, it goes on where it was.")
    {
        _store = AddStore();
        _embedder = AddEmbedder("What makes the vectors.");
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "feedlog embed memory --embedder trigram",
        "feedlog embed memory --embedder onnx --model models/all-MiniLM-L6-v2 --json",
    ];

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        long startedAt = Stopwatch.GetTimestamp();
        using IEmbeddingGenerator<string, Embedding<float>> generator =
            _embedder.Load(call) ?? throw CliException.Usage("--embedder is trigram or onnx.");
        FeedlogStore store = await StoreAccess
            .OpenForWritingAsync(call.Require(_store), false, call.Streams, cancellationToken).ConfigureAwait(false);
        await using (store.ConfigureAwait(false))
        {
            Latest latest = new();
            using ProgressLine progress = new(call, latest.Describe);
            EmbeddingResult result = await store
                .EmbedAsync(new EmbeddingOptions { Generator = generator }, latest, cancellationToken)
                .ConfigureAwait(false);
            await store.FlushAsync(cancellationToken).ConfigureAwait(false);
            progress.Dispose();
            if (result.FirstFailure is string failure)
                call.Complain(new CliError(nameof(FeedlogErrorCode.EmbeddingFailed), failure));
            Print(call, result, Stopwatch.GetElapsedTime(startedAt));
            return result.Failed > 0 ? ExitCode.Rejected : ExitCode.Ok;
        }
    }

    private static void Print(Invocation call, EmbeddingResult result, TimeSpan elapsed) => call.Print(new Report()
        .Add("embedded", result.Embedded)
        .Add("skipped", result.Skipped)
        .Add("failed", result.Failed)
        .Add("model", result.Model)
        .Add("dimensions", (long)result.Dimensions)
        .Add("seconds", elapsed.TotalSeconds));

    // Kept for the line on the terminal, which is shown by another thread.
    private sealed class Latest : IProgress<EmbeddingProgress>
    {
        private object? _progress;

        public void Report(EmbeddingProgress value) => Volatile.Write(ref _progress, value);

        public string Describe()
        {
            if (Volatile.Read(ref _progress) is not EmbeddingProgress now) return "";
            double share = now.LastSequence == 0 ? 1 : now.Sequence / (double)now.LastSequence;
            return string.Create(CultureInfo.InvariantCulture, $"{share:P0}, {now.Embedded:N0} embedded");
        }
    }
}
