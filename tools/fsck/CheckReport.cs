namespace Feedlog.Fsck;

/// <summary>What a check found.</summary>
internal sealed record CheckReport
{
    /// <summary>The findings that were kept.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>How many more there were.</summary>
    public required long OmittedCount { get; init; }

    /// <summary>What was counted.</summary>
    public required CheckTotals Totals { get; init; }

    /// <summary>True if the check went only as far as a writer had published.</summary>
    public required bool IsLive { get; init; }

    /// <summary>How long it took, in seconds.</summary>
    public required double Seconds { get; init; }

    /// <summary>The bit sum of docs/FSCK.md.</summary>
    public required int Exit { get; init; }
}
