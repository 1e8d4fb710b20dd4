namespace Feedlog.Format.Storage;

/// <summary>One open file. Any thread may call; writes to the same bytes need one writer.</summary>
public interface IStorageFile : IDisposable
{
    /// <summary>The path that the file was opened with.</summary>
    string Path { get; }

    /// <summary>The file's length in bytes.</summary>
    long LengthBytes { get; }

    /// <summary>Reads until the target is full or the file ends; returns how many bytes were read.</summary>
    int Read(long offsetBytes, Span<byte> target);

    /// <summary>Writes all bytes or throws; after an exception any part of them may have been written.</summary>
    void Write(long offsetBytes, ReadOnlySpan<byte> source);

    /// <summary>Reserves space up to this length and sets the file's length to it; never shrinks.</summary>
    void Allocate(long lengthBytes);

    /// <summary>
    /// Writes zeros where space was reserved and nothing was written: to sync what is written there later is then half
    /// as dear, because the file system need not note that the space is in use. Only a hint.
    /// </summary>
    /// <param name="offsetBytes">Where; only zeros are read from there on.</param>
    /// <param name="lengthBytes">How many bytes; they lie within the file's length.</param>
    void ZeroAhead(long offsetBytes, long lengthBytes);

    /// <summary>Gives space back to the file system; the bytes read as zero. Does nothing where unsupported.</summary>
    void PunchHole(long offsetBytes, long lengthBytes);

    /// <summary>Makes data and length durable; throws if that failed, and then nothing may be assumed.</summary>
    void Sync();

    /// <summary>Maps the first bytes of the file for reading; later writes to them show through.</summary>
    /// <param name="lengthBytes">At most the file's length, and more than 0.</param>
    IStorageView Map(long lengthBytes);
}
