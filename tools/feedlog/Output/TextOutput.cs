using System.Text;
using Spectre.Console;

namespace Feedlog.Tool;

/// <summary>Makes the writers for text on standard output.</summary>
internal static class TextOutput
{
    /// <summary>A UTF-8 writer that leaves the stream open.</summary>
    public static StreamWriter Writer(CliStreams streams) =>
        new(streams.Output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);

    /// <summary>A console that draws tables; only for a terminal.</summary>
    public static IAnsiConsole Terminal(CliStreams streams)
    {
        AnsiConsoleSettings settings = new()
        {
            Out = new AnsiConsoleOutput(Console.Out),
            ColorSystem = streams.IsColored ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
        };
        return AnsiConsole.Create(settings);
    }
}
