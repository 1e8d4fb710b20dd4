using Feedlog.Format.Storage;

namespace Feedlog.Tests.Support.Storage;

/// <summary>A lock on a <see cref="CrashStorage"/>; a dead process has let go of it already.</summary>
internal sealed class CrashLock(CrashStorage storage, StorageLockKind kind) : IDisposable
{
    private CrashStorage? _storage = storage;

    /// <inheritdoc/>
    public void Dispose() => Interlocked.Exchange(ref _storage, null)?.Release(kind);
}
