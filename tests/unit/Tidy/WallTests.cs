using System.Text.RegularExpressions;
using System.Xml.Linq;
using Feedlog.Tests.Unit.Spec;

namespace Feedlog.Tests.Unit.Tidy;

/// <summary>Who may know whom: project references, packages, and names that belong to one room only.</summary>
public sealed partial class WallTests
{
    private static readonly Dictionary<string, ProjectWall> s_walls = new(StringComparer.Ordinal)
    {
        ["src/Format"] = new(["external/lz4"], ["System.IO.Hashing", "K4os.Compression.LZ4"]),
        ["src/Index"] = new(["src/Format"], ["Microsoft.FASTER.Core", "Microsoft.Extensions.Logging.Abstractions"]),
        ["src/Engine"] = new(["src/Format", "src/Index"], ["Microsoft.Extensions.AI.Abstractions"]),
        ["src/Hosting"] = new(["src/Engine"], ["Microsoft.Extensions."]),
        ["src/Embeddings"] = new(
            ["src/Engine", "external/OnnxRuntime"], ["Microsoft.ML.OnnxRuntime", "Microsoft.Extensions."]),
        ["src/Analytics"] = new(["src/Engine"], []),
        ["tools/fsck"] = new(["src/Format", "src/Index"], ["System.CommandLine", "Spectre.Console"]),
        ["tools/feedlog"] = new(
            ["src/Engine", "src/Format", "src/Embeddings", "src/Analytics"], ["System.CommandLine", "Spectre.Console"]),
        ["benchmarks"] = new(["src/Engine", "src/Index", "src/Format"], ["BenchmarkDotNet"]),
        ["benchmarks/compare"] = new(["src/Engine"], ["Microsoft.FASTER.Core"]),
        ["benchmarks/retrieval"] = new(["src/Engine", "src/Embeddings"], []),
        ["external/lz4"] = new([], []),
        ["external/OnnxRuntime"] = new([], []),
        ["external/DuckDb"] = new([], []),
    };

    // Measuring tools and samples stand for users: they open files as users do.
    private static readonly string[] s_projectsThatMayLiftBans = ["benchmarks/", "samples/", "tests/"];

    [Fact]
    public void ProductProjects_ReferenceWhatTheyMay()
    {
        IReadOnlyList<string> projects = SourceTree.Files(".csproj", "src", "tools", "benchmarks", "external");
        Assert.True(projects.Count >= 6, $"Only {projects.Count} projects: is the search broken?");
        List<string> findings = [];
        foreach (string project in projects)
        {
            string folder = FolderOf(project);
            if (!s_walls.TryGetValue(folder, out ProjectWall? wall))
                findings.Add($"{project}: nobody has said what it may know; add it here and to the design");
            else
                findings.AddRange(Findings(project, File.ReadAllText(SourceTree.PathOf(project)), wall));
        }

        Assert.True(findings.Count == 0, string.Join('\n', findings));
    }

    [Fact]
    public void Samples_KnowTheShippedLibrariesOnly()
    {
        ProjectWall wall = new(["src/Engine", "src/Hosting", "src/Embeddings", "src/Analytics"], []);
        foreach (string project in SourceTree.Files(".csproj", "samples"))
            Assert.Empty(Findings(project, File.ReadAllText(SourceTree.PathOf(project)), wall));
    }

