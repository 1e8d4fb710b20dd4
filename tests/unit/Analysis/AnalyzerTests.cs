using Feedlog.Indexing.Analysis;

namespace Feedlog.Tests.Unit.Analysis;

/// <summary>Which analyzers there are.</summary>
public sealed class AnalyzerTests
{
    [Fact]
    public void TryGet_Names_AreThoseOfTheAnalyzers()
    {
        (string Name, Analyzer Analyzer)[] all =
        [
            ("standard", Analyzer.Standard), ("english", Analyzer.English), ("code", Analyzer.Code),
            ("none", Analyzer.None),
        ];
        foreach ((string name, Analyzer expected) in all)
        {
            Assert.True(Analyzer.TryGet(name, out Analyzer? analyzer));
            Assert.Equal(name, analyzer.Name);
            Assert.Same(expected, analyzer);
            Assert.Equal("15.0.0", analyzer.UnicodeVersion);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("Standard")]
    [InlineData("klingon")]
    public void TryGet_UnknownName_FindsNothing(string name)
    {
        Assert.False(Analyzer.TryGet(name, out Analyzer? analyzer));
        Assert.Null(analyzer);
    }
}
