namespace Feedlog.Write;

/// <summary>What an entry asks of the writer beyond being written.</summary>
[Flags]
internal enum AppendConditions
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Skip if a live record has the key.</summary>
    IfAbsent = 1,

    /// <summary>Fail unless the live record with the key has the expected sequence.</summary>
    IfSequence = 2,

    /// <summary>Skip if the live record with the key is the same.</summary>
    SkipIdentical = 4,

    /// <summary>The timestamp came from the clock and does not count when records are compared.</summary>
    ClockTimestamp = 8,

    /// <summary>The frame is or carries a vector.</summary>
    HasVector = 16,

    /// <summary>The vector belongs to the record before it in the unit, and shares its fate.</summary>
    OfRecordBefore = 32,

    /// <summary>Skip the vector if the record has any of the model.</summary>
    IfNoVector = 64,
}
