using Feedlog.Format.Indexes;

namespace Feedlog.Indexing.Keyword;

/// <summary>What the dictionary says of a term.</summary>
/// <remarks>
/// A term of one record says it all here; one of up to 128 has one block; one of more has several, and a table of them.
/// </remarks>
internal readonly record struct TermEntry
{
    /// <summary>How many slots have the term, at least 1.</summary>
    public required int SlotCount { get; init; }

    /// <summary>The first slot, unless there is a table.</summary>
    public int FirstSlot { get; init; }

    /// <summary>How often the one slot has it.</summary>
    public int Frequency { get; init; }

    /// <summary>Where the first block begins in section Postings.</summary>
    public long Place { get; init; }

    /// <summary>Where the table of the blocks begins in section Postings.</summary>
    public long TablePlace { get; init; }

    /// <summary>Number of blocks in the table; 0 without one.</summary>
    public int BlockCount { get; init; }

    /// <summary>Whether there is a table of blocks.</summary>
    public bool HasTable => SlotCount > PostingBlockLayout.CountMax;

    /// <summary>Most bytes that an entry takes.</summary>
    public const int BytesMax = 4 * Varint.BytesMax;

    /// <summary>Writes the entry.</summary>
    /// <returns>How many bytes it took.</returns>
    public int Write(Span<byte> target)
    {
        // Most terms stand once in one record.
        if (SlotCount == 1 && Frequency == 1) return Varint.Write(target, (ulong)FirstSlot << 1);
        int at = Varint.Write(target, (ulong)SlotCount << 1 | 1);
        if (SlotCount == 1)
        {
            at += Varint.Write(target[at..], (ulong)FirstSlot);
            return at + Varint.Write(target[at..], (ulong)Frequency);
        }

        at += Varint.Write(target[at..], (ulong)Place);
        if (!HasTable) return at + Varint.Write(target[at..], (ulong)FirstSlot);
        at += Varint.Write(target[at..], (ulong)(TablePlace - Place));
        return at + Varint.Write(target[at..], (ulong)BlockCount);
    }

    /// <summary>Reads an entry and moves behind it. Never throws.</summary>
    public static bool TryRead(ReadOnlySpan<byte> source, ref int at, out TermEntry entry)
    {
        entry = default;
        if (!Varint.TryRead(source, ref at, out long head)) return false;
        if ((head & 1) == 0)
        {
            entry = new TermEntry { SlotCount = 1, FirstSlot = (int)(head >> 1), Frequency = 1 };
            return head >> 1 < PostingBlockLayout.SlotCountMax;
        }

        long slotCount = head >> 1;
        if (slotCount is < 1 or > PostingBlockLayout.SlotCountMax ||
            !Varint.TryRead(source, ref at, out long second) || !Varint.TryRead(source, ref at, out long third))
        {
            return false;
        }

        if (slotCount == 1)
        {
            entry = new TermEntry { SlotCount = 1, FirstSlot = (int)second, Frequency = (int)third };
            return second < PostingBlockLayout.SlotCountMax && third is >= 1 and <= int.MaxValue;
        }

        if (slotCount <= PostingBlockLayout.CountMax)
        {
            entry = new TermEntry { SlotCount = (int)slotCount, Place = second, FirstSlot = (int)third };
            return third < PostingBlockLayout.SlotCountMax;
        }

        if (!Varint.TryRead(source, ref at, out long blockCount)) return false;
        bool isTable = blockCount >= 1 && blockCount <= slotCount && third <= uint.MaxValue &&
            second <= long.MaxValue / 2;
        entry = new TermEntry
        {
            SlotCount = (int)slotCount,
            Place = second,
            TablePlace = second + Math.Min(third, uint.MaxValue),
            BlockCount = (int)Math.Min(blockCount, slotCount),
        };
        return isTable && entry.TablePlace % PostingBlockLayout.EntryBytes == 0;
    }
}
