namespace Feedlog.Tool;

/// <summary>A command cannot go on; says what to report and what to exit with.</summary>
internal sealed class CliException : Exception
{
    private CliException(int exitCode, CliError error)
        : base(error.Message)
    {
        ExitCode = exitCode;
        Error = error;
    }

    /// <summary>What the process ends with.</summary>
    public int ExitCode { get; }

    /// <summary>What goes to standard error.</summary>
    public CliError Error { get; }

    /// <summary>The command line is wrong.</summary>
    public static CliException Usage(string message) => Usage("Usage", message);

    /// <summary>The command line is wrong, in a way that has a name of its own.</summary>
    public static CliException Usage(string code, string message) =>
        new(Tool.ExitCode.Usage, new CliError(code, message));

    /// <summary>The reference names no record.</summary>
    public static CliException NotFound(string reference) =>
        new(Tool.ExitCode.NotFound, new CliError("NotFound", $"There is no record '{reference}'."));

    /// <summary>Something outside the store stands in the way.</summary>
    public static CliException CouldNotRun(string code, string message, string? file = null) =>
        new(Tool.ExitCode.CouldNotRun, new CliError(code, message) { File = file });

    /// <summary>What was acknowledged is not there.</summary>
    public static CliException Damage(string message) => new(Tool.ExitCode.Damage, new CliError("Lost", message));
}
