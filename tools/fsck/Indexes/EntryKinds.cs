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
    public static int Compare(this EntryKind kind, in IndexEntry left, in IndexEntry right)
    {
        int byFirst = kind is EntryKind.Slot or EntryKind.Id or EntryKind.Key
            ? left.First.CompareTo(right.First)
            : ((long)left.First).CompareTo((long)right.First);
        if (byFirst != 0 || kind == EntryKind.Slot) return byFirst;
        int bySequence = left.Second.CompareTo(right.Second);
        return kind == EntryKind.Key ? -bySequence : bySequence;
    }

    /// <summary>Says what an entry says.</summary>
    public static string Describe(this EntryKind kind, in IndexEntry entry) => kind switch
    {
        EntryKind.Slot => string.Create(CultureInfo.InvariantCulture,
            $"sequence {entry.First}, {(entry.Third == 0 ? "a record" : "no record")} at {Place(entry.Second)}"),
        EntryKind.Id => string.Create(
            CultureInfo.InvariantCulture, $"tag {entry.First:x8} of an id, sequence {entry.Second}"),
        EntryKind.Key => string.Create(
            CultureInfo.InvariantCulture, $"tag {entry.First:x8} of a key, sequence {entry.Second}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"time {(long)entry.First}, sequence {entry.Second}"),
    };

    private static string Place(ulong packed)
    {
        FrameAddress address = new(packed);
        return string.Create(
            CultureInfo.InvariantCulture, $"{StoreLayout.Segment(address.SegmentNumber)}:{address.OffsetBytes}");
    }
}
