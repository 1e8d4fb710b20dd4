using FASTER.core;
using Feedlog.Format;

namespace Feedlog.Indexing.HotKey;

/// <summary>How FASTER hashes and compares keys. They are uniform already: half of their bits are the hash.</summary>
internal sealed class WideHashComparer : IFasterEqualityComparer<WideHash>
{
    /// <inheritdoc/>
    public long GetHashCode64(ref WideHash key) => (long)key.Low;

    /// <inheritdoc/>
    public bool Equals(ref WideHash left, ref WideHash right) => left.Low == right.Low && left.High == right.High;
}
