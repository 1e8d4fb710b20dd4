using Feedlog.Format;
using Feedlog.Format.Shards;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;

namespace Feedlog.Cold;

/// <summary>Tells shards of which nothing is compressed from the others.</summary>
internal static class RawShard
{
    /// <summary>Says whether all chunks of a shard are uncompressed, by its directory.</summary>
    /// <exception cref="FeedlogCorruptException">The shard is damaged.</exception>
    /// <exception cref="IOException">It is missing or cannot be read.</exception>
    public static bool Is(IStorage storage, ShardEntry entry) => CodecOf(storage, entry) == ShardCodec.Raw;

    /// <summary>How the chunks of a shard are compressed, by its directory; raw if none is.</summary>
    /// <exception cref="FeedlogCorruptException">The shard is damaged.</exception>
    /// <exception cref="IOException">It is missing or cannot be read.</exception>
    public static ShardCodec CodecOf(IStorage storage, ShardEntry entry)
    {
        if (!ShardReader.TryOpen(storage, entry.Path, isMapped: false, out ShardReader? reader, out FormatFault fault))
            throw Throw.Corrupt(fault, entry.Path, 0, "A shard cannot be read");
        using (reader)
        {
            for (long index = 0; index < reader.Footer.ChunkCount; index++)
            {
                if (!reader.TryReadEntry(index, out ShardChunkHead head, out fault))
                    throw Throw.Corrupt(fault, entry.Path, reader.EntryOffsetBytes(index), "A shard cannot be read");
                if (head.Codec != ShardCodec.Raw) return head.Codec;
            }
        }

        return ShardCodec.Raw;
    }
}
