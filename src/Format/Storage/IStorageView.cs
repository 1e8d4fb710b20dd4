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

    /// <summary>
    /// Asks the medium for some bytes, as far as they are not in memory, and does not wait. Who reads a page without
    /// having asked gets what lies around it as well, however much the system is set to read. Only a hint.
    /// </summary>
    /// <param name="offsetBytes">Where; a multiple of 64 KiB.</param>
    /// <param name="lengthBytes">How many; those behind the end do not count.</param>
    void Ask(long offsetBytes, long lengthBytes)
    {
    }
}
