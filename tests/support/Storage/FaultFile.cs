using Feedlog.Format.Storage;

namespace Feedlog.Tests.Support.Storage;

/// <summary>An open file of a <see cref="FaultStorage"/>.</summary>
internal sealed class FaultFile(FaultStorage storage, IStorageFile inner) : IStorageFile
{
    /// <inheritdoc/>
    public string Path => inner.Path;

    /// <inheritdoc/>
    public long LengthBytes => inner.LengthBytes;

    /// <inheritdoc/>
    public int Read(long offsetBytes, Span<byte> target)
    {
        if (storage.Due(StorageCalls.Read, Path) is { } fault)
        {
            if (fault.ReadPart == 0) throw FaultStorage.Failure(fault, StorageCalls.Read, Path);
            target = target[..(int)(target.Length * fault.ReadPart)];
        }

        return inner.Read(offsetBytes, target);
    }

    /// <inheritdoc/>
    public void Write(long offsetBytes, ReadOnlySpan<byte> source)
    {
        bool hasRoom = offsetBytes + source.Length <= inner.LengthBytes;
        if (storage.Due(StorageCalls.Write, Path, hasRoom) is { } fault)
        {
            int writtenBytes = (int)(source.Length * fault.WrittenPart);
            if (writtenBytes > 0) inner.Write(offsetBytes, source[..writtenBytes]);
            throw FaultStorage.Failure(fault, StorageCalls.Write, Path);
        }

        inner.Write(offsetBytes, source);
    }

    /// <inheritdoc/>
    public void Allocate(long lengthBytes)
    {
        storage.ThrowIfDue(StorageCalls.Allocate, Path);
        inner.Allocate(lengthBytes);
    }

    /// <inheritdoc/>
    public void ZeroAhead(long offsetBytes, long lengthBytes) => inner.ZeroAhead(offsetBytes, lengthBytes);

    /// <inheritdoc/>
    public void PunchHole(long offsetBytes, long lengthBytes) => inner.PunchHole(offsetBytes, lengthBytes);

    /// <inheritdoc/>
    public void Sync()
    {
        if (storage.Due(StorageCalls.Sync, Path) is { } fault)
        {
            (inner as CrashFile)?.LoseUnsynced();
            throw FaultStorage.Failure(fault, StorageCalls.Sync, Path);
        }

        inner.Sync();
    }

    /// <inheritdoc/>
    public IStorageView Map(long lengthBytes)
    {
        storage.ThrowIfDue(StorageCalls.Map, Path);
        return inner.Map(lengthBytes);
    }

    /// <inheritdoc/>
    public void Dispose() => inner.Dispose();
}
