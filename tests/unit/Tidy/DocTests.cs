namespace Feedlog.Tests.Unit.Tidy;

/// <summary>The documentation of what users see is whole.</summary>
public sealed class DocTests
{
    private static readonly IReadOnlyList<SourceText> s_libraries = SourceText.Under("src");

    // What users call; in the rooms below, faults are values and exceptions those of the file system.
    private static readonly IReadOnlyList<SourceText> s_doors = SourceText.Under("src/Engine", "src/Hosting");

    [Fact]
    public void PublicMembers_HaveASummary()
    {
        AssertClean(s_libraries.SelectMany(DocRules.Undocumented));
        Assert.Single(DocRules.Undocumented(Text("/// <summary>A.</summary>\npublic class A { public int B; }")));
        Assert.Single(DocRules.Undocumented(Text("public class A { internal int B; }")));
        Assert.Single(DocRules.Undocumented(Text("/// <summary>A.</summary>\npublic enum A { B }")));
        Assert.Empty(DocRules.Undocumented(Text("class A { public int B; }")));
    }

    [Fact]
    public void PublicMembers_ThatThrow_SayWhat()
    {
        AssertClean(s_doors.SelectMany(DocRules.SilentThrowers));
        const string thrower = "void B() { throw new E(); } }";
        Assert.Single(DocRules.SilentThrowers(Text("public class A { public " + thrower)));
        Assert.Single(DocRules.SilentThrowers(Text("public class A { public int B => c ?? throw Throw.D(); }")));
        Assert.Empty(DocRules.SilentThrowers(Text("public class A { private " + thrower)));
        Assert.Empty(DocRules.SilentThrowers(
            Text("public class A {\n/// <exception cref=\"E\">Ever.</exception>\npublic " + thrower)));
    }

    [Fact]
    public void Overloads_SayWhatTheyThrowIfOneDoes()
    {
        AssertClean(s_doors.SelectMany(DocRules.SilentOverloads));
        Assert.Single(DocRules.SilentOverloads(Text(
            "public class A {\n/// <exception cref=\"E\">Ever.</exception>\npublic void B() { }\n" +
            "public void B(int c) { } }")));
    }

    private static SourceText Text(string text) => new("src/A.cs", text);

    private static void AssertClean(IEnumerable<string> findings)
    {
        string[] found = findings.ToArray();
        Assert.True(found.Length == 0, string.Join('\n', found));
    }
}