    [Fact]
    public void CoreChain_KnowsNoProjectThatNeedsNpm()
    {
        foreach (string folder in (string[])["src/Format", "src/Index", "src/Engine", "tools/fsck", "tests/unit"])
        {
            foreach (string project in SourceTree.Files(".csproj", folder))
            {
                string text = File.ReadAllText(SourceTree.PathOf(project));
                Assert.DoesNotContain("OnnxRuntime", text, StringComparison.Ordinal);
                Assert.DoesNotContain("Analytics", text, StringComparison.Ordinal);
                Assert.DoesNotContain("npm", text, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Wall_ThatIsClimbed_IsReported()
    {
        const string project = """
            <Project>
              <ItemGroup>
                <ProjectReference Include="../../src/Engine/Feedlog.csproj" />
                <ProjectReference Include="$(RepositoryRoot)src/Format/Feedlog.Format.csproj" />
                <PackageReference Include="LiteDB" />
              </ItemGroup>
            </Project>
            """;
        string[] findings = Findings("tools/fsck/A.csproj", project, s_walls["tools/fsck"]).ToArray();
        Assert.Equal(
            ["tools/fsck/A.csproj: may not reference src/Engine", "tools/fsck/A.csproj: may not use package LiteDB"],
            findings);
    }

    [Fact]
    public void Rivals_AreNamedByTheComparisonOnly()
    {
        List<string> findings = [];
        foreach (SourceText source in SourceText.Under("src", "tools", "benchmarks", "external", "tests/property"))
        {
            if (!source.Path.StartsWith("benchmarks/compare/", StringComparison.Ordinal))
                findings.AddRange(TidyRules.Words(source, Rival()));
        }

        foreach (string project in SourceTree.Files(".csproj", "src", "tools", "external", "samples", "tests"))
        {
            if (Rival().IsMatch(File.ReadAllText(SourceTree.PathOf(project)))) findings.Add(project);
        }

        Assert.True(findings.Count == 0, string.Join('\n', findings));
        Assert.Single(TidyRules.Words(new SourceText("src/A.cs", "x\n[DllImport(\"libsqlite3\")]"), Rival()));
    }

    [Fact]
    public void Faster_IsKnownInsideHotKeyOnly()
    {
        foreach (SourceText source in SourceText.Under("src", "tools"))
        {
            if (source.Path.StartsWith("src/Index/HotKey/", StringComparison.Ordinal)) continue;
            Assert.Empty(TidyRules.Words(source, FasterUsing()));
        }
    }

    [Fact]
    public void Engine_DoesNotReachThroughTheSeam()
    {
        foreach (SourceText source in SourceText.Under("src/Engine", "src/Index"))
            Assert.Empty(TidyRules.Words(source, NativeCall()));
    }

    [Fact]
    public void BannedCalls_AreLiftedByNoProductProject()
    {
        foreach (string project in SourceTree.Files(".csproj", "src", "tools", "external", "benchmarks", "samples"))
        {
            bool mayLift = Array.Exists(
                s_projectsThatMayLiftBans, start => project.StartsWith(start, StringComparison.Ordinal));
            if (!mayLift)
                Assert.DoesNotContain("RS0030", File.ReadAllText(SourceTree.PathOf(project)), StringComparison.Ordinal);
        }
    }

    private static IEnumerable<string> Findings(string project, string text, ProjectWall wall)
    {
        XDocument document = XDocument.Parse(text);
        foreach (string include in Includes(document, "ProjectReference"))
        {
            string folder = Resolve(project, include);
            if (!wall.Projects.Contains(folder)) yield return $"{project}: may not reference {folder}";
        }

        foreach (string package in Includes(document, "PackageReference"))
        {
            bool isAllowed = wall.Packages.Any(allowed =>
                package == allowed || (allowed.EndsWith('.') && package.StartsWith(allowed, StringComparison.Ordinal)));
            if (!isAllowed) yield return $"{project}: may not use package {package}";
        }
    }

    private static IEnumerable<string> Includes(XDocument document, string element) =>
        document.Descendants(element).Select(reference => (string?)reference.Attribute("Include")).OfType<string>();

    private static string Resolve(string project, string include)
    {
        const string root = "$(RepositoryRoot)";
        string path = include.Replace('\\', '/');
        string full = path.StartsWith(root, StringComparison.Ordinal)
            ? SourceTree.PathOf(path[root.Length..])
            : Path.GetFullPath(Path.Combine(SourceTree.PathOf(FolderOf(project)), path));
        return FolderOf(Path.GetRelativePath(SourceTree.Root, full).Replace('\\', '/'));
    }

    private static string FolderOf(string path) => path[..path.LastIndexOf('/')];

    [GeneratedRegex("sqlite|leveldb|rocksdb|lmdb|litedb|zonetree", RegexOptions.IgnoreCase)]
    private static partial Regex Rival();

    [GeneratedRegex(@"\busing FASTER\b|\bFASTER\.core\b")]
    private static partial Regex FasterUsing();

    [GeneratedRegex(@"\b(DllImport|LibraryImport)\b")]
    private static partial Regex NativeCall();
}
