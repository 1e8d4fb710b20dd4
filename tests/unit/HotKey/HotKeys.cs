using System.Buffers.Binary;
using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Indexing.HotKey;

namespace Feedlog.Tests.Unit.HotKey;

/// <summary>Keys and entries that can be told from their numbers, so that a wrong or torn one is seen.</summary>
internal static class HotKeys
{
    /// <summary>A working index.</summary>
    public static async Task<HotKeyIndex> CreateAsync(long memoryBytes = HotKeyIndex.MemoryBytesMin)
    {
        HotKeyIndex index = new(memoryBytes);
        await index.WarmUpAsync();
        return index;
    }

    /// <summary>The hash of the key with this number.</summary>
    public static WideHash Key(ulong number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, number);
        return Checksum.Xxh3Wide(bytes, 77);
    }

    /// <summary>The one right entry for a key and a sequence.</summary>
    public static HotEntry Entry(ulong number, ulong sequence)
    {
        ulong address = (number * 0x9E37_79B9_7F4A_7C15) ^ (sequence * 0xC2B2_AE3D_27D4_EB4F);
        return new HotEntry(sequence, new FrameAddress(address), new FrameAddress(~address));
    }

    /// <summary>Looks a key up; what is found must be an entry that was made for it.</summary>
    /// <returns>The sequence found, or 0.</returns>
    public static ulong FindSequence(HotKeyIndex index, ulong number)
    {
        if (!index.TryFind(Key(number), out HotEntry found))
        {
            Assert.Equal(default, found);
            return 0;
        }

        Assert.Equal(Entry(number, found.Sequence), found);
        return found.Sequence;
    }
}
