using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Feedlog.Tool;

/// <summary>The usual help of a command, followed by examples.</summary>
internal sealed class HelpWithExamples : SynchronousCommandLineAction
{
    private readonly HelpAction _usual;
    private readonly Func<Command, IReadOnlyList<string>> _examples;

    /// <summary>Help that asks for the examples of the command it is about.</summary>
    public HelpWithExamples(HelpAction usual, Func<Command, IReadOnlyList<string>> examples)
    {
        _usual = usual;
        _examples = examples;
    }

    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        int result = _usual.Invoke(parseResult);
        TextWriter output = parseResult.InvocationConfiguration.Output;
        output.WriteLine("Examples:");
        foreach (string example in _examples(parseResult.CommandResult.Command)) output.WriteLine("  " + example);
        return result;
    }
}
