namespace Feedlog.Format.Storage;

/// <summary>Bytes of a file mapped for reading; must not be used after it was disposed.</summary>
public interface IStorageView : IDisposable
{
    /// <summary>How many bytes are mapped.</summary>
    long LengthBytes { get; }

    /// <summary>A part of the mapped bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The part does not lie in the mapped bytes.</exception>
    ReadOnlySpan<byte> Slice(long offsetBytes, int lengthBytes);

    /// <summary>
    /// Says that so many bytes from here on are about to be read: they are fetched meanwhile. Only a hint.
    /// </summary>
    void Prefetch(long offsetBytes, int lengthBytes)
    {
    }
}
