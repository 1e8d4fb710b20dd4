using Feedlog.Indexing.Analysis;

namespace Feedlog.Tests.Unit.Analysis;

/// <summary>Which analyzers there are.</summary>
public sealed class AnalyzerTests
{
    [Fact]
    public void TryGet_Standard_IsTheAnalyzerOfThatName()
    {
        Assert.True(Analyzer.TryGet("standard", out Analyzer? analyzer));
        Assert.Equal("standard", analyzer.Name);
        Assert.Same(Analyzer.Standard, analyzer);
        Assert.Equal("15.0.0", analyzer.UnicodeVersion);
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
