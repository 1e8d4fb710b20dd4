using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.AI;

namespace Feedlog.Tool;

/// <summary>Gives every record that has no vector of a model one.</summary>
internal sealed class EmbedCommand : CliCommand
{
    private const string Trigram = "trigram";
    private const string Onnx = "onnx";

    private readonly Argument<string> _store;
    private readonly Option<string?> _embedder;
    private readonly Option<string?> _model;

    /// <summary>The command with its arguments.</summary>
    public EmbedCommand()
        : base("embed", "Give every record that has no vector of the model one. Cancelled, it goes on where it was.")
    {
        _store = AddStore();
        _embedder = AddChoice("--embedder", "What makes the vectors.", Trigram, Onnx);
        _model = AddText("--model", "DIR", "With onnx: folder with model.onnx and tokenizer.json or vocab.txt.");
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
        string? folder = call.Get(_model);
        string embedder = call.Get(_embedder) ?? throw CliException.Usage("--embedder is trigram or onnx.");
        if (embedder == Onnx && string.IsNullOrEmpty(folder))
            throw CliException.Usage("--embedder onnx needs --model, the folder of the model.");
        if (embedder == Trigram && folder is not null)
            throw CliException.Usage("--model: only with --embedder onnx.");

        FeedlogStore store = await StoreAccess
            .OpenForWritingAsync(call.Require(_store), false, call.Streams, cancellationToken).ConfigureAwait(false);
        await using (store.ConfigureAwait(false))
        {
            using IEmbeddingGenerator<string, Embedding<float>> generator =
                folder is null ? new TrigramEmbeddingGenerator() : OnnxModels.Load(folder);
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
