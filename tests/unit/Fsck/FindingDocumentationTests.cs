using System.Reflection;
using System.Text.RegularExpressions;
using Feedlog.Fsck;

namespace Feedlog.Tests.Unit.Fsck;

/// <summary>docs/FSCK.md lists exactly the findings that exist, with their severities and remedies.</summary>
public sealed partial class FindingDocumentationTests
{
    [Fact]
    public void All_EveryCodeThatIsDeclared_IsListedOnce()
    {
        FindingCode[] declared =
        [
            .. typeof(FindingCode).GetFields(BindingFlags.Public | BindingFlags.Static)
                .Select(field => field.GetValue(null)).OfType<FindingCode>(),
        ];

        Assert.Equal(declared, FindingCode.All);
        Assert.Equal(FindingCode.All.Count, FindingCode.All.Select(code => code.Name).Distinct().Count());
    }

    [Fact]
    public void Documentation_ComparedWithTheCode_IsTheSameBothWays()
    {
        (string Name, string Severity, string Cause, string Remedy)[] documented =
        [
            .. Row().Matches(File.ReadAllText(DocumentPath())).Select(row => (
                row.Groups["name"].Value, row.Groups["severity"].Value, row.Groups["cause"].Value,
                row.Groups["remedy"].Value)),
        ];

        Assert.Equal(
            FindingCode.All.Select(code => (code.Name, code.Severity.ToString().ToLowerInvariant(), code.Remedy)),
            documented.Select(row => (row.Name, row.Severity, row.Remedy)));
        Assert.All(documented, row => Assert.EndsWith(".", row.Cause, StringComparison.Ordinal));
    }

    [Fact]
    public void Codes_NameAndRemedy_AreShortAndAWholeSentence()
    {
        Assert.All(FindingCode.All, code =>
        {
            Assert.Matches("^[a-z]+(-[a-z]+)+$", code.Name);
            Assert.Matches("^[A-Z].*\\.$", code.Remedy);
        });
    }

    private static string DocumentPath()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Engine.sln"))) folder = folder.Parent;
        Assert.NotNull(folder);
        return Path.Combine(folder.FullName, "docs", "FSCK.md");
    }

    [GeneratedRegex(@"^\| `(?<name>[^`]+)` \| (?<severity>\w+) \| (?<cause>[^|]+) \| (?<remedy>[^|]+) \|\r?$",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Row();
}
