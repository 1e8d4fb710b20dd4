using System.Buffers.Binary;
using Feedlog.Format.Indexes;

namespace Feedlog.Indexing.Keyword;

/// <summary>What every search needs of the slots of a file of words, in memory. Immutable; any thread.</summary>
internal sealed class LoadedSlots
{
    private LoadedSlots(Stretch[] stretches, byte[] lengths)
    {
        Stretches = stretches;
        Lengths = lengths;
    }

    /// <summary>Where sequences go on with a gap, by slot.</summary>
    public Stretch[] Stretches { get; }

    /// <summary>The length codes of all slots.</summary>
    public byte[] Lengths { get; }

    /// <summary>Reads and checks them.</summary>
    /// <exception cref="IndexDamageException">A page is damaged, or they contradict each other.</exception>
    public static LoadedSlots Load(IndexFileReader file, long chunkCount)
    {
        file.TryGetSection(IndexSectionType.Stretches, out IndexSection section);
        file.TryGetSection(IndexSectionType.Lengths, out IndexSection lengthSection);
        Stretch[] stretches = ReadStretches(file, section);
        int slotCount = 0;
        if (stretches.Length > 0)
        {
            ulong inLast = file.FileEntry.Coverage.LastSequence - stretches[^1].FirstSequence + 1;
            ulong total = inLast + (ulong)stretches[^1].FirstSlot;
            if (inLast == 0 || total > PostingBlockLayout.SlotCountMax || total < inLast)
                throw file.Contradiction(section);
            slotCount = (int)total;
        }

        bool fits = chunkCount == (slotCount + WordChunkLayout.SlotCount - 1) / WordChunkLayout.SlotCount &&
            lengthSection.PageCount == (slotCount + IndexPageLayout.PayloadBytes - 1) / IndexPageLayout.PayloadBytes;
        if (!fits) throw file.Contradiction(section);
        byte[] lengths = GC.AllocateUninitializedArray<byte>(slotCount);
        for (int at = 0; at < slotCount; at += IndexPageLayout.PayloadBytes)
        {
            ReadOnlySpan<byte> page = file.PaddedPage(lengthSection, at / IndexPageLayout.PayloadBytes);
            page[..Math.Min(IndexPageLayout.PayloadBytes, slotCount - at)].CopyTo(lengths.AsSpan(at));
        }

        return new LoadedSlots(stretches, lengths);
    }

    /// <summary>The last stretch that does not begin above a sequence; -1 if all do.</summary>
    public int StretchOf(ulong sequence)
    {
        int low = 0;
        int high = Stretches.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (Stretches[middle].FirstSequence <= sequence) low = middle + 1;
            else high = middle;
        }

        return low - 1;
    }

    private static Stretch[] ReadStretches(IndexFileReader file, in IndexSection section)
    {
        if (section.EntryCount > PostingBlockLayout.SlotCountMax) throw file.Contradiction(section);
        Stretch[] stretches = new Stretch[section.EntryCount];
        for (int i = 0; i < stretches.Length; i++)
        {
            ReadOnlySpan<byte> entry = file.Entry(section, i);
            ulong firstSequence = BinaryPrimitives.ReadUInt64LittleEndian(entry[StretchLayout.FirstSequence..]);
            ulong firstSlot = BinaryPrimitives.ReadUInt64LittleEndian(entry[StretchLayout.FirstSlot..]);
            bool isInOrder = i == 0
                ? firstSlot == 0
                : firstSlot > (ulong)stretches[i - 1].FirstSlot &&
                    firstSequence - stretches[i - 1].FirstSequence > firstSlot - (ulong)stretches[i - 1].FirstSlot &&
                    firstSequence > stretches[i - 1].FirstSequence;
            if (!isInOrder || firstSlot >= PostingBlockLayout.SlotCountMax) throw file.Contradiction(section);
            stretches[i] = new Stretch(firstSequence, (int)firstSlot);
        }

        return stretches;
    }
}
