using Feedlog.Format.Storage;
using Feedlog.Format.Stores;

namespace Feedlog.Write;

/// <summary>The writer's hand on the watermark: alternates between its two slots.</summary>
/// <remarks>
/// The counter grows by one with the write that closes the store and by three with every other, so two slots whose
/// counters are neighbours say that the store was closed. What the last writer left cannot be told from that by the
/// rest: after a power loss the log and the watermark may look complete, and yet callers know sequences beyond them.
/// </remarks>
internal sealed class WatermarkFile : IDisposable
{
    private const ulong ClosingStep = 1;
    private const ulong RunningStep = 3; // Odd, as the parity of the counter is the slot.

    private readonly IStorageFile _file;
    private readonly ulong _salt;

    /// <summary>Opens the watermark for writing, or makes it.</summary>
    /// <param name="storage">Where the store is.</param>
    /// <param name="salt">The salt of the store.</param>
    /// <param name="last">What was written last.</param>
    /// <param name="saysClosed">Whether that was by a writer that closed the store.</param>
    public WatermarkFile(IStorage storage, ulong salt, Watermark last, bool saysClosed)
    {
        _salt = salt;
        Last = last;
        SaysClosed = saysClosed;
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

    /// <summary>Says whether a reader of the file would find that the store was closed.</summary>
    public bool SaysClosed { get; private set; }

    /// <summary>Reads the newest valid slot, the default value if there is none, and how many are damaged.</summary>
    public static Watermark Read(IStorage storage, ulong salt, out int damagedSlots) =>
        Read(storage, salt, out _, out damagedSlots);

    /// <summary>Reads the newest valid slot, and whether both slots together say that the store was closed.</summary>
    public static Watermark Read(IStorage storage, ulong salt, out bool saysClosed, out int damagedSlots)
    {
        saysClosed = false;
        damagedSlots = 0;
        try
        {
            using IStorageFile file = storage.Open(StoreLayout.Watermark, StorageOpen.Read);
            byte[] bytes = new byte[WatermarkLayout.FileBytes];
            int readBytes = file.Read(0, bytes);
            if (!Watermark.TryReadNewest(bytes.AsSpan(0, readBytes), salt, out Watermark watermark, out damagedSlots))
                return default;
            int otherSlot = (int)((watermark.Counter + 1) % WatermarkLayout.SlotCount);
            ReadOnlySpan<byte> otherBytes = bytes.AsSpan(otherSlot * WatermarkLayout.SlotStrideBytes);
            saysClosed = Watermark.TryReadSlot(otherBytes, salt, otherSlot, out Watermark other, out _) &&
                other.Counter + ClosingStep == watermark.Counter;
            return watermark;
        }
        catch (FileNotFoundException)
        {
            return default;
        }
    }

    /// <summary>Writes the next watermark of an open store; its counter is set here.</summary>
    public void Write(Watermark watermark) => Write(watermark, RunningStep);

    /// <summary>Says durably that everything was made durable and the store is closed.</summary>
    public void Close()
    {
        if (!SaysClosed) Write(Last, ClosingStep);
        SyncFailedException.Guard(StoreLayout.Watermark, _file.Sync);
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private void Write(Watermark watermark, ulong step)
    {
        Watermark next = watermark with { Counter = Last.Counter + step };
        Span<byte> slot = stackalloc byte[WatermarkLayout.SlotBytes];
        next.Write(slot, _salt);
        _file.Write(next.SlotOffsetBytes, slot);
        Last = next;
        SaysClosed = step == ClosingStep;
    }
}
