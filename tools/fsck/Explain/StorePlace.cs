using System.Globalization;
using Feedlog.Format.Stores;

namespace Feedlog.Fsck.Explain;

/// <summary>A byte in a file of a store.</summary>
/// <param name="File">The file, relative to the store's folder: only names that a store can have.</param>
/// <param name="OffsetBytes">The offset.</param>
internal readonly record struct StorePlace(string File, long OffsetBytes)
{
    /// <summary>The number of the segment; 0 if it is another file.</summary>
    public ulong SegmentNumber => TryParseSegment(File, out ulong number) ? number : 0;

    /// <summary>The number of the index file; 0 if it is another file.</summary>
    public ulong IndexNumber => TryParseIndex(File, out ulong number) ? number : 0;

    /// <summary>Whether it is a shard, or a draft of one.</summary>
    public bool IsShard => IsShardPath(File);

    /// <summary>Reads FILE:OFFSET; false for anything that is no place of a store.</summary>
    public static bool TryParse(string text, out StorePlace place)
    {
        place = default;
        int colon = text.LastIndexOf(':');
        if (colon < 0) return false;
        string file = text[..colon];
        bool isKnown = file is StoreLayout.Manifest or StoreLayout.ManifestDraft or StoreLayout.Watermark ||
            TryParseSegment(file, out _) || TryParseIndex(file, out _) || IsShardPath(file);
        if (!isKnown) return false;
        if (!long.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out long offset))
            return false;
        place = new StorePlace(file, offset);
        return true;
    }

    private static bool TryParseSegment(string file, out ulong number)
    {
        number = 0;
        const string prefix = StoreLayout.HotFolder + "/";
        if (!file.StartsWith(prefix, StringComparison.Ordinal)) return false;
        string name = file[prefix.Length..];
        if (name.EndsWith(StoreLayout.DraftSuffix, StringComparison.Ordinal))
            name = name[..^StoreLayout.DraftSuffix.Length];
        return StoreLayout.TryParseSegment(name, out number);
    }

    private static bool IsShardPath(string file) => StoreLayout.TryParseShardPath(
        StoreLayout.IsDraft(file) ? file[..^StoreLayout.DraftSuffix.Length] : file, out _, out _);

    private static bool TryParseIndex(string file, out ulong number)
    {
        number = 0;
        const string prefix = StoreLayout.IndexFolder + "/";
        return file.StartsWith(prefix, StringComparison.Ordinal) &&
            StoreLayout.TryParseIndex(file[prefix.Length..], out _, out number);
    }
}
