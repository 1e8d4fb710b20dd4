namespace Feedlog.Fsck;

/// <summary>How much a finding matters; each has its bit of the exit code.</summary>
internal enum Severity
{
    /// <summary>Nothing that was promised is lost: a torn tail, a stray file, one slot of the watermark.</summary>
    Warning = ExitCode.Benign,

    /// <summary>Bytes are damaged, missing, or contradict each other.</summary>
    Error = ExitCode.Damage,

    /// <summary>Something could not be examined, so nothing is known about it.</summary>
    Failure = ExitCode.CouldNotRun,
}
