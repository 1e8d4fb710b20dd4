using System.CommandLine;

namespace Feedlog.Tool;

/// <summary>One command: what it is called, which arguments it takes, and what it does.</summary>
internal abstract class CliCommand
{
    /// <summary>A command with this name and one sentence about it.</summary>
    protected CliCommand(string name, string summary) => Symbol = new Command(name, summary);

    /// <summary>The command in the tree of the parser.</summary>
    public Command Symbol { get; }

    /// <summary>Command lines that show its use.</summary>
    public abstract IReadOnlyList<string> Examples { get; }

    /// <summary>Does what the command is for.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public abstract Task<int> RunAsync(Invocation call, CancellationToken cancellationToken);

    /// <summary>Adds the folder of the store as the next argument.</summary>
    protected Argument<string> AddStore()
    {
        Argument<string> store = new("STORE") { Description = "Folder of the store." };
        Symbol.Arguments.Add(store);
        return store;
    }

    /// <summary>Adds an argument that must be given.</summary>
    protected Argument<string> AddArgument(string name, string summary)
    {
        Argument<string> argument = new(name) { Description = summary };
        Symbol.Arguments.Add(argument);
        return argument;
    }

    /// <summary>Adds an argument that may be left out.</summary>
    protected Argument<string?> AddOptionalArgument(string name, string summary)
    {
        Argument<string?> argument = new(name) { Description = summary, Arity = ArgumentArity.ZeroOrOne };
        Symbol.Arguments.Add(argument);
        return argument;
    }

    /// <summary>Adds an option with a text as its value.</summary>
    protected Option<string?> AddText(string name, string valueName, string summary)
    {
        Option<string?> option = new(name) { Description = summary, HelpName = valueName };
        Symbol.Options.Add(option);
        return option;
    }

    /// <summary>Adds an option with one of a few words as its value.</summary>
    protected Option<string?> AddChoice(string name, string summary, params string[] words)
    {
        Option<string?> option = new(name) { Description = summary, HelpName = string.Join('|', words) };
        option.AcceptOnlyFromAmong(words);
        Symbol.Options.Add(option);
        return option;
    }

    /// <summary>Adds an option that may be given several times.</summary>
    protected Option<string[]> AddTexts(string name, string valueName, string summary)
    {
        Option<string[]> option = new(name)
        {
            Description = summary,
            HelpName = valueName,
            Arity = ArgumentArity.OneOrMore,
            AllowMultipleArgumentsPerToken = false,
        };
        Symbol.Options.Add(option);
        return option;
    }

    /// <summary>Adds an option with a whole number as its value.</summary>
    protected Option<long?> AddCount(string name, string summary)
    {
        Option<long?> option = new(name) { Description = summary, HelpName = "N" };
        Symbol.Options.Add(option);
        return option;
    }

    /// <summary>Adds an option without a value.</summary>
    protected Option<bool> AddFlag(string name, string summary)
    {
        Option<bool> option = new(name) { Description = summary, Arity = ArgumentArity.Zero };
        Symbol.Options.Add(option);
        return option;
    }

    /// <summary>Adds an argument that is given once or several times.</summary>
    protected Argument<string[]> AddArguments(string name, string summary)
    {
        Argument<string[]> arguments = new(name) { Description = summary, Arity = ArgumentArity.OneOrMore };
        Symbol.Arguments.Add(arguments);
        return arguments;
    }

    /// <summary>Adds the arguments that name one record.</summary>
    protected ReferenceArguments AddReference() => new(
        AddArgument("REF", "A key, an id (16 hexadecimal characters) or, with --by, a sequence."),
        AddBy(),
        AddStream());

    /// <summary>Adds the option that says what REF is.</summary>
    protected Option<string?> AddBy() =>
        AddChoice("--by", "What REF is; a key first, then an id, if left out.", "key", "id", "sequence");

    /// <summary>Adds the option that says where REF is a key.</summary>
    protected Option<string?> AddStream() => AddText("--stream", "S", "The stream in which REF is a key.");

    /// <summary>Adds the options that narrow what is found.</summary>
    protected FilterArguments AddFilters() => new(
        AddText("--stream", "S", "Only this stream."),
        AddText("--kind", "KIND", "Only this kind."),
        AddTexts("--tag", "TAG", "Only records with this tag; repeated: with all of them."));

    /// <summary>Adds the options that give a vector.</summary>
    protected VectorArguments AddVector(string summary) => new(
        AddText("--vector-file", "F", summary),
        AddText("--model", "NAME", "The model that made the vector; 'default' if left out."));

    /// <summary>Adds the options that say what makes vectors.</summary>
    protected EmbedderArguments AddEmbedder(string summary) => new(
        AddChoice("--embedder", summary, EmbedderArguments.Trigram, EmbedderArguments.Onnx),
        AddText("--model", "DIR", "With onnx: folder with model.onnx and tokenizer.json or vocab.txt."));

    /// <summary>Adds the option that says how times are written.</summary>
    protected Option<string?> AddTimeFormat() => AddChoice(
        "--time-format", "How times are written; told from their looks if left out.", "iso", "s", "ms", "us");
}
