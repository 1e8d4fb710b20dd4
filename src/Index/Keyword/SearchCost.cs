using Feedlog.Indexing.Query;

namespace Feedlog.Indexing.Keyword;

/// <summary>About how long a query takes one thread, from what was counted. Pure functions.</summary>
/// <remarks>
/// Measured with a million records; half or twice as much is still right. One list alone is not gone through: bounds
/// leave out nearly all of it. What is not counted, filters and words that do not score, costs nothing here.
/// </remarks>
internal static class SearchCost
{
    // To go through a list, and to look for what is in it in the next.
    private const double SlotNs = 10;

    // Of lists of which one is enough, bounds leave out the more the longer they are.
    private const double AnySlotNs = 20;
    private const double ListsNsMax = 400_000;

    // To read a record that has all words of a phrase. When so many were read, most others do not score enough.
    private const double RecordNs = 1200;
    private const double RecordsMax = 2000;

    /// <summary>The time of a query, in ns.</summary>
    public static double Of(QueryNode node, KeywordCounts counts) => node switch
    {
        PhraseNode phrase => OfPhrase(phrase, counts),
        AndNode all => SlotNs * Shortest(all, counts) + OfChildren(node, counts),
        OrNode any => Math.Min(AnySlotNs * Sum(any, counts), ListsNsMax) + OfChildren(node, counts),
        PreferNode prefer => Math.Min(SlotNs * Leading(prefer, counts), ListsNsMax) + OfChildren(node, counts),
        _ => 0,
    };

    private static double OfChildren(QueryNode node, KeywordCounts counts)
    {
        double sum = 0;
        foreach (QueryNode child in QueryTree.ChildrenOf(node)) sum += Of(child, counts);
        return sum;
    }

    private static double OfPhrase(PhraseNode phrase, KeywordCounts counts)
    {
        double records = counts.RecordCount;
        double shortest = records;
        foreach (PhraseTerm term in phrase.Terms)
        {
            double frequency = counts.FrequencyOf(term.Term) ?? 0;
            records *= frequency / Math.Max(counts.RecordCount, 1);
            shortest = Math.Min(shortest, frequency);
        }

        return SlotNs * shortest + RecordNs * Math.Min(records, RecordsMax);
    }

    // All of one word is that word.
    private static double Shortest(AndNode all, KeywordCounts counts)
    {
        int count = 0;
        double shortest = double.MaxValue;
        foreach (QueryNode child in all.Children)
        {
            if (Frequency(child, counts) is not double frequency) continue;
            shortest = Math.Min(shortest, frequency);
            count++;
        }

        return count < 2 ? 0 : shortest;
    }

    private static double Sum(OrNode any, KeywordCounts counts)
    {
        int count = 0;
        double sum = 0;
        foreach (QueryNode child in any.Children)
        {
            if (Frequency(child, counts) is not double frequency) continue;
            sum += frequency;
            count++;
        }

        return count < 2 ? 0 : sum;
    }

    private static double Leading(PreferNode prefer, KeywordCounts counts) =>
        Frequency(prefer.Required, counts) ?? 0;

    private static double? Frequency(QueryNode node, KeywordCounts counts) =>
        node is TermNode term ? counts.FrequencyOf(term.Term) : null;
}
