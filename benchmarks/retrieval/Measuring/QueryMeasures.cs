namespace Feedlog.Retrieval.Measuring;

/// <summary>How good the results of one query are; each from 0 to 1.</summary>
/// <param name="Ndcg10">Normalised discounted cumulative gain of the first 10, with the judgement as gain.</param>
/// <param name="AveragePrecision">Mean, over all relevant documents, of the precision where each was found.</param>
/// <param name="Recall5">Share of the relevant documents among the first 5.</param>
/// <param name="Recall10">The same among the first 10.</param>
/// <param name="Recall100">The same among the first 100.</param>
internal sealed record QueryMeasures(
    double Ndcg10, double AveragePrecision, double Recall5, double Recall10, double Recall100)
{
    private const int GainDepth = 10;

    /// <summary>Judges a list of results.</summary>
    /// <param name="found">Ids, best first.</param>
    /// <param name="relevant">How relevant which documents are; at least one.</param>
    internal static QueryMeasures Of(IReadOnlyList<string> found, IReadOnlyDictionary<string, int> relevant)
    {
        double gain = found.Take(GainDepth).Select((id, rank) => Gain(relevant.GetValueOrDefault(id), rank)).Sum();
        double bestGain = relevant.Values.OrderDescending().Take(GainDepth).Select(Gain).Sum();
        double precisions = 0;
        int hits = 0;
        for (int rank = 0; rank < found.Count; rank++)
        {
            if (relevant.ContainsKey(found[rank])) precisions += (double)++hits / (rank + 1);
        }

        return new QueryMeasures(
            gain / bestGain, precisions / relevant.Count, Recall(found, relevant, 5), Recall(found, relevant, 10),
            Recall(found, relevant, 100));
    }

    /// <summary>The means of many queries.</summary>
    internal static QueryMeasures Mean(IReadOnlyCollection<QueryMeasures> all) => new(
        all.Average(one => one.Ndcg10), all.Average(one => one.AveragePrecision), all.Average(one => one.Recall5),
        all.Average(one => one.Recall10), all.Average(one => one.Recall100));

    private static double Gain(int judgement, int rank) => judgement / Math.Log2(rank + 2);

    private static double Recall(IReadOnlyList<string> found, IReadOnlyDictionary<string, int> relevant, int depth) =>
        (double)found.Take(depth).Count(relevant.ContainsKey) / relevant.Count;
}
