using Feedlog.Format;

namespace Feedlog.Write;

/// <summary>One frame that will be written: where it lies in the block, and what the indexes need of it.</summary>
internal struct PlannedFrame
{
    /// <summary>Where it begins in the block's buffer, in bytes.</summary>
    public int OffsetBytes;

    /// <summary>Its length in bytes.</summary>
    public int LengthBytes;

    /// <summary>When the record expires, in ms.</summary>
    public long ExpiresAtMs;

    /// <summary>Hash of stream and key, if it has a key.</summary>
    public WideHash KeyHash;

    /// <summary>Sequence of the record that it ends; 0 for none.</summary>
    public ulong Victim;

    /// <summary>Whether it is or carries a vector.</summary>
    public bool HasVector;
}
