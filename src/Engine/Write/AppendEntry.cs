using Feedlog.Format;

namespace Feedlog.Write;

/// <summary>One request in a block: where its frame lies, what it asks, and who waits for it.</summary>
internal struct AppendEntry
{
    /// <summary>Where the frame begins in the block's buffer, in bytes.</summary>
    public int OffsetBytes;

    /// <summary>Length of the frame in bytes; 0 for a request that carries none (a flush) or was given up.</summary>
    public int LengthBytes;

    /// <summary>How many entries from this one on stand or fall together; 0 inside such a unit.</summary>
    public int UnitLength;

    /// <summary>Where its result goes among those of its unit; -1 for nowhere.</summary>
    public int UnitIndex;

    /// <summary>Conditions and marks.</summary>
    public AppendConditions Conditions;

    /// <summary>What it takes to be acknowledged.</summary>
    public Durability Durability;

    /// <summary>With <see cref="AppendConditions.IfSequence"/>: the expected sequence.</summary>
    public ulong ExpectedSequence;

    /// <summary>When the record was given to the store, as a time stamp of the stopwatch; 0 if nobody asks.</summary>
    public long StartedAt;

    /// <summary>When the record expires, in ms.</summary>
    public long ExpiresAtMs;

    /// <summary>Hash of stream and key, if the frame has a key.</summary>
    public WideHash KeyHash;

    /// <summary>Who waits; null if nobody does.</summary>
    public AppendTicket? Ticket;
}
