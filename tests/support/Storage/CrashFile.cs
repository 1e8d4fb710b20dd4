using Feedlog.Format.Storage;

namespace Feedlog.Tests.Support.Storage;

/// <summary>An open file of a <see cref="CrashStorage"/>; used after it was disposed it throws.</summary>
internal sealed class CrashFile(
    CrashStorage storage, CrashMedium medium, string path, CrashBytes bytes, bool isReadOnly) : IStorageFile
{
    private volatile bool _isDisposed;

    /// <inheritdoc/>
    public string Path => path;

    /// <inheritdoc/>
    public long LengthBytes
    {
        get
        {
            lock (medium.Gate)
            {
                ThrowIfUnusable();
                return bytes.LengthBytes;
            }
        }
    }

    /// <inheritdoc/>
    public int Read(long offsetBytes, Span<byte> target)
    {
        lock (medium.Gate)
        {
            ThrowIfUnusable();
            ArgumentOutOfRangeException.ThrowIfNegative(offsetBytes);
            if (offsetBytes >= bytes.LengthBytes) return 0;
            int lengthBytes = (int)Math.Min(target.Length, bytes.LengthBytes - offsetBytes);
            bytes.Seen.Slice((int)offsetBytes, lengthBytes).CopyTo(target);
            return lengthBytes;
        }
    }

    /// <inheritdoc/>
    public void Write(long offsetBytes, ReadOnlySpan<byte> source) =>
        Do(Step(StorageStepKind.Write) with { OffsetBytes = offsetBytes, Bytes = source.ToArray() });

    /// <inheritdoc/>
    public void Allocate(long lengthBytes)
    {
        // As on a disk: a file that is long enough is left alone.
        lock (medium.Gate)
        {
            ThrowIfUnusable();
            if (lengthBytes > bytes.LengthBytes)
                Do(Step(StorageStepKind.Allocate) with { LengthBytes = lengthBytes });
        }
    }

    /// <summary>Changes nothing, torn or whole: zeros were there. Who would zero anything else is told so.</summary>
    public void ZeroAhead(long offsetBytes, long lengthBytes)
    {
        byte[] there = new byte[lengthBytes];
        if (Read(offsetBytes, there) < lengthBytes || there.AsSpan().ContainsAnyExcept((byte)0))
            throw new InvalidOperationException($"{Path}: zeros at {offsetBytes} would go over what is there.");
    }

    /// <inheritdoc/>
    public void PunchHole(long offsetBytes, long lengthBytes) =>
        Do(Step(StorageStepKind.PunchHole) with { OffsetBytes = offsetBytes, LengthBytes = lengthBytes });

    /// <inheritdoc/>
    public void Sync() => Do(Step(StorageStepKind.Sync));

    /// <summary>What a failing sync does: the changes stay visible and will never be durable.</summary>
    public void LoseUnsynced() => Do(Step(StorageStepKind.LoseUnsynced));

    /// <inheritdoc/>
    public IStorageView Map(long lengthBytes)
    {
        lock (medium.Gate)
        {
            ThrowIfUnusable();
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(lengthBytes);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(lengthBytes, bytes.LengthBytes);
            return new CrashView(medium, bytes, lengthBytes);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _isDisposed = true;

    private StorageStep Step(StorageStepKind kind) => new(kind, path) { FileNumber = bytes.Number };

    private void Do(StorageStep step)
    {
        lock (medium.Gate)
        {
            ThrowIfUnusable();
            if (isReadOnly && step.Kind is not StorageStepKind.Sync)
                throw new UnauthorizedAccessException($"{path} is open for reading only.");
            storage.Do(step);
        }
    }

    private void ThrowIfUnusable()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        storage.ThrowIfDead();
    }
}
