namespace Feedlog.Tool;

/// <summary>What the process ends with. The numbers are part of the contract in docs/CLI.md.</summary>
internal static class ExitCode
{
    /// <summary>It worked; a search without hits worked too.</summary>
    public const int Ok = 0;

    /// <summary>The reference names no record.</summary>
    public const int NotFound = 1;

    /// <summary>Some of the input was rejected; the rest was taken.</summary>
    public const int Rejected = 2;

    /// <summary>Bytes of the store are damaged.</summary>
    public const int Damage = 4;

    /// <summary>It could not run: no store there, the store is locked, the disk refused.</summary>
    public const int CouldNotRun = 8;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 16;

    /// <summary>It was cancelled.</summary>
    public const int Cancelled = 32;
}
