using Feedlog.Format.Frames;
using Feedlog.Indexing.Analysis;
using Feedlog.Indexing.Ranking;

namespace Feedlog.Read;

/// <summary>
/// Keyword search by reading every record: slow and exactly right. The yardstick that an index is measured against.
/// </summary>
/// <remarks>
/// Two passes. The first counts, over all records that are not compacted away, live or not: how many there are, in how
/// many each word occurs, how long they are; lengths as their one-byte codes tell them. The second scores the live
/// ones that pass the filters. So a score does not depend on filters, on deaths, or on where segments end.
/// </remarks>
internal sealed class SearchScan(SnapshotReader reader, Analyzer analyzer, CancellationToken cancellationToken)
{
    private readonly TokenBuffer _tokens = new();

    /// <summary>The best hits, best first; ties newest first.</summary>
    public List<SearchHit> Run(string query, SearchOptions options)
    {
        QueryTerms terms = QueryTerms.Parse(analyzer, query);
        if (terms.Count == 0 || options.Limit <= 0) return [];

        TermCounter counter = new();
        long[] documentFrequencies = new long[terms.Count];
        List<Candidate> candidates = Collect(terms, counter, documentFrequencies, options, out Bm25Corpus corpus);
        double[] idfs = new double[terms.Count];
        for (int i = 0; i < idfs.Length; i++) idfs[i] = Bm25.Idf(corpus.DocumentCount, documentFrequencies[i]);

        TopK best = new(options.Limit);
        Dictionary<ulong, FrameAddress> addresses = [];
        foreach (Candidate candidate in candidates)
        {
            double score = 0;
            for (int i = 0; i < idfs.Length; i++)
            {
                if (candidate.Frequencies[i] == 0) continue;
                score += terms.Frequency(i) * Bm25.TermScore(
                    idfs[i], candidate.Frequencies[i], candidate.LengthCode, corpus.AverageLength,
                    Bm25Parameters.Default);
            }

            if (best.Offer(score, candidate.Sequence)) addresses[candidate.Sequence] = candidate.Address;
        }

        ScoredSequence[] ranked = new ScoredSequence[best.Count];
        best.CopyRanked(ranked);
        return ranked.Select(hit => new SearchHit(Copy(addresses[hit.Sequence]), hit.Score)).ToList();
    }

    private Record Copy(FrameAddress address) => reader.Copy(address);

    private static int[] Frequencies(TermCounter counter, int count)
    {
        int[] frequencies = new int[count];
        for (int i = 0; i < count; i++) frequencies[i] = counter.Frequency(i);
        return frequencies;
    }

    private List<Candidate> Collect(
        QueryTerms terms, TermCounter counter, long[] documentFrequencies, SearchOptions options,
        out Bm25Corpus corpus)
    {
        RecordFilter filter = new(options.Stream, options.Kind, options.Tags);
        long fromMs = options.From is DateTimeOffset from ? SnapshotReader.CeilingMs(from) : long.MinValue;
        long toMs = options.To is DateTimeOffset to ? SnapshotReader.CeilingMs(to) : long.MaxValue;
        List<Candidate> candidates = [];
        long documents = 0;
        long lengths = 0;
        using LogWalk walk = reader.Walk(0);
        while (walk.MoveNext())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (walk.Header.Type != FrameType.Record) continue;

            FrameView frame = walk.Frame;
            SnapshotReader.CheckReadable(frame, walk.Address);
            _tokens.Clear();
            analyzer.Analyze(frame.Content, _tokens);
            byte lengthCode = LengthCode.Encode(_tokens.Count);
            documents++;
            lengths += LengthCode.Decode(lengthCode);
            counter.Count(_tokens, terms);
            bool isMatch = counter.MatchedCount > 0;
            for (int i = 0; isMatch && i < terms.Count; i++)
            {
                if (counter.Frequency(i) > 0) documentFrequencies[i]++;
            }

            long timestampMs = frame.Header.TimestampMs;
            bool isWanted = isMatch && timestampMs >= fromMs && timestampMs < toMs && filter.Passes(frame) &&
                reader.IsLive(frame);
            if (isWanted)
            {
                candidates.Add(new Candidate(
                    walk.Address, frame.Header.Sequence, lengthCode, Frequencies(counter, terms.Count)));
            }
        }

        corpus = new Bm25Corpus(documents, documents == 0 ? 0 : (double)lengths / documents);
        return candidates;
    }

    private readonly record struct Candidate(FrameAddress Address, ulong Sequence, byte LengthCode, int[] Frequencies);

    private readonly record struct Bm25Corpus(long DocumentCount, double AverageLength);
}
