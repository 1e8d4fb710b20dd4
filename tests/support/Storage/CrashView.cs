using Feedlog.Format.Storage;

namespace Feedlog.Tests.Support.Storage;

/// <summary>
/// A mapped file of a <see cref="CrashStorage"/>. It goes on showing what it showed after its process died, and throws
/// where the real one would end the process: when it is used after it was disposed.
/// </summary>
internal sealed class CrashView(CrashMedium medium, CrashBytes bytes, long lengthBytes) : IStorageView
{
    private volatile bool _isDisposed;

    /// <inheritdoc/>
    public long LengthBytes => lengthBytes;

    /// <inheritdoc/>
    public ReadOnlySpan<byte> Slice(long offsetBytes, int length)
    {
        lock (medium.Gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            ArgumentOutOfRangeException.ThrowIfGreaterThan((ulong)offsetBytes, (ulong)lengthBytes);
            ArgumentOutOfRangeException.ThrowIfGreaterThan((ulong)length, (ulong)(lengthBytes - offsetBytes));
            return bytes.Seen.Slice((int)offsetBytes, length);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _isDisposed = true;
}
