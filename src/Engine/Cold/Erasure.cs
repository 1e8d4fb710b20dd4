using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Indexing.Views;

namespace Feedlog.Cold;

/// <summary>
/// What a purge erases: some records, and every frame that names them. Which frames these are is found while the log is
/// replayed; what takes their places is made whenever they are read. One thread at a time.
/// </summary>
/// <param name="salt">The salt of the store.</param>
/// <param name="idOf">The id of the record with a sequence, as the store was when the purge began.</param>
internal sealed class Erasure(ulong salt, Func<ulong, ulong> idOf)
{
    private readonly HashSet<ulong> _records = [];
    private readonly HashSet<ulong> _ids = [];
    private readonly HashSet<WideHash> _keys = [];

    // Where the frames lie, and the id of the record that each of them had ended and that stays.
    private readonly Dictionary<FrameAddress, ulong> _places = [];

    /// <summary>How many records are to be erased.</summary>
    public int RecordCount => _records.Count;

    /// <summary>Where the frames lie that were found so far.</summary>
    public IReadOnlyCollection<FrameAddress> Places => _places.Keys;

    /// <summary>Adds a record.</summary>
    /// <param name="sequence">Its sequence.</param>
    /// <param name="id">Its id.</param>
    /// <param name="keyHash">Hash of its stream and key; null if it has no key.</param>
    public void AddRecord(ulong sequence, ulong id, WideHash? keyHash)
    {
        _records.Add(sequence);
        _ids.Add(id);
        if (keyHash is WideHash key) _keys.Add(key);
    }

    /// <summary>Takes a frame that is being replayed, if it is to be erased.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="address">Where it lies.</param>
    /// <param name="keyHash">Hash of its stream and key, if it has a key.</param>
    /// <param name="before">The indexes of what comes before it, without what is erased.</param>
    public bool Takes(in FrameView frame, FrameAddress address, WideHash keyHash, IndexCatalog before)
    {
        if (_places.ContainsKey(address)) return true;
        FrameHeader header = frame.Header;
        ulong ended = header.Type is FrameType.Record or FrameType.Tombstone ? before.FindVictim(header, keyHash) : 0;
        bool isErased = header.Type switch
        {
            FrameType.Record => _records.Contains(header.Sequence),
            FrameType.Vector => _ids.Contains(header.Id),
            FrameType.Tombstone when (header.Flags & FrameFlags.ById) != 0 => _ids.Contains(header.Id),
            // One that ended a version that stays is needed.
            FrameType.Tombstone => _keys.Contains(keyHash) && ended == 0,
            _ => false,
        };
        if (isErased) _places.Add(address, ended == 0 ? 0 : idOf(ended));
        return isErased;
    }

    /// <summary>Says whether the frame at an address is erased, as far as was found.</summary>
    public bool Has(FrameAddress address) => _places.ContainsKey(address);

    /// <summary>What takes the place of a frame that was taken.</summary>
    /// <param name="header">Its header.</param>
    /// <param name="address">Where it lies.</param>
    public FrameView Replace(FrameHeader header, FrameAddress address)
    {
        ulong seed = Checksum.PlaceSeed(salt, address.SegmentNumber, (ulong)address.OffsetBytes);
        byte[] left = PurgedFrame.Make(header, _places[address], seed);
        return FrameView.Trusted(left);
    }
}
