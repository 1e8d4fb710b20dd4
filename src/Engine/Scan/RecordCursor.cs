using System.Text;
using Feedlog.Format.Frames;
using Feedlog.Format.Indexes;
using Feedlog.Format.Stores;
using Feedlog.Indexing.Views;
using Feedlog.Read;
using Feedlog.Scan;

namespace Feedlog;

/// <summary>One thread's share of a <see cref="RecordScan"/>. Allocates nothing for a record. One thread at a time.
/// </summary>
public sealed class RecordCursor : IDisposable
{
    private const int FoundPerTurn = 4096;
    private const int SlotsPerMask = 64;

    private readonly RecordScan _scan;
    private readonly SegmentSet _segments;
    private readonly SnapshotReader _reader;
    private readonly ScanOptions _options;
    private readonly byte[] _key;
    private readonly byte[] _stream;
    private readonly long _fromMs;
    private readonly long _toMs;
    private readonly Found[] _found;
    private LogWalk? _walk;
    private int _foundCount;
    private int _foundAt;
    private byte[] _frame = [];
    private FrameHeader _header;
    private ulong _segmentNumber;
    private ShardEntry? _shard;
    private string? _shardPath;
    private ulong _maskSequence;
    private ulong _mask;
    private long _framesRead;
    private long _recordsGiven;
    private bool _isDisposed;

    internal RecordCursor(RecordScan scan, SegmentSet acquired)
    {
        _scan = scan;
        _segments = acquired;
        _reader = scan.Reader;
        _options = scan.Options;
        _key = Encoding.UTF8.GetBytes(_options.Key ?? "");
        _stream = Encoding.UTF8.GetBytes(_options.Stream ?? "");
        _fromMs = ScanPlan.FromMs(_options);
        _toMs = ScanPlan.ToMs(_options);
        _found = scan.Plan.IsLookup ? new Found[FoundPerTurn] : [];
    }

    /// <summary>The id of the current record.</summary>
    public RecordId Id => new(_header.Id);

    /// <summary>The sequence of the current record.</summary>
    public ulong Sequence => _header.Sequence;

    /// <summary>When the current record happened, ms since 1970 UTC.</summary>
    public long TimestampMs => _header.TimestampMs;

    /// <summary>When the current record was recorded, ms since 1970 UTC; null if that is not known.</summary>
    /// <exception cref="FeedlogException">An index is damaged or cannot be read.</exception>
    public long? RecordedAtMs => _reader.RecordedAt(_header.Sequence) is long ms and < long.MaxValue ? ms : null;

    /// <summary>Where the current record lies.</summary>
    public Tier Tier => _shard is null ? Tier.Hot : Tier.Cold;

    /// <summary>The shard that holds the current record, as its path in the store; null for one in the log.</summary>
    public string? Shard => _shard is null ? null : _shardPath ??= _shard.Path;

    /// <summary>The current record; valid until the next move.</summary>
    /// <exception cref="InvalidOperationException">The scan reads headers only.</exception>
    public RecordView Record
    {
        get
        {
            if (_options.HeadersOnly) throw new InvalidOperationException("The scan reads headers only.");
            return new RecordView(_walk is null ? FrameView.Trusted(FoundBytes) : _walk.Frame);
        }
    }

    private ReadOnlySpan<byte> FoundBytes => _frame.AsSpan(0, _header.TotalLengthBytes);

