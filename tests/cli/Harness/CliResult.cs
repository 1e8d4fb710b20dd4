using System.Text;
using System.Text.Json;

namespace Feedlog.Tests.Cli;

/// <summary>How a command ended.</summary>
/// <param name="ExitCode">The exit code.</param>
/// <param name="Output">Standard output, byte for byte.</param>
/// <param name="Error">Standard error.</param>
internal sealed record CliResult(int ExitCode, byte[] Output, string Error)
{
    /// <summary>Standard output as text.</summary>
    public string Text => new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(Output);

    /// <summary>Standard output as one JSON object a line; fails the test if it is anything else.</summary>
    public IReadOnlyList<JsonElement> Objects => Parse(Text);

    /// <summary>Standard error as one JSON object a line.</summary>
    public IReadOnlyList<JsonElement> Errors => Parse(Error);

    /// <summary>The one object of standard output.</summary>
    public JsonElement Object => Assert.Single(Objects);

    /// <summary>The one error of standard error.</summary>
    public JsonElement ErrorObject => Assert.Single(Errors).GetProperty("error");

    /// <summary>Fails the test, with what was said, unless the exit code is this.</summary>
    public CliResult Expect(int exitCode)
    {
        if (ExitCode != exitCode)
        {
            string output = Start(Encoding.UTF8.GetString(Output));
            Assert.Fail($"exit {ExitCode} instead of {exitCode}; stderr: {Start(Error)}; stdout: {output}");
        }

        return this;
    }

    private static string Start(string text) => text.Length <= 1000 ? text : text[..1000] + "...";

    private static List<JsonElement> Parse(string text)
    {
        List<JsonElement> objects = [];
        if (text.Length == 0) return objects;
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        foreach (string line in text[..^1].Split('\n'))
        {
            using JsonDocument document = JsonDocument.Parse(line);
            Assert.Equal(JsonValueKind.Object, document.RootElement.ValueKind);
            objects.Add(document.RootElement.Clone());
        }

        return objects;
    }
}
