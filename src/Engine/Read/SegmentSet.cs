using Feedlog.Format.Frames;
using Feedlog.Indexing.Views;

namespace Feedlog.Read;

/// <summary>
/// The segments that a view reads from, and the sealed indexes over them. Immutable and reference-counted: one
/// reference is the store's own, one for every lease and snapshot; when the last is gone, the readers and the indexes
/// lose one reference each.
/// </summary>
internal sealed class SegmentSet
{
    private readonly SegmentReader?[] _readers;
    private readonly ulong _firstNumber;
    private readonly SealedIndexes _indexes;
    private int _references = 1;

    /// <summary>A set that takes a reference to each reader and to the indexes.</summary>
    /// <param name="readers">The readers, at least one, by rising number.</param>
    /// <param name="indexes">The indexes.</param>
    public SegmentSet(SegmentReader[] readers, SealedIndexes indexes)
    {
        _indexes = indexes;
        indexes.AddReference();
        _firstNumber = readers[0].Number;
        ulong span = readers[^1].Number - _firstNumber + 1;
        _readers = new SegmentReader?[span];
        foreach (SegmentReader reader in readers)
        {
            reader.AddReference();
            _readers[reader.Number - _firstNumber] = reader;
        }
    }

    /// <summary>Takes a reference; false if the set is gone already, and then there is a newer one.</summary>
    public bool TryAcquire()
    {
        int references = Volatile.Read(ref _references);
        while (references > 0)
        {
            int seen = Interlocked.CompareExchange(ref _references, references + 1, references);
            if (seen == references) return true;
            references = seen;
        }

        return false;
    }

    /// <summary>Gives a reference back.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _references) != 0) return;
        foreach (SegmentReader? reader in _readers) reader?.Release();
        _indexes.Release();
    }

    /// <summary>
    /// Says that the frame at an address is about to be read; the address may lie outside of the set.
    /// </summary>
    public void Prefetch(FrameAddress address)
    {
        ulong index = address.SegmentNumber - _firstNumber;
        if (index < (ulong)_readers.Length) _readers[index]?.Prefetch(address.OffsetBytes);
    }

    /// <summary>The reader of a segment that the view lists.</summary>
    public SegmentReader this[ulong segmentNumber] => _readers[segmentNumber - _firstNumber]!; // Views list theirs.

    /// <summary>Reads and verifies the frame at an address.</summary>
    /// <exception cref="FeedlogCorruptException">The frame is damaged.</exception>
    public FrameView Read(FrameAddress address, out byte[]? rented) =>
        this[address.SegmentNumber].Read(address.OffsetBytes, out rented);
}
