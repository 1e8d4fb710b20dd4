using System.CommandLine;
using Feedlog.Analytics;

namespace Feedlog.Tool;

/// <summary>What a command may use of the machine, and how failures of SQL end it.</summary>
/// <param name="Memory">How much memory, in MiB.</param>
/// <param name="Spill">Where what does not fit goes.</param>
internal sealed record SqlArguments(Option<long?> Memory, Option<string?> Spill)
{
    /// <summary>The options as they were given.</summary>
    public SqlOptions Read(Invocation call)
    {
        SqlOptions options = new() { SpillFolder = call.Get(Spill) };
        long memoryMiB = call.GetCount(Memory) ?? options.MemoryMiB;
        if (memoryMiB is < SqlOptions.MemoryMiBMin or > int.MaxValue)
            throw CliException.Usage($"--memory is at least {SqlOptions.MemoryMiBMin} MiB.");
        return options with { MemoryMiB = (int)memoryMiB };
    }

    /// <summary>A failure of SQL as what the command ends with.</summary>
    public static CliException Failure(SqlException failure) => failure.Code switch
    {
        SqlErrorCode.Query => CliException.Usage("InvalidQuery", failure.Message),
        SqlErrorCode.NoDuckDb => CliException.CouldNotRun("NoDuckDb", failure.Message),
        SqlErrorCode.Memory => CliException.CouldNotRun("Memory", failure.Message),
        _ => CliException.CouldNotRun("Sql", failure.Message),
    };
}
