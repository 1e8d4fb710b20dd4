using System.Globalization;
using Feedlog.Retrieval.Measuring;

namespace Feedlog.Retrieval.Reports;

/// <summary>A table in Markdown, a row for each collection.</summary>
internal static class ResultTable
{
    /// <summary>The head of the table.</summary>
    internal const string Head =
        """
        | collection | queries | mode | analyzer | ranking | nDCG@10 | MAP | R@5 | R@10 | R@100 |
        |---|---|---|---|---|---|---|---|---|---|
        """;

    /// <summary>The row of one collection, or of a subset of its queries.</summary>
    internal static string Row(string name, RetrievalOptions options, IReadOnlyCollection<QueryMeasures> measures)
    {
        string mode = options.Mode == "keyword" ? options.Mode : $"{options.Mode}, {options.Vectors}";
        QueryMeasures mean = QueryMeasures.Mean(measures);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {measures.Count} | {mode} | {options.Analyzer} | {options.Ranking} " +
            $"| {mean.Ndcg10:0.0000} | {mean.AveragePrecision:0.0000} | {mean.Recall5:0.0000} " +
            $"| {mean.Recall10:0.0000} | {mean.Recall100:0.0000} |");
    }
}
