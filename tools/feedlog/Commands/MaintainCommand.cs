using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.AI;

namespace Feedlog.Tool;

/// <summary>Runs every job of upkeep once.</summary>
internal sealed class MaintainCommand : CliCommand
{
    private const long EverythingBytes = 1L << 40;
    private const long NoLimitBytes = 1_000_000_000_000;

    private readonly Argument<string> _store;
    private readonly Option<bool> _full;
    private readonly EmbedderArguments _embedder;

    /// <summary>The command with its arguments.</summary>
    public MaintainCommand()
        : base(
            "maintain",
            "Run every job of upkeep once: seal, merge, scrub, embed, statistics. Cancelled, it goes on where it was.")
    {
        _store = AddStore();
        _full = AddFlag("--full", "Verify the log to its end instead of its next 64 MiB, as fast as it can be read.");
        _embedder = AddEmbedder("What makes vectors of records that have none; no vectors if left out.");
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "feedlog maintain memory",
        "feedlog maintain memory --full --json",
        "feedlog maintain memory --embedder trigram",
    ];

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        using IEmbeddingGenerator<string, Embedding<float>>? generator = _embedder.Load(call);
        FeedlogStore store = await StoreAccess
            .OpenForWritingAsync(call.Require(_store), false, call.Streams, cancellationToken).ConfigureAwait(false);
        await using (store.ConfigureAwait(false))
        {
            using StoreUpkeep upkeep = new(store, Options(call, generator));
            return await RunAsync(call, upkeep, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<int> RunAsync(Invocation call, StoreUpkeep upkeep, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> jobs = upkeep.Jobs;
        int done = 0;
        int exit = ExitCode.Ok;
        using ProgressLine progress = new(call, () =>
        {
            int current = Math.Min(Volatile.Read(ref done), jobs.Count - 1);
            return string.Create(CultureInfo.InvariantCulture, $"{current + 1} of {jobs.Count}: {jobs[current],-12}");
        });
        List<UpkeepResult> results = [];
        await foreach (UpkeepResult result in upkeep.RunAsync(cancellationToken).ConfigureAwait(false))
        {
            Interlocked.Increment(ref done);
            results.Add(result);
            if (call.IsJson) Print(call, result);
        }

        progress.Dispose();
        foreach (UpkeepResult result in results)
        {
            if (!call.IsJson) Print(call, result);
            exit = Math.Max(exit, ExitCodeOf(result));
        }

        bool isDamaged = results.Exists(result => ExitCodeOf(result) == ExitCode.Damage);
        return isDamaged ? ExitCode.Damage : exit;
    }

    private UpkeepOptions Options(Invocation call, IEmbeddingGenerator<string, Embedding<float>>? generator)
    {
        UpkeepOptions options = new()
        {
            JobTime = TimeSpan.FromDays(1),
            Embedding = generator is null ? null : new EmbeddingOptions { Generator = generator },
        };
        return call.Get(_full)
            ? options with { ScrubBytes = EverythingBytes, ScrubBytesPerSecond = NoLimitBytes }
            : options;
    }

    private static int ExitCodeOf(UpkeepResult result) => result switch
    {
        { Outcome: UpkeepOutcome.Damaged } => ExitCode.Damage,
        { Failure: FeedlogException { Code: FeedlogErrorCode.Corrupt } } => ExitCode.Damage,
        { Outcome: UpkeepOutcome.Failed } => ExitCode.CouldNotRun,
        _ => ExitCode.Ok,
    };

    private static void Print(Invocation call, UpkeepResult result)
    {
        Report report = new Report()
            .Add("job", result.Job)
            .Add("outcome", OutcomeOf(result.Outcome))
            .Add("seconds", result.Duration.TotalSeconds);
        foreach ((string name, long value) in result.Counts) report.Add(name, value);
        if (result.Message is string message)
        {
            report.Add("message", message);
            string code = (result.Failure as FeedlogException)?.Code.ToString() ?? result.Outcome.ToString();
            call.Complain(new CliError(code, $"{result.Job}: {message}"));
        }

        call.Print(report);
    }

    private static string OutcomeOf(UpkeepOutcome outcome) => outcome switch
    {
        UpkeepOutcome.Done => "done",
        UpkeepOutcome.Idle => "idle",
        UpkeepOutcome.Partial => "partial",
        UpkeepOutcome.Damaged => "damaged",
        _ => "failed",
    };
}
