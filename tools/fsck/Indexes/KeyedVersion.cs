using Feedlog.Format;

namespace Feedlog.Fsck.Indexes;

/// <summary>A record with a key.</summary>
/// <param name="Tag">The tag of its key.</param>
/// <param name="Sequence">Its sequence.</param>
/// <param name="KeyHash">The hash of its key; null if nothing else has the tag.</param>
internal readonly record struct KeyedVersion(uint Tag, ulong Sequence, WideHash? KeyHash);
