using Feedlog.Format;

namespace Feedlog.Fsck;

/// <summary>
/// The one buffer of a run for frames that are longer than a window: only one thread at a time looks at such a frame,
/// so that memory does not grow with the number of threads. All members may be called by any thread.
/// </summary>
internal sealed class LargeFrames
{
    private readonly Lock _gate = new();
    private byte[] _buffer = [];
    private bool _isRented;

    /// <summary>Waits for the buffer and takes it; the same thread gives it back.</summary>
    /// <param name="lengthBytes">How long the frame is: no more than a frame may be.</param>
    public byte[] Rent(int lengthBytes)
    {
        _gate.Enter();
        // A thread that holds it already gets another one: it would overwrite what it is looking at.
        if (_isRented) return GC.AllocateUninitializedArray<byte>(lengthBytes);
        _isRented = true;
        // At once as long as any frame, since a page of it is taken from the system only when it is written to; pinned,
        // so that nobody copies it and its size does not let other garbage pile up.
        if (_buffer.Length < lengthBytes)
        {
            int sizeBytes = Math.Max(lengthBytes, FormatLimits.FrameBytesMax);
            _buffer = GC.AllocateUninitializedArray<byte>(sizeBytes, pinned: true);
        }

        return _buffer;
    }

    /// <summary>Gives a buffer back.</summary>
    public void Return(byte[] buffer)
    {
        if (buffer == _buffer) _isRented = false;
        _gate.Exit();
    }
}
