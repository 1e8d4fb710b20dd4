using Feedlog.Cold;
using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Format.Shards;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;

namespace Feedlog.Tests.Unit.Format.Shards;

/// <summary>Shards of few frames, and ways to look at and to damage their bytes.</summary>
internal static class ShardSamples
{
    public const ulong Number = 7;

    public static ShardMonth Month { get; } = ShardMonth.Of(Samples.TimeMs);

    public static ShardHeader Header { get; } = new()
    {
        Store = Samples.Store with { OptionalFeatures = 0x10 },
        Number = Number,
        FirstSequence = 500,
        Month = Month,
        CreatedAtMs = Samples.TimeMs,
    };

    /// <summary>Records with a text each, the n-th with sequence 3 n + 1, as they would lie in two segments.</summary>
    public static IReadOnlyList<ShardSlot> Slots(int count)
    {
        List<ShardSlot> slots = [];
        long offsetBytes = 120;
        for (int i = 0; i < count; i++)
        {
            ulong segment = i < count / 2 ? 3UL : 5UL;
            if (i == count / 2) offsetBytes = 120;
            byte[] frame = Parts(i).Encode(segment, (ulong)offsetBytes);
            slots.Add(new ShardSlot(FrameAddress.At(segment, offsetBytes), frame, Samples.TimeMs + i / 4));
            // A commit lies between, and the frames of other months.
            offsetBytes += frame.Length + (i % 5 == 0 ? 112 : 0);
        }

        return slots;
    }

    /// <summary>A shard of these slots, as it lies in a storage.</summary>
    public static byte[] Bytes(IReadOnlyList<ShardSlot> slots, ShardWriterOptions options)
    {
        MemoryStorage storage = new();
        Write(storage, slots, options);
        using IStorageFile file = storage.Open(StoreLayout.ShardDraft(Month, Number), StorageOpen.Read);
        byte[] bytes = new byte[file.LengthBytes];
        Assert.Equal(bytes.Length, file.Read(0, bytes));
        return bytes;
    }

    /// <summary>Writes a shard and leaves it as a draft.</summary>
    public static ShardFooter Write(MemoryStorage storage, IReadOnlyList<ShardSlot> slots, ShardWriterOptions options)
    {
        using ShardWriter writer = new(storage, Samples.Store, Month, Number, Samples.TimeMs, options);
        foreach (ShardSlot slot in slots) writer.Add(slot.Address, slot.Frame, slot.RecordedAtMs);
        return writer.Finish();
    }

    /// <summary>A storage with these bytes as a shard.</summary>
    public static MemoryStorage StorageOf(byte[] bytes)
    {
        MemoryStorage storage = new();
        foreach (string folder in StoreLayout.ShardFolders(Month)) storage.CreateFolder(folder);
        using IStorageFile file = storage.Open(StoreLayout.Shard(Month, Number), StorageOpen.Create);
        file.Write(0, bytes);
        return storage;
    }

    /// <summary>The shard of a storage as an engine has it that reads by position.</summary>
    public static ShardFile FileOf(IStorage storage, ChunkCache cache)
    {
        string path = StoreLayout.Shard(Month, Number);
        Assert.True(ShardReader.TryOpen(storage, path, false, out ShardReader? reader, out _));
        using (reader)
        {
            ShardEntry entry = ShardEntry.Of(reader.Header, reader.Footer);
            return new ShardFile(storage, entry, Samples.Salt, ReadMode.Positioned, cache);
        }
    }

    /// <summary>Reads a shard from end to end; what was read, and what is wrong.</summary>
    public static FormatFault ReadAll(byte[] bytes, bool isMapped, List<ShardSlot> slots) =>
        ReadAll(StorageOf(bytes), isMapped, slots);

    /// <summary>The same of the shard in a storage.</summary>
    public static FormatFault ReadAll(MemoryStorage storage, bool isMapped, List<ShardSlot> slots)
    {
        if (!ShardReader.TryOpen(storage, StoreLayout.Shard(Month, Number), isMapped, out ShardReader? reader,
            out FormatFault fault))
            return fault;
        using (reader)
        {
            ShardWalk walk = new(reader);
            while (walk.MoveNext())
            {
                ShardChunk chunk = walk.Chunk!;
                for (int i = 0; i < chunk.SlotCount; i++)
                    slots.Add(new ShardSlot(chunk.AddressOf(i), chunk.FrameOf(i).Bytes.ToArray(), chunk.RecordedAtMs(i)));
            }

            return walk.Fault;
        }
    }

    private static FrameParts Parts(int i) => new()
    {
        Type = i % 9 == 8 ? FrameType.Tombstone : FrameType.Record,
        Sequence = 3 * (ulong)i + 1,
        Id = (ulong)i + 1,
        TimestampMs = Samples.TimeMs + (i * 37 % 50),
        Key = i % 3 == 0 ? Samples.Utf8($"key-{i}") : [],
        Extensions = i % 7 == 1
            ? Samples.Extension(ExtensionType.Expiry, Samples.Int64(Samples.TimeMs + 1000 - i))
            : [],
        Content = Samples.Utf8($"The content of the record with number {i}, and what is common to all of them."),
    };
}
