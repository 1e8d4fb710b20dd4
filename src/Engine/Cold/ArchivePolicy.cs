using Feedlog.Format.Stores;

namespace Feedlog.Cold;

/// <summary>Chooses what is archived, by what the manifest says of it alone.</summary>
internal sealed class ArchivePolicy
{
    private readonly long _cutoffMs;
    private readonly int _keepSegments;
    private readonly long _keepBytes;

    /// <summary>The rules of the options at a time in ms.</summary>
    public ArchivePolicy(ArchiveOptions options, long nowMs)
    {
        _keepSegments = options.KeepSegments ?? 0;
        _keepBytes = options.KeepBytes ?? 0;
        _cutoffMs = long.MaxValue;
        if (options.Before is DateTimeOffset before) _cutoffMs = before.ToUnixTimeMilliseconds();
        if (options.OlderThan is TimeSpan age)
            _cutoffMs = Math.Min(_cutoffMs, nowMs - (long)Math.Min(age.TotalMilliseconds, long.MaxValue / 2));
    }

    /// <summary>Says whether the segment that is being written is to be archived too.</summary>
    /// <param name="open">What it holds.</param>
    public bool TakesOpen(SegmentEntry open) =>
        _keepSegments == 0 && _keepBytes == 0 && open.SlotCount > 0 && open.TimeMaxMs < _cutoffMs;

    /// <summary>The sealed segments that no rule keeps, oldest first.</summary>
    public List<SegmentEntry> Choose(Manifest manifest)
    {
        List<SegmentEntry> chosen = [];
        long newerBytes = 0;
        for (int i = manifest.Segments.Count - 1; i >= 0; i--)
        {
            SegmentEntry entry = manifest.Segments[i];
            bool isKept = manifest.Segments.Count - 1 - i < _keepSegments || newerBytes < _keepBytes ||
                entry.TimeMaxMs >= _cutoffMs;
            newerBytes += entry.LogicalEndBytes;
            if (entry.State == SegmentState.Sealed && entry.SlotCount > 0 && !isKept) chosen.Add(entry);
        }

        chosen.Reverse();
        return chosen;
    }
}
