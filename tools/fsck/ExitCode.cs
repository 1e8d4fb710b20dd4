namespace Feedlog.Fsck;

/// <summary>What the process ends with: a sum of these bits. Part of the contract in docs/FSCK.md.</summary>
internal static class ExitCode
{
    /// <summary>Everything that was examined is sound.</summary>
    public const int Clean = 0;

    /// <summary>Something was mended.</summary>
    public const int Repaired = 1;

    /// <summary>There are findings that cost nobody anything.</summary>
    public const int Benign = 2;

    /// <summary>Something is damaged or lost.</summary>
    public const int Damage = 4;

    /// <summary>It could not run, or not on everything.</summary>
    public const int CouldNotRun = 8;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 16;

    /// <summary>It was cancelled before the end.</summary>
    public const int Cancelled = 32;
}
