using System.Security.Cryptography;
using K4os.Compression.LZ4;

namespace Feedlog.Tests.Unit.Lz4;

/// <summary>Every frame that the reference tool wrote decodes, block by block, to the bytes it was made from.</summary>
public sealed class FrameVectorTests
{
    private const int HistoryBytesMax = 65_535;

    [Lz4VectorsFact]
    public void Frames_OfTheReferenceTool_DecodeToTheirDigest()
    {
        int files = 0;
        int linkedBlocks = 0;
        foreach ((string file, int rawBytes, string rawSha256) in Lz4Vectors.Manifest())
        {
            List<byte> raw = [];
            foreach (List<Lz4FrameBlock> frame in Lz4FrameReader.Read(Lz4Vectors.Read(file)))
            {
                int frameStart = raw.Count;
                foreach (Lz4FrameBlock block in frame)
                {
                    if (block.IsLinked && !block.IsStored && raw.Count > frameStart) linkedBlocks++;
                    AppendRaw(raw, frameStart, block);
                }
            }

            Assert.True(raw.Count == rawBytes, $"{file}: {raw.Count} bytes instead of {rawBytes}");
            string sha256 = Convert.ToHexStringLower(SHA256.HashData([.. raw]));
            Assert.True(sha256 == rawSha256, $"{file}: SHA-256 {sha256} instead of {rawSha256}");
            files++;
        }

        Assert.Equal(39, files);
        Assert.InRange(linkedBlocks, 10, int.MaxValue);
    }

    private static void AppendRaw(List<byte> raw, int frameStart, Lz4FrameBlock block)
    {
        if (block.IsStored)
        {
            raw.AddRange(block.Content.Span);
            return;
        }

        int historyBytes = block.IsLinked ? Math.Min(HistoryBytesMax, raw.Count - frameStart) : 0;
        byte[] history = [.. raw[^historyBytes..]];
        byte[] whole = historyBytes > 0 ? WithHistory(history, block.Content.Span) : block.Content.ToArray();
        byte[] target = new byte[historyBytes + block.RawBytesMax];
        int decoded = LZ4Codec.Decode(whole, target);
        Assert.InRange(decoded, historyBytes + 1, target.Length);
        Assert.True(target.AsSpan(0, historyBytes).SequenceEqual(history));
        raw.AddRange(target.AsSpan(historyBytes, decoded - historyBytes));
    }

    // The block methods know no dictionary. A linked block is made whole by putting the history before the literals
    // of its first sequence: matches then reach it where they expect it.
    private static byte[] WithHistory(ReadOnlySpan<byte> history, ReadOnlySpan<byte> block)
    {
        int read = 1;
        int literals = block[0] >> 4;
        if (literals == 15)
        {
            do literals += block[read];
            while (block[read++] == 255);
        }

        List<byte> whole = [(byte)(0xF0 | (block[0] & 0x0F))];
        int left = history.Length + literals - 15;
        for (; left >= 255; left -= 255) whole.Add(255);
        whole.Add((byte)left);
        whole.AddRange(history);
        whole.AddRange(block[read..]);
        return [.. whole];
    }
}
