using FASTER.core;

namespace Feedlog.Indexing.HotKey;

/// <summary>How FASTER hashes and compares keys. They are uniform already: half of their bits are the hash.</summary>
internal sealed class HashedKeyComparer : IFasterEqualityComparer<HashedKey>
{
    /// <inheritdoc/>
    public long GetHashCode64(ref HashedKey key) => (long)key.Low;

    /// <inheritdoc/>
    public bool Equals(ref HashedKey left, ref HashedKey right) => left.Low == right.Low && left.High == right.High;
}
