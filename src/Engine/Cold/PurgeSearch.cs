using System.Text;
using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Format.Indexes;
using Feedlog.Indexing.Tail;
using Feedlog.Indexing.Views;
using Feedlog.Read;

namespace Feedlog.Cold;

/// <summary>Finds the records that are to be purged, ended or not. One thread; the caller holds the view.</summary>
internal sealed class PurgeSearch
{
    private readonly SnapshotReader _reader;
    private readonly ulong _salt;

    /// <summary>A search that has found nothing.</summary>
    public PurgeSearch(SnapshotReader reader, ulong salt)
    {
        _reader = reader;
        _salt = salt;
        Found = new Erasure(salt, IdOf);
    }

    /// <summary>What was found.</summary>
    public Erasure Found { get; }

    /// <summary>Adds what a target names; false if there is no such record.</summary>
    /// <exception cref="FeedlogException">Corrupt or Storage: it cannot be found out.</exception>
    public bool TryAdd(PurgeTarget target)
    {
        try
        {
            return target.Key is string key ? TryAddKey(key, target.Stream) : TryAddRecord(target);
        }
        catch (Exception failure) when (failure is IndexDamageException or IOException)
        {
            throw _reader.IndexFailure(failure);
        }
    }

    private bool TryAddKey(string key, string? stream)
    {
        if (!_reader.TryFindNewest(key, stream, out Found newest)) return false;
        FrameView frame = _reader.Read(newest.Address, out byte[]? rented);
        bool isIt = Encoding.UTF8.GetString(frame.Key) == key &&
            Encoding.UTF8.GetString(frame.Stream) == (stream ?? "");
        WideHash keyHash = isIt ? HashOf(frame) : default;
        SnapshotReader.Return(rented);
        return isIt && AddVersions(keyHash);
    }

    private bool TryAddRecord(PurgeTarget target)
    {
        FrameAddress address;
        bool isRecord = true;
        bool isThere = target.Id is RecordId id
            ? _reader.TryFind(id, out address)
            : _reader.TryFindSequence(target.Sequence ?? 0, out address, out isRecord);
        if (!isThere || !isRecord) return false;
        FrameView frame = _reader.Read(address, out byte[]? rented);
        FrameHeader header = frame.Header;
        WideHash keyHash = header.KeyLengthBytes > 0 ? HashOf(frame) : default;
        SnapshotReader.Return(rented);
        bool isIt = header.Type == FrameType.Record && header.Sequence <= _reader.View.Sequence &&
            (target.Id is not RecordId wanted || header.Id == wanted.Value);
        if (!isIt) return false;
        if (target.AllVersions && header.KeyLengthBytes > 0) return AddVersions(keyHash);
        Found.AddRecord(header.Sequence, header.Id, header.KeyLengthBytes > 0 ? keyHash : null);
        return true;
    }

    private bool AddVersions(WideHash keyHash)
    {
        foreach (Found version in _reader.View.Versions(keyHash).ToArray())
        {
            FrameView frame = _reader.Read(version.Address, out byte[]? rented);
            Found.AddRecord(frame.Sequence, frame.Id, keyHash);
            SnapshotReader.Return(rented);
        }

        return true;
    }

    private WideHash HashOf(in FrameView frame) => KeyHash.Of(frame.Stream, frame.Key, _salt);

    private ulong IdOf(ulong sequence)
    {
        if (!_reader.TryFindSequence(sequence, out FrameAddress address, out _)) throw _reader.Contradiction(sequence);
        FrameView frame = _reader.Read(address, out byte[]? rented);
        ulong id = frame.Id;
        SnapshotReader.Return(rented);
        return id;
    }
}
