using System.Text.Json;

namespace Feedlog.Tool;

/// <summary>Tells what the demonstration does, step by step: sentences for people, objects for programs.</summary>
internal sealed class DemoNarrator
{
    private readonly CliStreams _streams;
    private readonly bool _isJson;
    private int _step;

    /// <summary>A narrator on standard output.</summary>
    public DemoNarrator(CliStreams streams, bool isJson)
    {
        _streams = streams;
        _isJson = isJson;
    }

    /// <summary>Begins the next step.</summary>
    public void Begin(string title)
    {
        _step++;
        if (!_isJson) Write($"{(_step == 1 ? "" : "\n")}{_step}. {title}");
        else WriteObject("title", title);
    }

    /// <summary>Says what came of it.</summary>
    public void Say(string text)
    {
        if (!_isJson) Write("   " + text);
        else WriteObject("text", text);
    }

    private void Write(string line)
    {
        using StreamWriter writer = TextOutput.Writer(_streams);
        writer.Write(line + "\n");
    }

    private void WriteObject(string name, string value)
    {
        using JsonLines lines = new(_streams.Output);
        Utf8JsonWriter json = lines.Begin();
        json.WriteNumber("step", _step);
        json.WriteString(name, value);
        lines.End();
    }
}
