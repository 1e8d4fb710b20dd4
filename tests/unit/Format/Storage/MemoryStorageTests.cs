using Feedlog.Format.Storage;

namespace Feedlog.Tests.Unit.Format.Storage;

/// <summary>The storage contract, in memory.</summary>
public sealed class MemoryStorageTests : StorageContract
{
    /// <inheritdoc/>
    protected override IStorage NewStorage() => new MemoryStorage();
}
