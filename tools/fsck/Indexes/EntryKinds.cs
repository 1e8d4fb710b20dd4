using System.Globalization;
using Feedlog.Format.Frames;
using Feedlog.Format.Indexes;
using Feedlog.Format.Stores;

namespace Feedlog.Fsck.Indexes;

/// <summary>Sections, orders and words of the kinds of entries. FORMAT.md section 7.5.</summary>
internal static class EntryKinds
{
    /// <summary>All kinds.</summary>
    public static IReadOnlyList<EntryKind> All { get; } = Enum.GetValues<EntryKind>();

    /// <summary>The section that holds the entries.</summary>
    public static IndexSectionType Section(this EntryKind kind) => kind switch
    {
        EntryKind.Slot => IndexSectionType.Slots,
        EntryKind.Id => IndexSectionType.Ids,
        EntryKind.Key => IndexSectionType.Keys,
        EntryKind.Time => IndexSectionType.Times,
        EntryKind.Group => IndexSectionType.Groups,
        _ => IndexSectionType.Expiries,
    };

    /// <summary>Compares two entries in the order of the section; equal ones may not stand in it.</summary>
    public static int Compare(this EntryKind kind, in IndexEntry left, in IndexEntry right, ulong salt)
    {
        switch (kind)
        {
            case EntryKind.Slot:
                return left.First.CompareTo(right.First);
            case EntryKind.Id:
                return IndexRules.Mix(left.First ^ salt).CompareTo(IndexRules.Mix(right.First ^ salt));
            case EntryKind.Key:
                if (left.First != right.First) return left.First.CompareTo(right.First);
                return left.Second != right.Second
                    ? left.Second.CompareTo(right.Second)
                    : right.Third.CompareTo(left.Third);
            default:
                int byTime = ((long)left.First).CompareTo((long)right.First);
                return byTime != 0 ? byTime : left.Second.CompareTo(right.Second);
        }
    }

    /// <summary>Says what an entry says.</summary>
    public static string Describe(this EntryKind kind, in IndexEntry entry) => kind switch
    {
        EntryKind.Slot => string.Create(CultureInfo.InvariantCulture,
            $"sequence {entry.First}, {(entry.Third == 0 ? "a record" : "no record")} at {Place(entry.Second)}"),
        EntryKind.Id => string.Create(CultureInfo.InvariantCulture,
            $"id {entry.First:x16} at {Place(entry.Second)}"),
        EntryKind.Key => string.Create(CultureInfo.InvariantCulture,
            $"key hash {entry.First:x16}{entry.Second:x16}, sequence {entry.Third} at {Place(entry.Fourth)}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"time {(long)entry.First}, sequence {entry.Second}"),
    };

    private static string Place(ulong packed)
    {
        FrameAddress address = new(packed);
        return string.Create(
            CultureInfo.InvariantCulture, $"{StoreLayout.Segment(address.SegmentNumber)}:{address.OffsetBytes}");
    }
}
