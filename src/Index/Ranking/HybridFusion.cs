namespace Feedlog.Indexing.Ranking;

/// <summary>Makes one order of what words and vectors say; pure functions, any thread. docs/decisions/0005.</summary>
/// <remarks>
/// Each leg is brought to 0 to 1: BM25 has a zero of its own, the zero of cosines is their mean over all records. The
/// words weigh 1; the vectors weigh what they make of the records that the words find best: the mean of their own
/// measure over these. Vectors that mean something place such records far above the background; those that do not,
/// place them anywhere, so that their mean is about 0. No constant is fitted to anything.
/// </remarks>
public static class HybridFusion
{
    /// <summary>So many records that the words find best decide what the vectors weigh.</summary>
    public const int JuryMax = 10;

    /// <summary>The fused scores, best first, among equals the newer first.</summary>
    /// <param name="candidates">The best of either leg, each with both measures; any order, no record twice. All
    /// that could be best must be among them, as the best of each leg is its 1.</param>
    /// <param name="background">The mean cosine of the query and any records, not of these.</param>
    /// <exception cref="ArgumentException">A number is not finite, or a BM25 score or a factor below 0.</exception>
    public static HybridScore[] Fuse(ReadOnlySpan<HybridCandidate> candidates, double background)
    {
        double mostWords = 0;
        double highest = background;
        foreach (ref readonly HybridCandidate candidate in candidates)
        {
            Check(candidate);
            mostWords = Math.Max(mostWords, candidate.Words);
            highest = Math.Max(highest, candidate.Cosine ?? background);
        }

        if (!double.IsFinite(background)) throw new ArgumentException("A mean is a number.", nameof(background));
        HybridScore[] scores = new HybridScore[candidates.Length];
        for (int i = 0; i < scores.Length; i++)
        {
            ref readonly HybridCandidate one = ref candidates[i];
            double words = mostWords > 0 ? one.Words / mostWords : 0;
            double above = (one.Cosine ?? background) - background;
            double vector = above > 0 ? above / (highest - background) : 0;
            scores[i] = new HybridScore(one.Sequence, words, vector, 0, one.Factor);
        }

        double weight = Weight(scores);
        for (int i = 0; i < scores.Length; i++) scores[i] = scores[i] with { VectorWeight = weight };
        Array.Sort(scores, static (left, right) =>
            new ScoredSequence(left.Total, left.Sequence).CompareTo(new ScoredSequence(right.Total, right.Sequence)));
        return scores;
    }

    // Without any words the vectors are all there is.
    private static double Weight(HybridScore[] scores)
    {
        TopK jury = new(JuryMax);
        Dictionary<ulong, double> vectors = [];
        foreach (HybridScore score in scores)
        {
            if (score.Words > 0 && jury.Offer(score.Words, score.Sequence)) vectors[score.Sequence] = score.Vector;
        }

        if (jury.Count == 0) return 1;
        ScoredSequence[] best = new ScoredSequence[jury.Count];
        jury.CopyRanked(best);
        return best.Average(juror => vectors[juror.Sequence]);
    }

    private static void Check(in HybridCandidate candidate)
    {
        if (double.IsFinite(candidate.Words) && candidate.Words >= 0 && double.IsFinite(candidate.Cosine ?? 0) &&
            double.IsFinite(candidate.Factor) && candidate.Factor >= 0)
        {
            return;
        }

        throw new ArgumentException("Scores, cosines and factors are numbers; scores and factors not below 0.",
            nameof(candidate));
    }
}
