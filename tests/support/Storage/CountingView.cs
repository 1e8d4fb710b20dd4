using Feedlog.Format.Storage;

namespace Feedlog.Tests.Support.Storage;

/// <summary>A mapped file of a <see cref="CountingStorage"/>.</summary>
internal sealed class CountingView(CountingStorage storage, string path, IStorageView inner) : IStorageView
{
    /// <inheritdoc/>
    public long LengthBytes => inner.LengthBytes;

    /// <inheritdoc/>
    public ReadOnlySpan<byte> Slice(long offsetBytes, int lengthBytes)
    {
        storage.CountTouch(path, offsetBytes, lengthBytes);
        return inner.Slice(offsetBytes, lengthBytes);
    }

    /// <inheritdoc/>
    public void Ask(long offsetBytes, long lengthBytes)
    {
        storage.CountAsk(path, offsetBytes, lengthBytes);
        inner.Ask(offsetBytes, lengthBytes);
    }

    /// <inheritdoc/>
    public void Dispose() => inner.Dispose();
}
