using System.Buffers.Binary;
using System.Numerics;
using Feedlog.Format.Indexes;
using Feedlog.Fsck.Indexes;

namespace Feedlog.Fsck.Words;

/// <summary>The slots of a file of words: FORMAT.md section 7.8. Memory: a byte and a bit a slot.</summary>
internal sealed class WordSlots
{
    private const int ChunkSlots = WordChunkLayout.SlotCount;

    private readonly List<(ulong Sequence, long Slot)> _stretches = [];
    private byte[] _lengths = [];
    private ulong[] _records = [];

    /// <summary>How many slots there are.</summary>
    public int Count => _lengths.Length;

    /// <summary>The length code of a slot.</summary>
    public byte Length(int slot) => _lengths[slot];

    /// <summary>Says whether a slot is a record.</summary>
    public bool IsRecord(int slot) => (_records[slot / ChunkSlots] >> (slot % ChunkSlots) & 1) != 0;

    /// <summary>The sequence of a slot.</summary>
    public ulong Sequence(int slot)
    {
        int low = 0;
        int high = _stretches.Count - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            if (_stretches[middle].Slot <= slot) low = middle;
            else high = middle - 1;
        }

        return _stretches[low].Sequence + (ulong)(slot - _stretches[low].Slot);
    }

    /// <summary>Reads and checks what is said of slots.</summary>
    /// <param name="context">The run.</param>
    /// <param name="file">The file, whose pages are sound.</param>
    /// <param name="sums">Takes what is said.</param>
    /// <returns>False, with a finding, if it contradicts itself.</returns>
    public bool TryRead(CheckContext context, IndexFileInPlace file, WordSums sums)
    {
        SectionReport report = new(context, file);
        if (!TryReadStretches(context, file, report, out int slotCount)) return false;
        int chunkCount = (slotCount + ChunkSlots - 1) / ChunkSlots;
        if (!report.Expect(IndexSectionType.Chunks, chunkCount)) return false;
        using SectionPages lengths = new(context, file, IndexSectionType.Lengths);
        if (lengths.Count != (slotCount + IndexPageLayout.PayloadBytes - 1) / IndexPageLayout.PayloadBytes)
            return report.Inconsistent(IndexSectionType.Lengths, null, $"it is not of {slotCount} bytes");
        _lengths = new byte[slotCount];
        for (int slot = 0; slot < slotCount; slot++) _lengths[slot] = lengths.At(slot)[0];
        return TryReadChunks(context, file, report, chunkCount, sums);
    }

    /// <summary>The length that a code stands for.</summary>
    public static long LengthOf(byte code)
    {
        if (code < 32) return code;
        if (code == byte.MaxValue) return LengthMax;
        int e = code / 16 - 1;
        return ((long)(code % 16 + 16) << e) + (1L << e >> 1);
    }

    /// <summary>The code of a length in words.</summary>
    public static byte CodeOf(int length)
    {
        if (length < 32) return (byte)length;
        if (length >= LengthMax) return byte.MaxValue;
        int e = BitOperations.Log2((uint)length) - 4;
        return (byte)(16 * e + (length >> e));
    }

    private const int LengthMax = 507_904;

    private bool TryReadStretches(
        CheckContext context, IndexFileInPlace file, SectionReport report, out int slotCount)
    {
        slotCount = 0;
        using SectionStream stream = new(context, file, IndexSectionType.Stretches);
        while (stream.MoveNext())
        {
            ulong sequence = BinaryPrimitives.ReadUInt64LittleEndian(stream.Entry[StretchLayout.FirstSequence..]);
            ulong slot = BinaryPrimitives.ReadUInt64LittleEndian(stream.Entry[StretchLayout.FirstSlot..]);
            (ulong Sequence, long Slot)? before = _stretches.Count == 0 ? null : _stretches[^1];
            bool isInOrder = before is (ulong lastSequence, long lastSlot)
                ? slot > (ulong)lastSlot && sequence > lastSequence && sequence - lastSequence > slot - (ulong)lastSlot
                : slot == 0 && sequence >= file.Header.Entry.Coverage.FirstSequence;
            if (!isInOrder || slot >= PostingBlockLayout.SlotCountMax)
                return report.Inconsistent(IndexSectionType.Stretches, stream, "it does not follow the one before");
            _stretches.Add((sequence, (long)slot));
        }

        if (_stretches.Count == 0) return true;
        ulong last = file.Header.Entry.Coverage.LastSequence;
        ulong slots = last - _stretches[^1].Sequence + 1 + (ulong)_stretches[^1].Slot;
        if (last < _stretches[^1].Sequence || slots > PostingBlockLayout.SlotCountMax)
            return report.Inconsistent(IndexSectionType.Stretches, null, "it does not end with the file");
        slotCount = (int)slots;
        return true;
    }

    private bool TryReadChunks(
        CheckContext context, IndexFileInPlace file, SectionReport report, int chunkCount, WordSums sums)
    {
        _records = new ulong[chunkCount];
        using SectionStream stream = new(context, file, IndexSectionType.Chunks);
        using SectionPages times = new(context, file, IndexSectionType.Timestamps);
        long lengthBefore = 0;
        long recordCount = 0;
        for (int chunk = 0; stream.MoveNext(); chunk++)
        {
            ulong records = BinaryPrimitives.ReadUInt64LittleEndian(stream.Entry[WordChunkLayout.Records..]);
            long before = BinaryPrimitives.ReadInt64LittleEndian(stream.Entry[WordChunkLayout.LengthBefore..]);
            int slots = Math.Min(ChunkSlots, Count - chunk * ChunkSlots);
            if (slots < ChunkSlots && records >> slots != 0)
                return report.Inconsistent(IndexSectionType.Chunks, stream, "it has records behind the last slot");
            if (before != lengthBefore)
                return report.Inconsistent(IndexSectionType.Chunks, stream, $"{lengthBefore} words come before it");
            _records[chunk] = records;
            recordCount += BitOperations.PopCount(records);
            if (!TryReadSlots(stream.Entry, times, chunk * ChunkSlots, slots, sums, ref lengthBefore))
                return report.Inconsistent(IndexSectionType.Chunks, stream, "its timestamps or lengths are none");
        }

        return recordCount == file.Header.Entry.EntryCount ||
            report.Inconsistent(IndexSectionType.Chunks, null, $"it has {recordCount} records");
    }

    private bool TryReadSlots(
        ReadOnlySpan<byte> entry, SectionPages times, int firstSlot, int slotCount, WordSums sums,
        ref long lengthBefore)
    {
        long timeMinMs = BinaryPrimitives.ReadInt64LittleEndian(entry[WordChunkLayout.TimeMin..]);
        ulong packed = BinaryPrimitives.ReadUInt64LittleEndian(entry[WordChunkLayout.Times..]);
        int widthBytes = (int)(packed >> WordChunkLayout.WidthShift);
        long place = (long)(packed & (1UL << WordChunkLayout.WidthShift) - 1);
        ReadOnlySpan<byte> values = widthBytes == 0 ? [] : times.At(place);
        if (widthBytes > sizeof(ulong) || values.Length < slotCount * widthBytes) return false;
        for (int i = 0; i < slotCount; i++)
        {
            bool isRecord = IsRecord(firstSlot + i);
            byte code = _lengths[firstSlot + i];
            ulong above = 0;
            for (int b = widthBytes - 1; b >= 0; b--) above = above << 8 | values[i * widthBytes + b];
            if (!isRecord && (code != 0 || above != 0)) return false;
            sums.AddSlot(Sequence(firstSlot + i), isRecord, code, timeMinMs + (long)above);
            lengthBefore += LengthOf(code);
        }

        return true;
    }
}
