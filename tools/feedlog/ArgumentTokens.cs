using System.CommandLine;

namespace Feedlog.Tool;

/// <summary>
/// The arguments of the process, arranged so that the parser takes every value literally: what follows an option that
/// wants a value is its value, what follows "--" is data, and a misspelt option is an error instead of data.
/// </summary>
internal sealed class ArgumentTokens
{
    private readonly List<string> _tokens = [];

    private ArgumentTokens()
    {
    }

    /// <summary>What the parser gets.</summary>
    public IReadOnlyList<string> Tokens => _tokens;

    /// <summary>Says whether the last argument stood behind "--", so that "-" means itself.</summary>
    public bool EndsLiteral { get; private set; }

    /// <summary>What is wrong, if anything is.</summary>
    public string? Error { get; private set; }

    /// <summary>Arranges the arguments for this command tree.</summary>
    public static ArgumentTokens Read(IReadOnlyList<string> args, RootCommand root)
    {
        ArgumentTokens result = new();
        result.Arrange(args, root);
        return result;
    }

    private void Arrange(IReadOnlyList<string> args, RootCommand root)
    {
        Command command = root;
        for (int i = 0; i < args.Count; i++)
        {
            string arg = args[i];
            if (arg == "--")
            {
                _tokens.AddRange(args.Skip(i));
                EndsLiteral = i + 1 < args.Count;
                return;
            }

            if (arg.Length > 1 && arg[0] == '-')
            {
                string? next = i + 1 < args.Count ? args[i + 1] : null;
                if (!AddOption(arg, next, command, root, out bool tookNext)) return;
                if (tookNext) i++;
                continue;
            }

            if (command == root)
            {
                Command? sub = root.Subcommands.FirstOrDefault(each => each.Name == arg);
                if (sub is null)
                {
                    // The parser would take "[x]" in the first place for a directive and drop it.
                    Error = $"'{arg}' is not a command.";
                    return;
                }

                command = sub;
            }

            _tokens.Add(arg);
        }
    }

    private bool AddOption(string arg, string? next, Command command, RootCommand root, out bool tookNext)
    {
        tookNext = false;
        int split = arg.AsSpan().IndexOf('=');
        string name = split < 0 ? arg : arg[..split];
        Option? option = Find(command, name, false) ?? Find(root, name, command != root);
        if (option is null)
        {
            Error = $"'{name}' is not an option of '{command.Name}'. To pass it as data, put it behind '--'.";
            return false;
        }

        if (option.Arity.MaximumNumberOfValues == 0)
        {
            if (split >= 0) Error = $"'{name}' takes no value.";
            _tokens.Add(name);
            return split < 0;
        }

        string? value = split < 0 ? next : arg[(split + 1)..];
        tookNext = split < 0 && next is not null;
        if (value is null) _tokens.Add(name);
        else if (value == "--") _tokens.Add(name + "=--");
        else _tokens.AddRange([name, value]);
        return true;
    }

    private static Option? Find(Command command, string name, bool recursiveOnly) =>
        command.Options.FirstOrDefault(option =>
            (!recursiveOnly || option.Recursive) && (option.Name == name || option.Aliases.Contains(name)));
}
