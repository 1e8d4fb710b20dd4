using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Format.Indexes;
using Feedlog.Format.Shards;

namespace Feedlog.Tests.Unit.Format.Shards;

/// <summary>Mends the checksums of a shard after a change, so that only what was changed is wrong.</summary>
internal static class ShardForger
{
    /// <summary>Seals the head of the chunk at an offset of a shard.</summary>
    public static byte[] SealHead(byte[] shard, int offset)
    {
        ReadOnlySpan<byte> head = shard.AsSpan(offset, ShardChunkLayout.HeadHash);
        ulong seed = ShardSeal.HeadSeed(Samples.Salt, ShardSamples.Number, offset);
        return Samples.Put(shard, offset + ShardChunkLayout.HeadHash, Checksum.Xxh3(head, seed));
    }

    /// <summary>Seals the bytes behind the head of a chunk, and the head.</summary>
    public static byte[] SealChunk(byte[] shard, in ShardChunkHead head)
    {
        int offset = (int)head.OffsetBytes;
        ReadOnlySpan<byte> body = shard.AsSpan(offset..(int)head.EndBytes)[ShardChunkLayout.HeadBytes..];
        Samples.Put(shard, offset + ShardChunkLayout.BodyHash, Checksum.Xxh3(body));
        return SealHead(shard, offset);
    }

    /// <summary>Makes the n-th entry of the directory what the chunk at an offset says, and seals its page.</summary>
    public static byte[] CopyHead(byte[] shard, int offset, int entry)
    {
        ShardFooter footer = FooterOf(shard);
        int at = (int)footer.DirectoryPage * IndexPageLayout.PageBytes + entry * ShardChunkLayout.HeadBytes;
        shard.AsSpan(offset, ShardChunkLayout.HeadBytes).CopyTo(shard.AsSpan(at));
        Samples.Put(shard, at, (ulong)offset);
        return SealPage(shard, (int)footer.DirectoryPage);
    }

    /// <summary>Seals a page of the directory or of the footer.</summary>
    public static byte[] SealPage(byte[] shard, int page)
    {
        Span<byte> bytes = shard.AsSpan(page * IndexPageLayout.PageBytes, IndexPageLayout.PageBytes);
        ShardSeal.SealPage(bytes, Samples.Salt, ShardSamples.Number, page);
        return shard;
    }

    /// <summary>The footer of a sound shard.</summary>
    public static ShardFooter FooterOf(byte[] shard)
    {
        int page = shard.Length / IndexPageLayout.PageBytes - 1;
        bool isRead = ShardFooter.TryRead(
            shard.AsSpan(page * IndexPageLayout.PageBytes), Samples.Salt, ShardSamples.Number, page,
            out ShardFooter? footer, out FormatFault fault);
        Assert.True(isRead, fault.ToString());
        return footer!;
    }

    /// <summary>The heads of the chunks of a sound shard, as they lie in front of them.</summary>
    public static IReadOnlyList<ShardChunkHead> HeadsOf(byte[] shard)
    {
        List<ShardChunkHead> heads = [];
        ShardFooter footer = FooterOf(shard);
        for (long at = ShardLayout.HeaderBytes; at < footer.ChunksEndBytes; at = heads[^1].EndBytes)
        {
            bool isRead = ShardChunkHead.TryRead(
                shard.AsSpan((int)at), Samples.Salt, ShardSamples.Number, at, out ShardChunkHead head, out _);
            Assert.True(isRead);
            Assert.Equal(0, head.OffsetBytes % FrameLayout.AlignmentBytes);
            heads.Add(head);
        }

        return heads;
    }
}
