using System.Buffers.Binary;

namespace Feedlog.Tests.Unit.Lz4;

/// <summary>
/// Takes LZ4 frames apart into their blocks: current frames, legacy frames and skippable ones, in any row. Their
/// checksums are passed over; the caller compares the SHA-256 of the whole.
/// </summary>
internal sealed class Lz4FrameReader
{
    private const uint FrameMagic = 0x184D2204;
    private const uint LegacyMagic = 0x184C2102;
    private const uint SkippableMagic = 0x184D2A50;
    private const uint SkippableMask = 0xFFFFFFF0;
    private const uint StoredFlag = 0x80000000;
    private const int LegacyRawBytesMax = 8 << 20;

    private readonly ReadOnlyMemory<byte> _bytes;
    private int _read;

    private Lz4FrameReader(ReadOnlyMemory<byte> bytes) => _bytes = bytes;

    /// <summary>The blocks of each frame, in order; a skippable frame has none.</summary>
    internal static List<List<Lz4FrameBlock>> Read(ReadOnlyMemory<byte> bytes)
    {
        Lz4FrameReader reader = new(bytes);
        List<List<Lz4FrameBlock>> frames = [];
        while (reader._read < bytes.Length) frames.Add(reader.ReadFrame());
        return frames;
    }

    private List<Lz4FrameBlock> ReadFrame()
    {
        uint magic = ReadUInt32();
        if (magic == FrameMagic) return ReadCurrentFrame();
        if (magic == LegacyMagic) return ReadLegacyFrame();
        Assert.Equal(SkippableMagic, magic & SkippableMask);
        Take((int)ReadUInt32());
        return [];
    }

    private List<Lz4FrameBlock> ReadCurrentFrame()
    {
        byte flags = Take(1).Span[0];
        byte sizeCode = Take(1).Span[0];
        Assert.Equal(1, flags >> 6);
        bool isLinked = (flags & 0x20) == 0;
        int blockChecksumBytes = (flags & 0x10) != 0 ? 4 : 0;
        int contentSizeBytes = (flags & 0x08) != 0 ? 8 : 0;
        int contentChecksumBytes = (flags & 0x04) != 0 ? 4 : 0;
        int dictionaryIdBytes = (flags & 0x01) != 0 ? 4 : 0;
        Take(contentSizeBytes + dictionaryIdBytes + 1);

        List<Lz4FrameBlock> blocks = [];
        int rawBytesMax = 1 << (8 + (2 * (sizeCode >> 4)));
        for (uint size = ReadUInt32(); size != 0; size = ReadUInt32())
        {
            ReadOnlyMemory<byte> content = Take((int)(size & ~StoredFlag));
            Take(blockChecksumBytes);
            blocks.Add(new Lz4FrameBlock(content, (size & StoredFlag) != 0, isLinked, rawBytesMax));
        }

        Take(contentChecksumBytes);
        return blocks;
    }

    private List<Lz4FrameBlock> ReadLegacyFrame()
    {
        // A legacy frame has no end mark: it ends with the input, or where the next magic stands for a size.
        List<Lz4FrameBlock> blocks = [];
        while (_read < _bytes.Length)
        {
            uint size = ReadUInt32();
            if (size is FrameMagic or LegacyMagic || (size & SkippableMask) == SkippableMagic)
            {
                _read -= sizeof(uint);
                break;
            }

            blocks.Add(new Lz4FrameBlock(Take((int)size), IsStored: false, IsLinked: false, LegacyRawBytesMax));
        }

        return blocks;
    }

    private uint ReadUInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(sizeof(uint)).Span);

    private ReadOnlyMemory<byte> Take(int lengthBytes)
    {
        ReadOnlyMemory<byte> taken = _bytes.Slice(_read, lengthBytes);
        _read += lengthBytes;
        return taken;
    }
}
