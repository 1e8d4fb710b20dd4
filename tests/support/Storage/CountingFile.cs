using Feedlog.Format.Storage;

namespace Feedlog.Tests.Support.Storage;

/// <summary>An open file of a <see cref="CountingStorage"/>.</summary>
internal sealed class CountingFile(CountingStorage storage, IStorageFile inner) : IStorageFile
{
    /// <inheritdoc/>
    public string Path => inner.Path;

    /// <inheritdoc/>
    public long LengthBytes => inner.LengthBytes;

    /// <inheritdoc/>
    public int Read(long offsetBytes, Span<byte> target)
    {
        int readBytes = inner.Read(offsetBytes, target);
        storage.CountRead(Path, offsetBytes, readBytes);
        return readBytes;
    }

    /// <inheritdoc/>
    public void Write(long offsetBytes, ReadOnlySpan<byte> source) => inner.Write(offsetBytes, source);

    /// <inheritdoc/>
    public void Allocate(long lengthBytes) => inner.Allocate(lengthBytes);

    /// <inheritdoc/>
    public void ZeroAhead(long offsetBytes, long lengthBytes) => inner.ZeroAhead(offsetBytes, lengthBytes);

    /// <inheritdoc/>
    public void PunchHole(long offsetBytes, long lengthBytes) => inner.PunchHole(offsetBytes, lengthBytes);

    /// <inheritdoc/>
    public void Sync() => inner.Sync();

    /// <inheritdoc/>
    public IStorageView Map(long lengthBytes) => new CountingView(storage, Path, inner.Map(lengthBytes));

    /// <inheritdoc/>
    public void Dispose() => inner.Dispose();
}
