namespace Feedlog.Tests.Unit.Tidy;

/// <summary>Style is a test: the house rules over every source file, and each rule on a text that breaks it.</summary>
public sealed class TidyTests
{
    private const int FileLinesMax = 500;
    private const int TestFileLinesMax = 800;

    // Where calls are banned for everybody else: the seam to the file system, and files that are the user's own.
    private static readonly HashSet<string> s_filesThatMayLiftBans =
    [
        "src/Embeddings/Onnx/ModelFolder.cs",
        "src/Format/Storage/DiskFile.cs",
        "src/Format/Storage/DiskStorage.cs",
        "src/Format/Storage/DiskView.cs",
        "tools/feedlog/Import/LocalFiles.cs",
        "tools/fsck/DiskFileModes.cs",
    ];

    private static readonly IReadOnlyList<SourceText> s_product =
        SourceText.Under("src", "tools", "benchmarks", "external", "samples");

    private static readonly IReadOnlyList<SourceText> s_tests = SourceText.Under("tests");

    private static readonly SourceText[] s_all = [.. s_product, .. s_tests];

    [Fact]
    public void Sources_AreFound()
    {
        Assert.True(s_product.Count > 100, $"Only {s_product.Count} files: is the search broken?");
        Assert.True(s_tests.Count > 20, $"Only {s_tests.Count} test files: is the search broken?");
        Assert.Contains(s_product, source => source.Path == "src/Format/Stores/StoreLayout.cs");
        Assert.DoesNotContain(s_all, source => source.Path.Contains("/obj/", StringComparison.Ordinal));
    }

    [Fact]
    public void Sources_AreUnderstood()
    {
        // A parser that is older than the language would see other methods than there are.
        AssertClean(s_all.SelectMany(TidyRules.SyntaxErrors));
        Assert.NotEmpty(TidyRules.SyntaxErrors(Text("class A { void M( }")));
        Assert.Empty(TidyRules.SyntaxErrors(Text("class A(int b) { int[] C => [b, .. C]; int D { get => field; set; } }")));
    }

    [Fact]
    public void Methods_AreShort()
    {
        AssertClean(s_product.SelectMany(TidyRules.LongMethods));
        string atLimit = string.Concat(Enumerable.Repeat("x++;\n", TidyRules.MethodLinesMax - 2));
        Assert.Empty(TidyRules.LongMethods(Text("class A { void M() {\n" + atLimit + "} }")));
        Assert.Single(TidyRules.LongMethods(Text("class A { void M() {\n" + atLimit + "\n} }")));
        Assert.Single(TidyRules.LongMethods(Text("class A { int P { get {\n" + atLimit + "\n} } }")));
        Assert.Single(TidyRules.LongMethods(Text("void M() {\n" + atLimit + "\n}")));
    }

    [Fact]
    public void Files_AreShort()
    {
        AssertClean(s_product.SelectMany(source => TidyRules.LongFile(source, FileLinesMax)));
        AssertClean(s_tests.SelectMany(source => TidyRules.LongFile(source, TestFileLinesMax)));
        Assert.Single(TidyRules.LongFile(Text(new string('\n', 10) + "x"), 10));
        Assert.Empty(TidyRules.LongFile(Text(new string('\n', 9) + "x"), 10));
    }

    [Fact]
    public void Lines_AreShort()
    {
        AssertClean(s_product.SelectMany(TidyRules.LongLines));
        Assert.Single(TidyRules.LongLines(Text("x\n" + new string('x', 121))));
        Assert.Empty(TidyRules.LongLines(Text(new string('x', 120))));
    }

    [Fact]
    public void Source_IsAscii()
    {
        AssertClean(s_product.SelectMany(TidyRules.NonAscii));
        Assert.Single(TidyRules.NonAscii(Text("// \u00E9")));
    }

    [Fact]
    public void Regions_AreNotUsed()
    {
        AssertClean(s_all.SelectMany(TidyRules.Regions));
        Assert.Single(TidyRules.Regions(Text("#region x\n#endregion")));
    }

    [Fact]
    public void Comments_PutNothingOff()
    {
        AssertClean(s_all.SelectMany(TidyRules.PutOff));
        Assert.Single(TidyRules.PutOff(Text("// TO" + "DO: later")));
        Assert.Single(TidyRules.PutOff(Text("/// <summary>FIX" + "ME</summary>\nclass A;")));
        Assert.Empty(TidyRules.PutOff(Text("class A { string s = \"TO" + "DO\"; }")));
    }

