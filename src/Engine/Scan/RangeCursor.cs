using Feedlog.Cold;
using Feedlog.Format.Frames;
using Feedlog.Indexing.Views;
using Feedlog.Read;

namespace Feedlog;

/// <summary>
/// Lends the live records of a range of time one after the other: by timestamp, then sequence. Allocates nothing for a
/// record. One thread at a time.
/// </summary>
public sealed class RangeCursor : IDisposable
{
    private readonly SnapshotReader _reader;
    private readonly SegmentSet _segments;
    private readonly RecordFilter _filter;
    private readonly IEnumerator<Found> _found;
    private readonly ChunkRun _run;
    private int _lengthBytes;
    private SegmentReader? _mapped;
    private long _offsetBytes;
    private byte[] _copy = [];
    private State _state;

    internal RangeCursor(
        SnapshotReader reader, SegmentSet acquired, DateTimeOffset from, DateTimeOffset to, RangeOptions options)
    {
        _reader = reader;
        _segments = acquired;
        _filter = new RecordFilter(options.Stream, options.Kind, options.Tags);
        _found = reader.FoundIn(from, to, options.Reverse).GetEnumerator();
        _run = new ChunkRun { FramesWanted = options.Limit };
    }

    private enum State
    {
        Beside,
        OnRecord,
        Disposed,
    }

    /// <summary>The current record; valid until the next move.</summary>
    /// <exception cref="InvalidOperationException">The cursor stands before the first record or behind the last.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The cursor was disposed.</exception>
    public RecordView Record
    {
        get
        {
            ObjectDisposedException.ThrowIf(_state == State.Disposed, this);
            if (_state == State.Beside) throw new InvalidOperationException("The cursor stands on no record.");
            ReadOnlySpan<byte> frame = _mapped is null
                ? _copy.AsSpan(0, _lengthBytes)
                : _mapped.Mapped(_offsetBytes, _offsetBytes + _lengthBytes);
            return new RecordView(FrameView.Trusted(frame));
        }
    }

    /// <summary>Moves to the next record; false at the end.</summary>
    /// <exception cref="FeedlogException">Corrupt, UnreadableRecord or Storage: it cannot be read.</exception>
    public bool MoveNext()
    {
        ObjectDisposedException.ThrowIf(_state == State.Disposed, this);
        _state = State.Beside;
        while (_run.FramesWanted > 0 && _found.MoveNext())
        {
            FrameAddress address = _found.Current.Address;
            FrameView frame = _reader.Read(address, _run, out byte[]? rented);
            bool isWanted = _reader.IsWanted(frame, _filter);
            if (isWanted) Keep(frame, address, isMapped: rented is null);
            SnapshotReader.Return(rented);
            if (!isWanted) continue;
            _run.FramesWanted--;
            _state = State.OnRecord;
            return true;
        }

        return false;
    }

    /// <summary>Lets go of the files.</summary>
    public void Dispose()
    {
        if (_state == State.Disposed) return;
        _state = State.Disposed;
        _found.Dispose();
        _run.Dispose();
        _segments.Release();
    }

    // What lies in a map stays where it is; what was read or unpacked is only there for the moment.
    private void Keep(in FrameView frame, FrameAddress address, bool isMapped)
    {
        _lengthBytes = frame.Bytes.Length;
        _offsetBytes = address.OffsetBytes;
        _mapped = isMapped ? _segments.FindHot(address.SegmentNumber) : null;
        if (_mapped is not null) return;
        if (_copy.Length < _lengthBytes) _copy = new byte[Math.Max(_lengthBytes, 2 * _copy.Length)];
        frame.Bytes.CopyTo(_copy);
    }
}
