using System.Buffers.Binary;
using Feedlog.Format.Indexes;

namespace Feedlog.Indexing.Keyword;

/// <summary>Reads a page of terms in place. Never throws: what cannot be read makes it return false.</summary>
internal readonly ref struct TermPage
{
    private readonly ReadOnlySpan<byte> _page;

    private TermPage(ReadOnlySpan<byte> page, int level, int restartCount)
    {
        _page = page;
        Level = level;
        RestartCount = restartCount;
    }

    /// <summary>The level: 0 for terms, above for what leads to the level below.</summary>
    public int Level { get; }

    /// <summary>Number of terms that are written whole.</summary>
    public int RestartCount { get; }

    /// <summary>Where the entries end at the latest.</summary>
    private int Limit => TermPageLayout.Level - RestartCount * sizeof(ushort);

    /// <summary>Reads the directory of a page.</summary>
    /// <param name="page">At least a payload.</param>
    /// <param name="read">The page, when the result is true.</param>
    public static bool TryRead(ReadOnlySpan<byte> page, out TermPage read)
    {
        int level = BinaryPrimitives.ReadUInt16LittleEndian(page[TermPageLayout.Level..]);
        int restartCount = BinaryPrimitives.ReadUInt16LittleEndian(page[TermPageLayout.RestartCount..]);
        bool fits = restartCount is > 0 and < TermPageLayout.Level / sizeof(ushort);
        read = fits ? new TermPage(page[..IndexPageLayout.PayloadBytes], level, restartCount) : default;
        return fits;
    }

    /// <summary>Finds the last term that is not above another.</summary>
    /// <param name="term">The other.</param>
    /// <param name="valueOffset">Where its value begins; -1 if all terms are above.</param>
    /// <param name="isEqual">Whether it is the same.</param>
    public bool TryFind(ReadOnlySpan<byte> term, out int valueOffset, out bool isEqual)
    {
        valueOffset = -1;
        isEqual = false;
        int low = 0;
        int high = RestartCount;
        while (low < high)
        {
            int middle = (low + high) / 2;
            int at = Restart(middle);
            if (!TryReadHead(ref at, out _, out ReadOnlySpan<byte> whole)) return false;
            if (whole.SequenceCompareTo(term) <= 0) low = middle + 1;
            else high = middle;
        }

        return low == 0 || TryFindFrom(Restart(low - 1), low == RestartCount, term, out valueOffset, out isEqual);
    }

    /// <summary>Reads an entry and moves to its value.</summary>
    /// <param name="at">Where the entry begins.</param>
    /// <param name="beforeBytes">How long the term before is; 0 for the first.</param>
    /// <param name="shared">How many bytes it begins with of the term before.</param>
    /// <param name="suffix">Its other bytes.</param>
    public bool TryReadEntry(ref int at, int beforeBytes, out int shared, out ReadOnlySpan<byte> suffix)
    {
        bool isRead = TryReadHead(ref at, out int dropped, out suffix);
        shared = beforeBytes - dropped;
        return isRead && shared >= 0 && shared + suffix.Length <= PostingBlockLayout.TermBytesMax;
    }

    /// <summary>Moves from an entry to its value.</summary>
    public bool TrySkipTerm(ref int at) => TryReadHead(ref at, out _, out _);

    // How many bytes of the term before it drops, and which it adds.
    private bool TryReadHead(ref int at, out int dropped, out ReadOnlySpan<byte> suffix)
    {
        dropped = 0;
        suffix = default;
        ReadOnlySpan<byte> entries = _page[..Limit];
        if ((uint)at >= (uint)entries.Length) return false;
        int head = entries[at++];
        if (!TryReadLength(entries, ref at, head >> TermPageLayout.HeadBits, out dropped) ||
            !TryReadLength(entries, ref at, head & TermPageLayout.HeadMax, out int addedBytes) ||
            addedBytes == 0 || addedBytes > entries.Length - at)
        {
            return false;
        }

        suffix = entries.Slice(at, addedBytes);
        at += addedBytes;
        return true;
    }

    private static bool TryReadLength(ReadOnlySpan<byte> entries, ref int at, int head, out int length)
    {
        length = head;
        if (head < TermPageLayout.HeadMax) return true;
        bool isRead = Varint.TryRead(entries, ref at, out long above);
        length += (int)Math.Min(above, PostingBlockLayout.TermBytesMax);
        return isRead && length <= PostingBlockLayout.TermBytesMax;
    }

    /// <summary>Reads what a page of a higher level says of a term: a page of the level below.</summary>
    public bool TryReadChild(ref int at, out long page) => Varint.TryRead(_page[..Limit], ref at, out page);

    /// <summary>Reads what a page of terms says of a term.</summary>
    public bool TryReadValue(ref int at, out TermEntry entry) => TermEntry.TryRead(_page[..Limit], ref at, out entry);

    private int Restart(int index) => BinaryPrimitives.ReadUInt16LittleEndian(
        _page[(TermPageLayout.FirstRestart - index * sizeof(ushort))..]);

    // Terms rise, so how much of the sought term the last one shares tells most of the next without comparing bytes.
    private bool TryFindFrom(
        int at, bool isLastRestart, ReadOnlySpan<byte> term, out int valueOffset, out bool isEqual)
    {
        int common = 0;
        int beforeBytes = 0;
        valueOffset = -1;
        isEqual = false;
        for (int i = 0; i < TermPageLayout.RestartInterval; i++)
        {
            if (isLastRestart && IsBehindLast(at)) break;
            if (!TryReadHead(ref at, out int dropped, out ReadOnlySpan<byte> suffix)) return false;
            // What the first one drops is of a term that was not read.
            int shared = i == 0 ? 0 : beforeBytes - dropped;
            if (shared < 0) return false;
            beforeBytes = shared + suffix.Length;
            if (shared < common) break;
            if (shared == common)
            {
                int same = suffix.CommonPrefixLength(term[common..]);
                bool isAbove = same < suffix.Length &&
                    (common + same == term.Length || suffix[same] > term[common + same]);
                if (isAbove) break;
                common += same;
                isEqual = common == term.Length && same == suffix.Length;
            }

            valueOffset = at;
            if (isEqual) break;
            if (!TrySkipValue(ref at)) return false;
        }

        return valueOffset >= 0;
    }

    private bool TrySkipValue(ref int at) => Level == 0 ? TryReadValue(ref at, out _) : TryReadChild(ref at, out _);

    /// <summary>Whether there is no entry at an offset: where one would add no bytes.</summary>
    public bool IsBehindLast(int at) =>
        at >= Limit || _page[at] == 0;
}
