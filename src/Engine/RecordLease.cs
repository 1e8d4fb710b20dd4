using System.Buffers;
using Feedlog.Format.Frames;
using Feedlog.Read;

namespace Feedlog;

/// <summary>The scope in which the bytes of one borrowed record are valid. Dispose it; do not keep its view.</summary>
/// <remarks>
/// For the thread that got it. It stays valid when the store is closed, and keeps its segment mapped.
/// </remarks>
public ref struct RecordLease : IDisposable
{
    private readonly FrameView _frame;
    private SegmentSet? _segments;
    private byte[]? _rented;

    internal RecordLease(FrameView frame, SegmentSet segments, byte[]? rented)
    {
        _frame = frame;
        _segments = segments;
        _rented = rented;
    }

    /// <summary>The record; valid until <see cref="Dispose"/>.</summary>
    /// <exception cref="ObjectDisposedException">The lease has ended.</exception>
    public readonly RecordView Record
    {
        get
        {
            ObjectDisposedException.ThrowIf(_segments is null, typeof(RecordLease));
            return new RecordView(_frame);
        }
    }

    /// <summary>Ends the loan; a second call does nothing.</summary>
    public void Dispose()
    {
        if (_segments is null) return;
        if (_rented is not null) ArrayPool<byte>.Shared.Return(_rented);
        _segments.Release();
        _segments = null;
        _rented = null;
    }
}