    /// <summary>Moves to the next record that no other cursor of the scan has given; false at the end.</summary>
    /// <exception cref="FeedlogException">Corrupt, UnreadableRecord or Storage: it cannot be read.</exception>
    public bool MoveNext()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        try
        {
            while (true)
            {
                bool isOnRecord = _scan.Plan.IsLookup ? MoveInFound() : MoveInWalk();
                if (isOnRecord)
                {
                    _recordsGiven++;
                    return true;
                }

                Report();
                if (!TryTakePart()) return false;
            }
        }
        catch (Exception failure) when (failure is IndexDamageException or IOException)
        {
            throw _reader.IndexFailure(failure);
        }
    }

    /// <summary>Lets go of the files.</summary>
    public void Dispose()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        Report();
        _walk?.Dispose();
        _segments.Release();
    }

    private bool TryTakePart()
    {
        if (_scan.Plan.IsLookup)
        {
            _foundAt = 0;
            _foundCount = _scan.Plan.Take(_found);
            return _foundCount > 0;
        }

        _walk?.Dispose();
        _walk = null;
        if (!_scan.Plan.TryTake(out ulong first, out ulong last)) return false;
        FrameAddress? start = _reader.TryFindSequence(first, out FrameAddress address, out _) ? address : null;
        _walk = _reader.Walk(first, last, start);
        _walk.ReadsBodies = !_options.HeadersOnly;
        return true;
    }

    private bool MoveInWalk()
    {
        if (_walk is null) return false;
        while (_walk.MoveNext())
        {
            _framesRead++;
            Enter(_walk.Address, _walk.Shard);
            if (_walk.Header.Type != FrameType.Record || !IsLiveInWalk(_walk)) continue;
            _header = _walk.Header;
            return true;
        }

        return false;
    }

    // Deaths are asked for many slots at once, and expiry only where there is an extension that could tell of it.
    private bool IsLiveInWalk(LogWalk walk)
    {
        ulong sequence = walk.Header.Sequence;
        if (sequence - _maskSequence >= SlotsPerMask || _mask == 0)
        {
            _maskSequence = sequence;
            _mask = _reader.View.LiveMask(sequence, SlotsPerMask);
        }

        if ((_mask >> (int)(sequence - _maskSequence) & 1) == 0) return false;
        if (walk.Header.ExtensionsLengthBytes == 0) return true;
        if (_options.HeadersOnly) return !_reader.View.MayHaveExpired(sequence) || IsLiveByBody(walk);
        SnapshotReader.CheckReadable(walk.Frame, walk.Address);
        return walk.Frame.ExpiresAtMs > _reader.View.NowMs;
    }

    private bool IsLiveByBody(LogWalk walk)
    {
        FrameView frame = _reader.Read(walk.Address, out byte[]? rented);
        bool isLive = frame.ExpiresAtMs > _reader.View.NowMs;
        SnapshotReader.Return(rented);
        return isLive;
    }

    private bool MoveInFound()
    {
        while (_foundAt < _foundCount)
        {
            FrameAddress address = _found[_foundAt++].Address;
            _framesRead++;
            Enter(address, _segments.ShardOf(address));
            FrameView frame = _reader.Read(address, out byte[]? rented);
            bool isWanted = IsWanted(frame) && _reader.IsLive(frame);
            if (isWanted) Keep(frame);
            SnapshotReader.Return(rented);
            if (isWanted) return true;
        }

        return false;
    }

    private bool IsWanted(in FrameView frame)
    {
        FrameHeader header = frame.Header;
        if (header.TimestampMs < _fromMs || header.TimestampMs >= _toMs) return false;
        if (header.Sequence < _options.FirstSequence || header.Sequence > _options.LastSequence) return false;
        if (_options.Id is RecordId id && header.Id != id.Value) return false;
        return _options.Key is null || (frame.Key.SequenceEqual(_key) && frame.Stream.SequenceEqual(_stream));
    }

    private void Keep(in FrameView frame)
    {
        _header = frame.Header;
        if (_options.HeadersOnly) return;
        if (_frame.Length < frame.Bytes.Length) _frame = new byte[Math.Max(frame.Bytes.Length, 2 * _frame.Length)];
        frame.Bytes.CopyTo(_frame);
    }

    private void Enter(FrameAddress address, ShardEntry? shard)
    {
        if (shard is null)
        {
            if (_shard is null && address.SegmentNumber == _segmentNumber) return;
            _segmentNumber = address.SegmentNumber;
            _scan.CountSegment(_segmentNumber);
        }
        else
        {
            if (ReferenceEquals(shard, _shard)) return;
            _scan.CountShard(shard.Number);
        }

        _shard = shard;
        _shardPath = null;
    }

    private void Report()
    {
        _scan.Count(_framesRead, _recordsGiven);
        _framesRead = 0;
        _recordsGiven = 0;
    }
}
