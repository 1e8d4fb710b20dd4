namespace Feedlog.Compare.Measuring;

/// <summary>How the figure of a row is shown.</summary>
internal enum RowUnit
{
    /// <summary>Records a second.</summary>
    RecordsPerSecond = 0,

    /// <summary>Microseconds an operation, the median of the operations of a round.</summary>
    Microseconds = 1,

    /// <summary>Milliseconds an operation, the median of the operations of a round.</summary>
    Milliseconds = 2,

    /// <summary>Bytes a record; ratios are of bytes, not of times.</summary>
    Bytes = 3,
}
