using System.CommandLine;
using System.Globalization;

namespace Feedlog.Tool;

/// <summary>Moves old segments into compressed month shards.</summary>
internal sealed class ArchiveCommand : CliCommand
{
    private const string Lz4 = "lz4";
    private const string Brotli = "brotli";

    private readonly Argument<string> _store;
    private readonly Option<string?> _olderThan;
    private readonly Option<string?> _before;
    private readonly Option<string?> _timeFormat;
    private readonly Option<long?> _keepSegments;
    private readonly Option<string?> _codec;
    private readonly Option<bool> _dryRun;

    /// <summary>The command with its arguments.</summary>
    public ArchiveCommand()
        : base("archive", "Compress what is old. Every answer stays the same. Cancelled, it goes on where it was.")
    {
        _store = AddStore();
        _olderThan = AddText("--older-than", "AGE", "Segments all of whose records are older: 90d, 12h, 2w.");
        _before = AddText("--before", "T", "Segments all of whose records have a timestamp before this.");
        _timeFormat = AddTimeFormat();
        _keepSegments = AddCount("--keep-segments", "All but so many of the newest segments; 0 for all.");
        _codec = AddChoice("--codec", "How to compress; lz4 if left out.", Lz4, Brotli);
        _dryRun = AddFlag("--dry-run", "Read and count what would be archived, and change nothing.");
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "feedlog archive memory --older-than 90d",
        "feedlog archive memory --before 2026-01-01 --codec brotli",
        "feedlog archive memory --keep-segments 2 --dry-run --json",
    ];

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        ArchiveOptions options = ReadOptions(call);
        FeedlogStore store = await StoreAccess
            .OpenForWritingAsync(call.Require(_store), false, call.Streams, cancellationToken).ConfigureAwait(false);
        await using (store.ConfigureAwait(false))
        {
            Latest latest = new();
            using ProgressLine progress = new(call, latest.Describe);
            ArchiveResult result =
                await store.ArchiveAsync(options, latest, cancellationToken).ConfigureAwait(false);
            progress.Dispose();
            call.Print(new Report()
                .Add("archived", result.Archived)
                .Add("shards", (long)result.Shards)
                .Add("merged", (long)result.Merged)
                .Add("promoted", (long)result.Promoted)
                .Add("bytesBefore", result.BytesBefore)
                .Add("bytesAfter", result.BytesAfter)
                .Add("dead", result.Dead)
                .Add("seconds", result.Elapsed.TotalSeconds));
        }

        return ExitCode.Ok;
    }

    private ArchiveOptions ReadOptions(Invocation call)
    {
        string? olderThan = call.Get(_olderThan);
        string? before = call.Get(_before);
        long? keepSegments = call.Get(_keepSegments);
        if (olderThan is null && before is null && keepSegments is null)
            throw CliException.Usage("Say what is old: --older-than, --before or --keep-segments.");
        TimeSpan age = default;
        if (olderThan is not null && !AgeText.TryParse(olderThan, out age))
            throw CliException.Usage("--older-than is a number and s, m, h, d or w, such as 90d.");
        DateTimeOffset time = default;
        bool isFormat = TimeText.TryGetFormat(call.Get(_timeFormat), out TimeFormat format);
        if (before is not null && !(isFormat && TimeText.TryParse(before, format, out time)))
            throw CliException.Usage("--before is no time.");
        if (keepSegments is < 0 or > int.MaxValue)
            throw CliException.Usage("--keep-segments is 0 or more.");
        return new ArchiveOptions
        {
            OlderThan = olderThan is null ? null : age,
            Before = before is null ? null : time,
            KeepSegments = (int?)keepSegments,
            Codec = call.Get(_codec) == Brotli ? ArchiveCodec.Brotli : ArchiveCodec.Lz4,
            IsDryRun = call.Get(_dryRun),
        };
    }

    // Kept for the line on the terminal, which is shown by another thread.
    private sealed class Latest : IProgress<ArchiveProgress>
    {
        private object? _progress;

        public void Report(ArchiveProgress value) => Volatile.Write(ref _progress, value);

        public string Describe()
        {
            if (Volatile.Read(ref _progress) is not ArchiveProgress now) return "";
            double share = now.TotalBytes == 0 ? 1 : now.Bytes / (double)now.TotalBytes;
            return string.Create(CultureInfo.InvariantCulture, $"{share:P0}, {now.Archived:N0} archived");
        }
    }
}
