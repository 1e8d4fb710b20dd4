using System.CommandLine;

namespace Feedlog.Tool;

/// <summary>The options that every command knows.</summary>
internal sealed class GlobalOptions
{
    /// <summary>Output for programs.</summary>
    public Option<bool> Json { get; } = new("--json")
    {
        Description = "One JSON object a line on standard output; an error is one object on standard error.",
        Recursive = true,
        Arity = ArgumentArity.Zero,
    };

    /// <summary>No notes, no progress.</summary>
    public Option<bool> Quiet { get; } = new("--quiet")
    {
        Description = "No notes and no progress on standard error; errors still are.",
        Recursive = true,
        Arity = ArgumentArity.Zero,
    };

    /// <summary>Adds them to the root of the command tree.</summary>
    public void AddTo(RootCommand root)
    {
        root.Options.Add(Json);
        root.Options.Add(Quiet);
    }
}
