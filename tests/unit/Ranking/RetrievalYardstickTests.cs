using Feedlog.Indexing.Ranking;
using Feedlog.Tests.Unit.Analysis;
using Xunit.Abstractions;

namespace Feedlog.Tests.Unit.Ranking;

/// <summary>How well <c>standard</c> and BM25 find passages in five languages, measured by nDCG@10.</summary>
public sealed class RetrievalYardstickTests(ITestOutputHelper output)
{
    // English and Chinese: set goals. The others: plain BM25 over words as measured for the collection, less .01.
    [SharedDataTheory("xquad")]
    [InlineData("en", 0.95)]
    [InlineData("zh", 0.95)]
    [InlineData("es", 0.951 - 0.01)]
    [InlineData("ar", 0.889 - 0.01)]
    [InlineData("ru", 0.871 - 0.01)]
    public void Ranking_QuestionsOnPassages_IsAsGoodAsTheYardstick(string language, double goal)
    {
        RetrievalCollection collection = new("xquad", language);

        double[] means = collection.MeanNdcg(Bm25Parameters.Default, new Bm25Parameters(1.2, 0.75));
        output.WriteLine($"{language}: nDCG@10 {means[0]:F4} by default, {means[1]:F4} with 1.2 and .75");

        Assert.Equal(1190, collection.QueryCount);
        Assert.All(means, mean => Assert.True(mean >= goal, $"{language}: {mean:F4} is below {goal:F3}."));
    }
}
