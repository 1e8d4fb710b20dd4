namespace Feedlog.Indexing.HotKey;

/// <summary>The salted hash of a key as two words, so that records need no more than 8 bytes of alignment.</summary>
internal readonly struct HashedKey(UInt128 hash)
{
    /// <summary>The high half.</summary>
    public readonly ulong High = (ulong)(hash >> 64);

    /// <summary>The low half.</summary>
    public readonly ulong Low = (ulong)hash;
}
