using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Format.Stores;
using Feedlog.Indexing.Views;

namespace Feedlog.Read;

/// <summary>
/// The segments that a view reads from, and the sealed indexes over them. Immutable and reference-counted: one
/// reference is the store's own, one for every lease and snapshot; when the last is gone, the readers and the indexes
/// lose one reference each.
/// </summary>
internal sealed class SegmentSet
{
    // The numbers of a store are dense but for what crashes and strays have skipped.
    private const ulong SpanMax = 1 << 22;

    private readonly SegmentReader?[] _readers;
    private readonly ulong _firstNumber;
    private readonly SealedIndexes _indexes;
    private int _references = 1;

    /// <summary>A set that takes a reference to each reader and to the indexes.</summary>
    /// <param name="readers">The readers, at least one, by rising number.</param>
    /// <param name="indexes">The indexes.</param>
    public SegmentSet(SegmentReader[] readers, SealedIndexes indexes)
    {
        _firstNumber = readers[0].Number;
        ulong span = readers[^1].Number - _firstNumber + 1;
        if (span > SpanMax)
        {
            throw Throw.Corrupt(
                FormatFault.BadOrder, StoreLayout.Manifest, 0, "The numbers of the segments lie impossibly far apart");
        }

        _readers = new SegmentReader?[span];
        _indexes = indexes;
        indexes.AddReference();
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
    /// <exception cref="FeedlogCorruptException">It lists none of this number: whoever named it is damaged.</exception>
    public SegmentReader this[ulong segmentNumber]
    {
        get
        {
            ulong index = segmentNumber - _firstNumber;
            return index < (ulong)_readers.Length && _readers[index] is SegmentReader reader
                ? reader
                : throw Throw.Corrupt(FormatFault.WrongPlace, StoreLayout.Segment(segmentNumber), 0,
                    "An index names a segment that the store does not have");
        }
    }

    /// <summary>Reads and verifies the frame at an address.</summary>
    /// <exception cref="FeedlogCorruptException">The frame is damaged.</exception>
    public FrameView Read(FrameAddress address, out byte[]? rented) =>
        this[address.SegmentNumber].Read(address.OffsetBytes, out rented);
}
