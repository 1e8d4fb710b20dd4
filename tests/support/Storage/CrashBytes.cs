namespace Feedlog.Tests.Support.Storage;

/// <summary>
/// The bytes of one file: as everybody sees them now, as the medium holds them for sure, and what lies between.
/// Guarded by the lock of its <see cref="CrashMedium"/>.
/// </summary>
internal sealed class CrashBytes(int number)
{
    private readonly List<PendingChange> _pending = [];
    private byte[] _seen = [];
    private byte[] _durable = [];

    private ulong? _durableHash;

    // Images share the bytes of files that nothing happens to: who changes them first takes a copy.
    private bool _isShared;

    /// <summary>Names the file through renames.</summary>
    public int Number => number;

    /// <summary>The length that everybody sees.</summary>
    public int LengthBytes { get; private set; }

    /// <summary>The length that the medium holds for sure.</summary>
    public int DurableLengthBytes { get; private set; }

    /// <summary>What everybody sees.</summary>
    public ReadOnlySpan<byte> Seen => _seen.AsSpan(0, LengthBytes);

    /// <summary>What the medium holds for sure.</summary>
    public ReadOnlySpan<byte> Durable => _durable.AsSpan(0, DurableLengthBytes);

    /// <summary>The changes since the last sync, in order.</summary>
    public IReadOnlyList<PendingChange> Pending => _pending;

    /// <summary>A file that holds these bytes for sure.</summary>
    public static CrashBytes Holding(int number, byte[] bytes) => new(number)
    {
        _seen = bytes,
        _durable = bytes,
        _isShared = true,
        LengthBytes = bytes.Length,
        DurableLengthBytes = bytes.Length,
    };

    /// <summary>Writes; the file grows if need be.</summary>
    public void Write(long order, long offsetBytes, ReadOnlySpan<byte> source)
    {
        int endBytes = checked((int)offsetBytes + source.Length);
        Unshare();
        Put(ref _seen, source, offsetBytes);
        LengthBytes = Math.Max(LengthBytes, endBytes);
        _pending.Add(new PendingChange(order, offsetBytes, source.ToArray(), LengthBytes));
    }

    /// <summary>Makes the file longer; never shorter.</summary>
    public void Allocate(long order, long lengthBytes)
    {
        if (lengthBytes <= LengthBytes) return;
        Unshare();
        Grow(ref _seen, checked((int)lengthBytes));
        LengthBytes = (int)lengthBytes;
        _pending.Add(new PendingChange(order, LengthBytes, [], LengthBytes));
    }

    /// <summary>Makes bytes zero without changing the length.</summary>
    public void PunchHole(long order, long offsetBytes, long lengthBytes)
    {
        long endBytes = Math.Min(offsetBytes + lengthBytes, LengthBytes);
        if (endBytes > offsetBytes) Write(order, offsetBytes, new byte[endBytes - offsetBytes]);
    }

    /// <summary>XXH3 of the durable bytes.</summary>
    public ulong DurableHash => _durableHash ??= Format.Checksum.Xxh3(Durable);

    /// <summary>The durable bytes, which nobody may change.</summary>
    public byte[] ShareDurable()
    {
        if (_durable.Length != DurableLengthBytes) Array.Resize(ref _durable, DurableLengthBytes);
        _isShared = true;
        return _durable;
    }

    /// <summary>Makes all changes durable.</summary>
    public void Sync()
    {
        if (_pending.Count > 0) Unshare();
        _durableHash = null;
        foreach (PendingChange change in _pending)
        {
            Put(ref _durable, change.Bytes, change.OffsetBytes);
            DurableLengthBytes = Math.Max(DurableLengthBytes, change.LengthBytes);
        }

        Grow(ref _durable, DurableLengthBytes);
        _pending.Clear();
    }

    /// <summary>A sync failed: everybody goes on seeing the changes, and no later sync will keep them.</summary>
    public void LoseUnsynced() => _pending.Clear();

    private void Unshare()
    {
        if (!_isShared) return;
        _isShared = false;
        _seen = _seen.ToArray();
        _durable = _durable.ToArray();
    }

    private static void Put(ref byte[] target, ReadOnlySpan<byte> source, long offsetBytes)
    {
        Grow(ref target, checked((int)offsetBytes + source.Length));
        source.CopyTo(target.AsSpan((int)offsetBytes));
    }

    private static void Grow(ref byte[] bytes, int lengthBytes)
    {
        const int stepBytes = 4096;
        if (lengthBytes <= bytes.Length) return;
        Array.Resize(ref bytes, Math.Max(lengthBytes, Math.Min(bytes.Length * 2, bytes.Length + 256 * stepBytes)));
    }
}
