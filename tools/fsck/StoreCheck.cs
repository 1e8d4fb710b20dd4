using Feedlog.Format.Segments;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;
using Feedlog.Fsck.Checks;

namespace Feedlog.Fsck;

/// <summary>
/// Examines a store, whatever state it is in: reads, by position only, and never writes. Any bytes lead to findings and
/// none to an exception.
/// </summary>
internal sealed class StoreCheck
{
    private const int AttemptsMax = 4;

    private readonly IStorage _storage;
    private readonly CheckOptions _options;
    private readonly IFileModes? _modes;

    /// <summary>A check of the store in this storage.</summary>
    /// <param name="storage">The files.</param>
    /// <param name="options">What to examine; everything if left out.</param>
    /// <param name="modes">Who may use the files; not examined if left out.</param>
    public StoreCheck(IStorage storage, CheckOptions? options = null, IFileModes? modes = null)
    {
        _storage = storage;
        _options = options ?? new CheckOptions();
        _modes = modes;
    }

    /// <summary>Runs the check. If a writer turns out to be at work, it is run again up to the published end.</summary>
    /// <param name="cancellationToken">Ends the check; what was found until then is reported.</param>
    public CheckReport Run(CancellationToken cancellationToken = default)
    {
        long start = TimeProvider.System.GetTimestamp();
        CheckOptions options = _options;
        for (int attempt = 1; ; attempt++)
        {
            CheckContext context = new(_storage, options, _modes, cancellationToken);
            bool isCancelled = false;
            bool mustRepeat = false;
            try
            {
                Moment before = Moment.Read(_storage, cancellationToken);
                RunOnce(context);
                // A writer that rolls or recovers in between makes sound files look wrong.
                bool isJudged = options.IsLive && (context.Findings.ExitBits & ExitCode.Damage) == 0 &&
                    !context.Findings.Kept.Any(each => each.Code == FindingCode.IndexMissing);
                mustRepeat = attempt < AttemptsMax && !isJudged &&
                    Moment.Read(_storage, cancellationToken) != before;
            }
            catch (OperationCanceledException)
            {
                isCancelled = true;
            }

            if (!mustRepeat) return Report(context, isCancelled, start);
            options = options with { IsLive = true };
        }
    }

    private static CheckReport Report(CheckContext context, bool isCancelled, long start) => new()
    {
        Findings = context.Findings.Kept,
        OmittedCount = context.Findings.OmittedCount,
        Totals = context.Totals,
        IsLive = context.Options.IsLive,
        Seconds = TimeProvider.System.GetElapsedTime(start).TotalSeconds,
        Exit = context.Findings.ExitBits | (isCancelled ? ExitCode.Cancelled : 0),
    };

    private void RunOnce(CheckContext context)
    {
        if (!_storage.Exists)
        {
            context.Report(FindingCode.StoreMissing, "", 0, $"There is no folder {_storage.Place}.");
            return;
        }

        IReadOnlyList<string> topNames = context.List("");
        IReadOnlyList<string> hotNames = context.List(StoreLayout.HotFolder);
        if (!IsStore(context, topNames, hotNames)) return;

        NameCheck.Run(context, topNames, hotNames);
        Manifest? manifest = ManifestCheck.Run(context);
        bool isTotalKnown = manifest is not null && !context.Options.IsQuick;
        context.Options.Meter?.Begin("checking", isTotalKnown ? TotalBytes(manifest!) : 0); // isTotalKnown has one.
        if (manifest is null)
        {
            new UnlistedLogCheck(context).Run(hotNames);
            return;
        }

        Watermark? watermark = WatermarkCheck.Run(context, manifest.Store.Salt);
        // The manifest is read after the watermark, so that it lists every segment that the watermark may name.
        if (context.Options.IsLive) manifest = ManifestCheck.Run(Silent(context)) ?? manifest;
        new LogCheck(context, manifest, watermark).Run(hotNames);
        NameCheck.CheckUnlistedIndexes(context, manifest);
        NameCheck.CheckUnlistedShards(context, manifest);
    }

    // What the open segment holds is known when it was read.
    private static long TotalBytes(Manifest manifest) =>
        manifest.Segments.Where(entry => entry.State != SegmentState.Archived).Sum(entry => entry.LogicalEndBytes) +
        2 * manifest.Shards.Sum(shard => shard.LengthBytes) + manifest.IndexFiles.Sum(file => file.LengthBytes);

    // What is wrong with the manifest was said when it was read first.
    private CheckContext Silent(CheckContext context) =>
        new(_storage, context.Options with { FindingsMax = 0 }, null, context.CancellationToken);

    private bool IsStore(CheckContext context, IReadOnlyList<string> topNames, IReadOnlyList<string> hotNames)
    {
        if (topNames.Contains(StoreLayout.Manifest)) return true;
        string[] segments = [.. hotNames.Where(name => StoreLayout.TryParseSegment(name, out _))];
        if (segments.Length == 0 && !topNames.Contains(StoreLayout.Watermark))
        {
            context.Report(FindingCode.NotAStore, "", 0, $"{_storage.Place} holds nothing of a store.");
            return false;
        }

        // The manifest comes last when a store is made: a first segment without a frame was never part of one.
        bool isUnfinished = segments.Length == 1 && HasNoFrames(context, segments[0]);
        if (!isUnfinished) return true;
        context.Report(FindingCode.CreationUnfinished, StoreLayout.Manifest, 0,
            "Making the store was cut short: there is an empty segment and no manifest.");
        return false;
    }

    private static bool HasNoFrames(CheckContext context, string name)
    {
        if (!StoreLayout.TryParseSegment(name, out ulong number) || number != 1) return false;
        using CheckedFile? file = context.TryOpen(StoreLayout.Segment(number), out _);
        return file is not null && file.LengthBytes <= SegmentLayout.HeaderBytes;
    }
}
