using System.Text;

namespace Feedlog.Tool;

/// <summary>What a command reads from and writes to, and the clock it goes by.</summary>
internal sealed record CliStreams
{
    private const int OutputBufferBytes = 64 * 1024;

    /// <summary>Opens standard input, as bytes; for who reads it only: on a terminal it changes the mode.</summary>
    public required Func<Stream> OpenInput { get; init; }

    /// <summary>Standard output, as bytes: data and nothing else.</summary>
    public required Stream Output { get; init; }

    /// <summary>Standard error: errors, notes, progress.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>
    /// Says whether nobody reads the output any more; for commands that would go on for ever. The stream itself
    /// swallows what is written then.
    /// </summary>
    public Func<bool> IsOutputAbandoned { get; init; } = static () => false;

    /// <summary>Says whether a person sees the output.</summary>
    public bool IsOutputTerminal { get; init; }

    /// <summary>Says whether a person sees the errors.</summary>
    public bool IsErrorTerminal { get; init; }

    /// <summary>Says whether colours are welcome on a terminal.</summary>
    public bool IsColored { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>The streams of this process.</summary>
    public static CliStreams OfProcess()
    {
        UTF8Encoding utf8 = new(encoderShouldEmitUTF8Identifier: false);
        return new CliStreams
        {
            OpenInput = Console.OpenStandardInput,
            Output = new BufferedStream(Console.OpenStandardOutput(), OutputBufferBytes),
            Error = TextWriter.Synchronized(new StreamWriter(Console.OpenStandardError(), utf8) { AutoFlush = true }),
            IsOutputAbandoned = OutputPipe.IsAbandoned,
            IsOutputTerminal = !Console.IsOutputRedirected,
            IsErrorTerminal = !Console.IsErrorRedirected,
            // https://no-color.org: present and not empty, whatever the value.
            IsColored = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")),
        };
    }
}
