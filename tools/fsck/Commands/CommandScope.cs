using System.CommandLine;
using Feedlog.Format.Storage;

namespace Feedlog.Fsck.Commands;

/// <summary>What all commands share: streams, the options that each has, and how a store is opened.</summary>
/// <param name="output">Findings and data.</param>
/// <param name="error">Errors and progress.</param>
/// <param name="isTerminal">Whether people look at the errors as they come.</param>
/// <param name="cancellationToken">Ends the command.</param>
internal sealed class CommandScope(
    TextWriter output, TextWriter error, bool isTerminal, CancellationToken cancellationToken)
{
    private readonly Dictionary<Command, string[]> _examples = [];

    /// <summary>Ends the command.</summary>
    public CancellationToken CancellationToken => cancellationToken;

    /// <summary>One JSON object a line.</summary>
    public Option<bool> Json { get; } = new("--json")
    {
        Description = "One JSON object a line.",
        Recursive = true,
        Arity = ArgumentArity.Zero,
    };

    /// <summary>Findings only.</summary>
    public Option<bool> Quiet { get; } = new("--quiet")
    {
        Description = "Findings only: no remedies and no summary.",
        Recursive = true,
        Arity = ArgumentArity.Zero,
    };

    /// <summary>Progress also where there is no terminal.</summary>
    public Option<bool> Progress { get; } = new("--progress")
    {
        Description = "Show on standard error how far it is, also where that is no terminal.",
        Arity = ArgumentArity.Zero,
    };

    /// <summary>How many findings to print.</summary>
    public Option<int> FindingsMax { get; } = new("--max-findings")
    {
        Description = "How many findings to print; the exit code knows them all.",
        DefaultValueFactory = _ => CheckOptions.FindingsMaxDefault,
        HelpName = "N",
    };

    /// <summary>The argument that names a store.</summary>
    public static Argument<string> StoreArgument(
        string name = "STORE", string description = "The folder of the store.") =>
        new(name) { Description = description };

    /// <summary>The option that names what is to be made.</summary>
    public static Option<string> OutOption(string helpName, string description) =>
        new("--out") { Description = description, HelpName = helpName, Required = true };

    /// <summary>The storage in a folder.</summary>
    /// <exception cref="UsageException">It is no name of a folder.</exception>
    public static DiskStorage Storage(string? folder, string name) =>
        string.IsNullOrEmpty(folder) || folder.Contains('\0', StringComparison.Ordinal)
            ? throw new UsageException($"Required argument missing: {name}.")
            : new DiskStorage(folder);

    /// <summary>The storage of the store that a command line names.</summary>
    public static DiskStorage Storage(ParseResult parsed, Argument<string> store) =>
        Storage(parsed.GetValue(store), store.Name);

    /// <summary>A number that may not be below 0.</summary>
    public static T NotNegative<T>(T value, Option option)
        where T : System.Numerics.INumber<T> =>
        T.IsNegative(value) ? throw new UsageException($"{option.Name} is a count: 0 or more.") : value;

    /// <summary>Prints what the command says.</summary>
    public ReportWriter Writer(ParseResult parsed) =>
        new(output, error, parsed.GetValue(Json), parsed.GetValue(Quiet));

    /// <summary>Shows how far a command with the option is.</summary>
    public ProgressDisplay Watch(ParseResult parsed, WorkMeter meter) => new(
        error, meter, isTerminal && !parsed.GetValue(Quiet), parsed.GetValue(Progress), parsed.GetValue(Json));

    /// <summary>The options of a check that a command line asks for.</summary>
    public CheckOptions Options(ParseResult parsed, WorkMeter meter) => new()
    {
        FindingsMax = NotNegative(parsed.GetValue(FindingsMax), FindingsMax),
        Meter = meter,
    };

    /// <summary>Sets the examples that the help of a command ends with.</summary>
    public void SetExamples(Command command, params string[] examples) => _examples[command] = examples;

    /// <summary>The examples of a command.</summary>
    public IReadOnlyList<string> Examples(Command command) => _examples.GetValueOrDefault(command, []);
}
