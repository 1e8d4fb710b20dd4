using System.CommandLine;

namespace Feedlog.Tool;

/// <summary>Prints counts and sizes of a store.</summary>
internal sealed class StatsCommand : CliCommand
{
    private readonly Argument<string> _store;

    /// <summary>The command with its arguments.</summary>
    public StatsCommand()
        : base("stats", "Print counts and sizes of a store.") => _store = AddStore();

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples => ["feedlog stats memory", "feedlog stats memory --json"];

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        FeedlogStore store = await StoreAccess
            .OpenForReadingAsync(call.Require(_store), call.Streams, cancellationToken).ConfigureAwait(false);
        await using (store.ConfigureAwait(false))
        {
            StoreStats stats = store.GetStats();
            call.Print(new Report()
                .Add("frames", stats.Frames)
                .Add("deleted", stats.Deleted)
                .Add("segments", (long)stats.Segments)
                .Add("shards", (long)stats.Shards)
                .Add("bytesHot", stats.BytesHot)
                .Add("bytesCold", stats.BytesCold)
                .Add("bytesIndex", stats.BytesIndex)
                .Add("indexLagFrames", stats.IndexLagFrames)
                .Add("embeddingLagFrames", stats.EmbeddingLagFrames)
                .Add("oldest", stats.Oldest)
                .Add("newest", stats.Newest)
                .Add("openMilliseconds", stats.OpenMilliseconds));
        }

        return ExitCode.Ok;
    }
}
