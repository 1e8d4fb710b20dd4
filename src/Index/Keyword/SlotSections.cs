using System.Numerics;
using Feedlog.Format.Indexes;
using Feedlog.Indexing.Ranking;

namespace Feedlog.Indexing.Keyword;

/// <summary>Writes what a file of words says of slots: stretches, chunks, lengths, timestamps.</summary>
internal static class SlotSections
{
    /// <summary>Writes the sections.</summary>
    /// <param name="writer">Where.</param>
    /// <param name="stream">For the sections that are streams.</param>
    /// <param name="source">The slots; each is read twice.</param>
    /// <param name="recordCount">How many of them are records.</param>
    /// <returns>The length codes of all slots.</returns>
    public static byte[] Write(
        IndexFileWriter writer, ByteStreamWriter stream, ISlotSource source, out long recordCount)
    {
        writer.BeginSection(IndexSectionType.Stretches, StretchLayout.EntryBytes);
        foreach (Stretch stretch in source.Stretches) stretch.Write(writer.Add());

        byte[] lengths = new byte[source.SlotCount];
        WordChunk[] chunks = Measure(source, lengths, out recordCount);
        writer.BeginSection(IndexSectionType.Chunks, WordChunkLayout.EntryBytes);
        foreach (WordChunk chunk in chunks) chunk.Write(writer.Add());

        stream.Begin(IndexSectionType.Lengths);
        stream.Write(lengths);
        stream.EndPage();
        stream.Begin(IndexSectionType.Timestamps);
        for (int i = 0; i < chunks.Length; i++) WriteTimestamps(stream, source, chunks[i], i);
        stream.EndPage();
        return lengths;
    }

    private static WordChunk[] Measure(ISlotSource source, byte[] lengths, out long recordCount)
    {
        WordChunk[] chunks = new WordChunk[
            (source.SlotCount + WordChunkLayout.SlotCount - 1) / WordChunkLayout.SlotCount];
        recordCount = 0;
        long lengthBefore = 0;
        long place = 0;
        for (int i = 0; i < chunks.Length; i++)
        {
            int first = i * WordChunkLayout.SlotCount;
            int count = Math.Min(WordChunkLayout.SlotCount, source.SlotCount - first);
            long timeMinMs = long.MaxValue;
            long timeMaxMs = long.MinValue;
            ulong records = 0;
            long length = 0;
            for (int slot = first; slot < first + count; slot++)
            {
                if (!source.Read(slot, out lengths[slot], out long timestampMs)) continue;
                records |= 1UL << (slot - first);
                length += LengthCode.Decode(lengths[slot]);
                timeMinMs = Math.Min(timeMinMs, timestampMs);
                timeMaxMs = Math.Max(timeMaxMs, timestampMs);
            }

            if (records == 0) timeMinMs = timeMaxMs = 0;
            int widthBytes = (BitOperations.Log2((ulong)(timeMaxMs - timeMinMs) << 1 | 1) + 7) / 8;
            // The timestamps of a chunk lie in one page.
            long leftBytes = IndexPageLayout.PayloadBytes - place % IndexPageLayout.PayloadBytes;
            if (leftBytes < count * widthBytes) place += leftBytes;
            chunks[i] = new WordChunk(timeMinMs, place, widthBytes, records, lengthBefore);
            place += count * widthBytes;
            lengthBefore += length;
            recordCount += BitOperations.PopCount(records);
        }

        return chunks;
    }

    private static void WriteTimestamps(ByteStreamWriter stream, ISlotSource source, in WordChunk chunk, int index)
    {
        int first = index * WordChunkLayout.SlotCount;
        int count = Math.Min(WordChunkLayout.SlotCount, source.SlotCount - first);
        if (chunk.TimeWidthBytes == 0) return;
        stream.Align(count * chunk.TimeWidthBytes);
        for (int slot = first; slot < first + count; slot++)
        {
            bool isRecord = source.Read(slot, out _, out long timestampMs);
            stream.WriteNumber(isRecord ? (ulong)(timestampMs - chunk.TimeMinMs) : 0, chunk.TimeWidthBytes);
        }
    }
}
