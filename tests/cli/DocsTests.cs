using System.CommandLine;
using Feedlog.Tool;

namespace Feedlog.Tests.Cli;

/// <summary>The help and docs/CLI.md tell the same truth.</summary>
public sealed class DocsTests
{
    private static readonly IReadOnlyList<CliCommand> s_commands =
        [.. FeedlogCli.CommandList().Where(command => !command.Symbol.Hidden)];

    public static TheoryData<string> Names => [.. s_commands.Select(command => command.Symbol.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Documentation_NamesEveryOptionInTheSectionOfItsCommand(string name)
    {
        Command symbol = s_commands.Single(command => command.Symbol.Name == name).Symbol;
        string section = Section(name);

        Assert.All(symbol.Options, option =>
            Assert.Contains($"`{option.Name}", section, StringComparison.Ordinal));
        Assert.All(symbol.Arguments, argument =>
            Assert.Contains(argument.Name, section, StringComparison.Ordinal));
    }

    [Fact]
    public void Documentation_HasNoSectionForAnythingElse()
    {
        string[] sections = [.. Lines().Where(line => line.StartsWith("### `feedlog ", StringComparison.Ordinal))
            .Select(line => line.Split(' ', '`')[3])];

        Assert.Equal(s_commands.Select(command => command.Symbol.Name), sections);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Help_OfEveryCommand_NamesItsOptionsAndShowsExamples(string name)
    {
        CliCommand command = s_commands.Single(each => each.Symbol.Name == name);

        CliResult result = await CommandLine.RunAsync(name, "--help");

        result.Expect(0);
        Assert.Empty(result.Error);
        Assert.All(command.Symbol.Options, option =>
            Assert.Contains(option.Name, result.Text, StringComparison.Ordinal));
        Assert.Contains("--json", result.Text, StringComparison.Ordinal);
        Assert.NotEmpty(command.Examples);
        Assert.All(command.Examples, example => Assert.Contains(example, result.Text, StringComparison.Ordinal));
        Assert.All(command.Examples, example => Assert.Contains($"feedlog {name}", example, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Help_OfTheProgram_NamesEveryCommandAndHidesThePartOfTheDemo()
    {
        CliResult result = await CommandLine.RunAsync("--help");

        result.Expect(0);
        Assert.All(s_commands, each =>
            Assert.Contains($"  {each.Symbol.Name} ", result.Text, StringComparison.Ordinal));
        Assert.DoesNotContain(DemoWriterCommand.Name, result.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_OfDelete_SaysThatBytesStay()
    {
        CliResult result = await CommandLine.RunAsync("delete", "--help");

        Assert.Contains("bytes stay", result.Text, StringComparison.Ordinal);
    }

    // The heading of the section belongs to it: it shows the arguments.
    private static string Section(string name)
    {
        string[] section = [.. Lines()
            .SkipWhile(line => !line.StartsWith($"### `feedlog {name} ", StringComparison.Ordinal))];
        Assert.NotEmpty(section);
        return section[0] + '\n' + string.Join('\n', section.Skip(1)
            .TakeWhile(line => !line.StartsWith("##", StringComparison.Ordinal)));
    }

    private static string[] Lines()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Engine.sln")))
            folder = Path.GetDirectoryName(folder);
        Assert.NotNull(folder);
        return File.ReadAllLines(Path.Combine(folder, "docs", "CLI.md"));
    }
}
