using Feedlog.Format.Storage;
using Feedlog.Format.Stores;

namespace Feedlog.Write;

/// <summary>The writer's hand on the watermark: alternates between its two slots.</summary>
internal sealed class WatermarkFile : IDisposable
{
    private readonly IStorageFile _file;
    private readonly ulong _salt;

    /// <summary>Opens the watermark for writing, or makes it.</summary>
    public WatermarkFile(IStorage storage, ulong salt, Watermark last)
    {
        _salt = salt;
        Last = last;
        try
        {
            _file = storage.Open(StoreLayout.Watermark, StorageOpen.Write);
        }
        catch (FileNotFoundException)
        {
            _file = storage.Open(StoreLayout.Watermark, StorageOpen.Create);
        }

        // The slots get their space now, so that a full disk cannot stop a group that is on the disk already.
        _file.Allocate(WatermarkLayout.FileBytes);
    }

    /// <summary>What was written last.</summary>
    public Watermark Last { get; private set; }

    /// <summary>Reads the newest valid slot; the default value if there is none.</summary>
    public static Watermark Read(IStorage storage, ulong salt)
    {
        try
        {
            using IStorageFile file = storage.Open(StoreLayout.Watermark, StorageOpen.Read);
            byte[] bytes = new byte[WatermarkLayout.FileBytes];
            int readBytes = file.Read(0, bytes);
            return Watermark.TryReadNewest(bytes.AsSpan(0, readBytes), salt, out Watermark watermark, out _)
                ? watermark
                : default;
        }
        catch (FileNotFoundException)
        {
            return default;
        }
    }

    /// <summary>Writes the next watermark; its counter is set here.</summary>
    public void Write(Watermark watermark)
    {
        Watermark next = watermark with { Counter = Last.Counter + 1 };
        Span<byte> slot = stackalloc byte[WatermarkLayout.SlotBytes];
        next.Write(slot, _salt);
        _file.Write(next.SlotOffsetBytes, slot);
        Last = next;
    }

    /// <summary>Makes the last watermark durable.</summary>
    public void Sync() => SyncFailedException.Guard(StoreLayout.Watermark, _file.Sync);

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
