using System.Buffers.Binary;
using Feedlog.Format.Frames;
using Feedlog.Format.Segments;

namespace Feedlog.Read;

/// <summary>Looks up chunks in the footer of a segment, in place. FORMAT.md section 6.</summary>
internal static class ChunkDirectory
{
    /// <summary>Finds the last chunk that does not begin behind a sequence. Never throws.</summary>
    /// <param name="footer">A checked frame of type Footer.</param>
    /// <param name="sequence">The sequence.</param>
    /// <param name="chunk">The chunk, when the result is true.</param>
    public static bool TryFind(in FrameView footer, ulong sequence, out ChunkEntry chunk)
    {
        chunk = default;
        ReadOnlySpan<byte> content = footer.Content;
        if (content.Length < FooterLayout.FixedBytes) return false;
        uint count = BinaryPrimitives.ReadUInt32LittleEndian(content[FooterLayout.ChunkCount..]);
        ReadOnlySpan<byte> entries = content[FooterLayout.FixedBytes..];
        if (entries.Length != count * (long)ChunkLayout.EntryBytes) return false;

        int low = 0;
        int high = (int)count;
        while (low < high)
        {
            int middle = low + (high - low) / 2;
            ReadOnlySpan<byte> first = entries[(middle * ChunkLayout.EntryBytes + ChunkLayout.FirstSequence)..];
            if (BinaryPrimitives.ReadUInt64LittleEndian(first) <= sequence) low = middle + 1;
            else high = middle;
        }

        return low > 0 && ChunkEntry.TryRead(entries[((low - 1) * ChunkLayout.EntryBytes)..], out chunk);
    }
}