    [Fact]
    public void Comments_HoldNoCode()
    {
        AssertClean(s_all.SelectMany(TidyRules.CommentedOutCode));
        string[] code =
        [
            "// Foo();", "// if (x) return", "/* var a = 1 */", "// }", "// public int A {", "// return Foo(",
            "/*\n * foo;\n */",
        ];
        Assert.All(code, text => Assert.Single(TidyRules.CommentedOutCode(Text(text))));
        string[] prose =
        [
            "// A failure costs space and nothing else.", "// if the file is there, it wins", "// returns early",
            "/// <summary>Foo();</summary>\nclass A;", "// One (of two) calls.",
        ];
        Assert.All(prose, text => Assert.Empty(TidyRules.CommentedOutCode(Text(text))));
    }

    [Fact]
    public void Files_AreNamedAfterTheirOneType()
    {
        AssertClean(s_all.SelectMany(TidyRules.FileName));
        Assert.Single(TidyRules.FileName(Text("class B { }")));
        Assert.Single(TidyRules.FileName(Text("class A { } class B { }")));
        Assert.Single(TidyRules.FileName(Text("class A { } delegate void B();")));
        Assert.Empty(TidyRules.FileName(Text("namespace N; class A { class B { } }")));
        Assert.Empty(TidyRules.FileName(new SourceText("src/A.Facet.cs", "partial class A { }")));
    }

    [Fact]
    public void Names_SaySomething()
    {
        AssertClean(s_product.SelectMany(TidyRules.EmptyNames));
        Assert.Single(TidyRules.EmptyNames(new SourceText("src/Common/A.cs", "class A;")));
        Assert.Single(TidyRules.EmptyNames(new SourceText("src/X/A.cs", "class FrameHelper;")));
        Assert.Empty(TidyRules.EmptyNames(new SourceText("src/Format/A.cs", "class Frame;")));
    }

    [Fact]
    public void SegmentSuffix_IsKnownToStoreLayoutOnly()
    {
        AssertClean(s_product.SelectMany(TidyRules.SegmentSuffixes));
        Assert.Single(TidyRules.SegmentSuffixes(Text("var a = \"1.feed\";")));
        Assert.Single(TidyRules.SegmentSuffixes(Text("var a = $\"{n}.feed\";")));
        Assert.Single(TidyRules.SegmentSuffixes(Text("var a = \"\"\"1.feed\"\"\";")));
        Assert.Empty(TidyRules.SegmentSuffixes(Text("// 1.feed\nvar a = \"x.feedlog\";")));
    }

    [Fact]
    public void Syncs_AreChecked()
    {
        AssertClean(SourceText.Under("src", "tools").SelectMany(TidyRules.HidingFlushes));
        Assert.Single(TidyRules.HidingFlushes(Text("RandomAccess.FlushToDisk(handle);")));
        Assert.Single(TidyRules.HidingFlushes(Text("stream.Flush(true);")));
        Assert.Single(TidyRules.HidingFlushes(Text("stream.Flush(flushToDisk: x);")));
        Assert.Empty(TidyRules.HidingFlushes(Text("stream.Flush();")));
        const string windows = "if (OperatingSystem.IsWindows()) { RandomAccess.FlushToDisk(h); }";
        Assert.Empty(TidyRules.HidingFlushes(new SourceText("src/Format/Storage/DiskFile.cs", windows)));
        Assert.Single(TidyRules.HidingFlushes(Text(windows)));
        Assert.Single(TidyRules.HidingFlushes(new SourceText(
            "src/Format/Storage/DiskFile.cs", windows.Replace("IsWindows", "IsLinux", StringComparison.Ordinal))));
    }

    [Fact]
    public void BannedCalls_AreAllowedInFewFiles()
    {
        AssertClean(s_product.SelectMany(source => TidyRules.LiftedBans(source, s_filesThatMayLiftBans)));
        Assert.Single(TidyRules.LiftedBans(Text("#pragma warning disable RS0030"), s_filesThatMayLiftBans));
        Assert.Empty(TidyRules.LiftedBans(Text("#pragma warning disable CA1000"), s_filesThatMayLiftBans));
        Assert.All(s_filesThatMayLiftBans, file => Assert.Contains(s_product, source => source.Path == file));
    }

    private static SourceText Text(string text) => new("src/A.cs", text);

    private static void AssertClean(IEnumerable<string> findings)
    {
        string[] found = findings.ToArray();
        Assert.True(found.Length == 0, string.Join('\n', found));
    }
}
