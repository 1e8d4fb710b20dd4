using System.Runtime.CompilerServices;

namespace Feedlog.Indexing.Sealed;

/// <summary>What entries of a section are sorted by, whatever the section.</summary>
/// <param name="First">Compared first.</param>
/// <param name="Second">Compared where the first are equal.</param>
internal readonly record struct MergeKey(ulong First, ulong Second)
{
    /// <summary>Says whether this key comes before the other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsBelow(in MergeKey other) =>
        First != other.First ? First < other.First : Second < other.Second;
}
