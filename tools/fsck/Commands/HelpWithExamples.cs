using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Feedlog.Fsck.Commands;

/// <summary>The usual help of a command, followed by examples.</summary>
internal sealed class HelpWithExamples(CommandScope scope) : SynchronousCommandLineAction
{
    private readonly HelpAction _usual = new();

    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        int result = _usual.Invoke(parseResult);
        TextWriter output = parseResult.InvocationConfiguration.Output;
        output.WriteLine("Examples:");
        foreach (string example in scope.Examples(parseResult.CommandResult.Command))
            output.WriteLine("  " + example);
        return result;
    }
}
