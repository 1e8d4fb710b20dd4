namespace Feedlog.Compare.Reports;

/// <summary>A whole run, as it is written as JSON and read as a baseline.</summary>
internal sealed record ComparisonReport
{
    /// <summary>Version of this shape.</summary>
    internal const int CurrentSchema = 1;

    /// <summary>Version of the shape that was written.</summary>
    public required int Schema { get; init; }

    /// <summary>When the run ended, UTC.</summary>
    public required DateTimeOffset TakenAt { get; init; }

    /// <summary>Records in the stores.</summary>
    public required int Records { get; init; }

    /// <summary>Rounds that counted.</summary>
    public required int Rounds { get; init; }

    /// <summary>What the records are like.</summary>
    public required string Corpus { get; init; }

    /// <summary>Where it ran.</summary>
    public required MachineReport Machine { get; init; }

    /// <summary>Who took part.</summary>
    public required IReadOnlyList<ContenderReport> Contenders { get; init; }

    /// <summary>What came out.</summary>
    public required IReadOnlyList<RowReport> Rows { get; init; }
}
