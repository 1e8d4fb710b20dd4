using System.Collections.Frozen;
using System.Text;
using Feedlog.Format.Frames;
using Feedlog.Format.Indexes;
using Feedlog.Indexing.Analysis;
using Feedlog.Indexing.Query;
using Feedlog.Indexing.Ranking;
using Feedlog.Read;

namespace Feedlog.Search;

/// <summary>
/// Puts what words and what vectors find best into one order: each candidate of one leg is also measured by the other.
/// docs/decisions/0005. For one thread.
/// </summary>
/// <param name="reader">The view.</param>
/// <param name="analyzer">The analyzer of the store.</param>
/// <param name="vectors">What is asked of vectors.</param>
/// <param name="options">Ranking and factors.</param>
/// <param name="sharing">When the search for words is worth a second thread.</param>
/// <param name="cancellationToken">Ends the search.</param>
internal sealed class HybridSearch(
    SnapshotReader reader, Analyzer analyzer, VectorLeg vectors, SearchOptions options,
    SearchSharing sharing, CancellationToken cancellationToken)
{
    // What neither leg has among its best hundred is not found by both together.
    private const int CandidatesMin = 100;

    private readonly RankingFactors _factors = new()
    {
        FadingPerDay = options.FadingPerDay,
        Kinds = (options.KindFactors ?? new Dictionary<string, double>()).ToFrozenDictionary(StringComparer.Ordinal),
        SignificanceWeight = options.SignificanceWeight,
    };

    private readonly SignificanceReader _significance = new(options.SignificanceField);

    /// <summary>What the terms of the words weigh, after the search.</summary>
    public QueryStatistics? Statistics { get; private set; }

    /// <summary>All candidates, best first.</summary>
    /// <param name="words">The query.</param>
    /// <param name="filter">The same but for its words.</param>
    /// <param name="phrase">All its words as a phrase.</param>
    /// <param name="request">Which records are wanted.</param>
    public List<HybridHit> Run(QueryPlan words, QueryNode filter, QueryNode phrase, SearchRequest request)
    {
        SearchRequest wide = request with { Limit = Math.Max(CandidatesMin, request.Limit), After = null };
        Dictionary<ulong, double> cosines = vectors.Run(reader, analyzer, filter, wide, cancellationToken)
            .ToDictionary(hit => hit.Sequence, hit => hit.Score);
        SearchRanking best = words.Root is NoneNode
            ? new SearchRanking([], new QueryStatistics(words, 0, 0, [.. new long[words.ScoredTerms.Length]]))
            : new IndexSearch(reader, analyzer, sharing, cancellationToken).Run(words, wide);
        Statistics = best.Statistics;
        List<ulong> candidates = [.. best.Best.Select(hit => hit.Sequence).Union(cosines.Keys)];
        Measures measures = new(words, phrase, analyzer, best.Statistics);
        List<HybridHit> hits = options.HybridRanking == HybridRanking.Fused
            ? Fuse(candidates, cosines, measures)
            : RankByRelevance(candidates, cosines, measures);
        hits.Sort(static (left, right) => left.Best.CompareTo(right.Best));
        return hits;
    }

    private List<HybridHit> Fuse(List<ulong> candidates, Dictionary<ulong, double> cosines, Measures measures)
    {
        HybridCandidate[] measured = new HybridCandidate[candidates.Count];
        int count = 0;
        foreach ((ulong sequence, FrameAddress address) in Locate(candidates))
        {
            FrameView frame = Load(address, measures, out byte[]? rented);
            long ageMs = reader.View.NowMs - frame.TimestampMs;
            double factor = _factors.Of(ageMs, Encoding.UTF8.GetString(frame.Kind), _significance.Of(frame));
            SnapshotReader.Return(rented);
            measured[count++] = new HybridCandidate(sequence, measures.Score, CosineOf(sequence, cosines), factor);
        }

        double background = Guard(() => vectors.Background(reader));
        return [.. HybridFusion.Fuse(measured, background).Select(score => new HybridHit(
            new ScoredSequence(score.Total, score.Sequence),
            new ScoreExplanation("fused", true, score.Total, null,
            [
                new ScoreExplanation("words", score.Words > 0, score.Words, null, []),
                new ScoreExplanation(
                    $"vectors {options.Model}", score.Vector > 0, score.VectorWeight * score.Vector, null, []),
                new ScoreExplanation("factor", true, score.Factor, null, []),
            ])))];
    }

    private List<HybridHit> RankByRelevance(
        List<ulong> candidates, Dictionary<ulong, double> cosines, Measures measures)
    {
        List<HybridHit> hits = [];
        foreach ((ulong sequence, FrameAddress address) in Locate(candidates))
        {
            FrameView frame = Load(address, measures, out byte[]? rented);
            long ageMs = reader.View.NowMs - frame.TimestampMs;
            string kind = Encoding.UTF8.GetString(frame.Kind);
            SnapshotReader.Return(rented);
            RelevanceV1 score = RelevanceV1.Of(
                measures.HasPhrase, measures.WordsFound, CosineOf(sequence, cosines) ?? 0, ageMs, kind);
            hits.Add(new HybridHit(new ScoredSequence(score.Total, sequence), new ScoreExplanation(
                RankingNames.Of(NamedRanking.RelevanceV1), true, score.Total, null,
                [
                    new ScoreExplanation("phrase", score.Phrase > 0, score.Phrase, null, []),
                    new ScoreExplanation("words", score.Words > 0, score.Words, null, []),
                    new ScoreExplanation($"cosine {options.Model}", true, score.Cosine, null, []),
                    new ScoreExplanation("age", true, score.AgeFactor, null, []),
                    new ScoreExplanation("kind", true, score.KindFactor, null, []),
                ])));
        }

        return hits;
    }

    private double? CosineOf(ulong sequence, Dictionary<ulong, double> cosines) =>
        cosines.TryGetValue(sequence, out double known) ? known : Guard(() => vectors.CosineOf(reader, sequence));

    // Where candidates lie; those that are cold are unpacked together before the first of them is read.
    private IEnumerable<(ulong Sequence, FrameAddress Address)> Locate(List<ulong> candidates)
    {
        foreach (ulong[] some in candidates.Chunk(SnapshotReader.UnpackedTogether))
        {
            FrameAddress[] addresses = Array.ConvertAll(some, AddressOf);
            reader.Unpack(addresses);
            for (int i = 0; i < some.Length; i++) yield return (some[i], addresses[i]);
        }
    }

    private FrameAddress AddressOf(ulong sequence) =>
        reader.TryFindSequence(sequence, out FrameAddress address, out bool isRecord) && isRecord
            ? address
            : throw reader.Contradiction(sequence);

    private FrameView Load(FrameAddress address, Measures measures, out byte[]? rented)
    {
        cancellationToken.ThrowIfCancellationRequested();
        FrameView frame = reader.Read(address, out rented);
        measures.Load(frame);
        return frame;
    }

    private T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception failure) when (failure is IndexDamageException or IOException)
        {
            throw reader.IndexFailure(failure);
        }
    }

    /// <summary>What the words say of one record after the other.</summary>
    private sealed class Measures(QueryPlan words, QueryNode phrase, Analyzer analyzer, QueryStatistics statistics)
    {
        private readonly RecordMatcher _words = new(words, analyzer);
        private readonly RecordMatcher _phrase = new(new QueryPlan(phrase, Bm25Parameters.Default), analyzer);

        /// <summary>BM25; 0 if the record does not match.</summary>
        public double Score { get; private set; }

        /// <summary>How many different words of the query occur.</summary>
        public int WordsFound { get; private set; }

        /// <summary>Whether they all stand side by side.</summary>
        public bool HasPhrase { get; private set; }

        public void Load(in FrameView frame)
        {
            _words.Load(frame);
            _phrase.Load(frame);
            Score = _words.IsMatch ? words.Score(_words.Facts, _words.LengthCode, statistics) : 0;
            HasPhrase = _phrase.IsMatch;
            WordsFound = 0;
            for (int i = 0; i < words.ScoredTerms.Length; i++)
            {
                if (_words.Facts[i] > 0) WordsFound++;
            }
        }
    }
}
