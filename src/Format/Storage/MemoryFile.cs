namespace Feedlog.Format.Storage;

/// <summary>An open file of <see cref="MemoryStorage"/>.</summary>
internal sealed class MemoryFile(string path, MemoryFileBytes shared) : IStorageFile
{
    /// <inheritdoc/>
    public string Path => path;

    /// <inheritdoc/>
    public long LengthBytes
    {
        get
        {
            lock (shared.Gate) return shared.Bytes.Length;
        }
    }

    /// <inheritdoc/>
    public int Read(long offsetBytes, Span<byte> target)
    {
        lock (shared.Gate)
        {
            if (offsetBytes >= shared.Bytes.Length) return 0;
            int lengthBytes = (int)Math.Min(target.Length, shared.Bytes.Length - offsetBytes);
            shared.Bytes.AsSpan((int)offsetBytes, lengthBytes).CopyTo(target);
            return lengthBytes;
        }
    }

    /// <inheritdoc/>
    public void Write(long offsetBytes, ReadOnlySpan<byte> source)
    {
        lock (shared.Gate)
        {
            Grow(offsetBytes + source.Length);
            source.CopyTo(shared.Bytes.AsSpan((int)offsetBytes));
        }
    }

    /// <inheritdoc/>
    public void Allocate(long lengthBytes)
    {
        lock (shared.Gate) Grow(lengthBytes);
    }

    /// <inheritdoc/>
    public void ZeroAhead(long offsetBytes, long lengthBytes) => PunchHole(offsetBytes, lengthBytes);

    /// <inheritdoc/>
    public void PunchHole(long offsetBytes, long lengthBytes)
    {
        lock (shared.Gate)
        {
            long startBytes = Math.Min(offsetBytes, shared.Bytes.Length);
            long endBytes = Math.Min(offsetBytes + lengthBytes, shared.Bytes.Length);
            shared.Bytes.AsSpan((int)startBytes, (int)(endBytes - startBytes)).Clear();
        }
    }

    /// <inheritdoc/>
    public void Sync()
    {
    }

    /// <inheritdoc/>
    public IStorageView Map(long lengthBytes)
    {
        lock (shared.Gate)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(lengthBytes);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(lengthBytes, shared.Bytes.Length);
            return new MemoryView(shared, lengthBytes);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    // A slice taken before keeps the older array: what it may show was copied. A view asks for the array each time.
    private void Grow(long lengthBytes)
    {
        if (lengthBytes <= shared.Bytes.Length) return;
        byte[] grown = new byte[lengthBytes];
        shared.Bytes.CopyTo(grown, 0);
        shared.Bytes = grown;
    }

    private sealed class MemoryView(MemoryFileBytes shared, long mappedBytes) : IStorageView
    {
        public long LengthBytes => mappedBytes;

        // The array is published by one reference write after it was filled, so no lock is needed to read it.
        public ReadOnlySpan<byte> Slice(long offsetBytes, int lengthBytes)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan((ulong)offsetBytes, (ulong)mappedBytes);
            ArgumentOutOfRangeException.ThrowIfGreaterThan((ulong)lengthBytes, (ulong)(mappedBytes - offsetBytes));
            return shared.Bytes.AsSpan((int)offsetBytes, lengthBytes);
        }

        public void Dispose()
        {
        }
    }
}
