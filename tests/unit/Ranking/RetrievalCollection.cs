using System.Globalization;
using System.Text;
using System.Text.Json;
using Feedlog.Indexing.Analysis;
using Feedlog.Indexing.Ranking;
using Feedlog.Tests.Unit.Analysis;

namespace Feedlog.Tests.Unit.Ranking;

/// <summary>A judged collection, searched by scanning all of it for each query.</summary>
internal sealed class RetrievalCollection
{
    private const int ResultCount = 10;

    private readonly List<(string Id, TokenBuffer Tokens)> _documents = [];
    private readonly List<(string Id, QueryTerms Terms)> _queries = [];
    private readonly Dictionary<string, Dictionary<string, int>> _judgements = [];
    private readonly TermCounter _counter = new();

    public RetrievalCollection(params string[] folder)
    {
        foreach ((string id, string text) in Rows([.. folder, "corpus.jsonl.gz"]))
        {
            TokenBuffer tokens = new();
            Analyzer.Standard.Analyze(Encoding.UTF8.GetBytes(text), tokens);
            _documents.Add((id, tokens));
        }

        foreach ((string id, string text) in Rows([.. folder, "queries.jsonl.gz"]))
            _queries.Add((id, QueryTerms.Parse(Analyzer.Standard, text)));
        foreach (string line in SharedData.Lines([.. folder, "qrels", "test.tsv"]).Skip(1))
        {
            string[] fields = line.Split('\t');
            if (!_judgements.TryGetValue(fields[0], out Dictionary<string, int>? relevant))
                _judgements.Add(fields[0], relevant = []);
            relevant[fields[1]] = int.Parse(fields[2], CultureInfo.InvariantCulture);
        }
    }

    public int QueryCount => _queries.Count;

    /// <summary>The mean over all queries, for each of some constants.</summary>
    public double[] MeanNdcg(params Bm25Parameters[] parameters)
    {
        double[] sums = new double[parameters.Length];
        foreach ((string id, QueryTerms terms) in _queries)
        {
            int[] frequencies = CountAll(terms);
            for (int i = 0; i < parameters.Length; i++)
                sums[i] += Ndcg(Search(terms, frequencies, parameters[i]), _judgements[id]);
        }

        return [.. sums.Select(sum => sum / _queries.Count)];
    }

    private static IEnumerable<(string Id, string Text)> Rows(string[] path)
    {
        foreach (string line in SharedData.Lines(path))
        {
            using JsonDocument row = JsonDocument.Parse(line);
            yield return (Field(row, "_id"), Field(row, "text"));
        }
    }

    private static string Field(JsonDocument row, string name) =>
        row.RootElement.GetProperty(name).GetString() ?? throw new InvalidDataException($"A row has no {name}.");

    private static double Ndcg(List<string> found, Dictionary<string, int> relevant)
    {
        double gain = found.Select((id, rank) => Gain(relevant.GetValueOrDefault(id), rank)).Sum();
        return gain / relevant.Values.OrderDescending().Take(ResultCount).Select(Gain).Sum();
    }

    private static double Gain(int judgement, int rank) => (Math.Pow(2, judgement) - 1) / Math.Log2(rank + 2);

    /// <summary>How often each document, row by row, has each term of a query.</summary>
    private int[] CountAll(QueryTerms query)
    {
        int[] frequencies = new int[_documents.Count * query.Count];
        for (int i = 0; i < _documents.Count; i++)
        {
            _counter.Count(_documents[i].Tokens, query);
            for (int term = 0; term < query.Count; term++)
                frequencies[(i * query.Count) + term] = _counter.Frequency(term);
        }

        return frequencies;
    }

    private List<string> Search(QueryTerms query, int[] frequencies, Bm25Parameters parameters)
    {
        double[] idfs = new double[query.Count];
        for (int term = 0; term < query.Count; term++)
        {
            int holders = 0;
            for (int at = term; at < frequencies.Length; at += query.Count)
                holders += frequencies[at] > 0 ? 1 : 0;
            idfs[term] = Bm25.Idf(_documents.Count, holders);
        }

        double[] norms = new double[Bm25.NormCount];
        Bm25.FillLengthNorms(_documents.Average(document => document.Tokens.Count), parameters, norms);
        TopK best = new(ResultCount);
        for (int i = 0; i < _documents.Count; i++)
        {
            double norm = norms[LengthCode.Encode(_documents[i].Tokens.Count)];
            double score = 0;
            for (int term = 0; term < query.Count; term++)
            {
                int frequency = frequencies[(i * query.Count) + term];
                score += query.Frequency(term) * Bm25.TermScore(idfs[term], frequency, norm);
            }

            if (score > 0)
                best.Offer(score, (ulong)i);
        }

        ScoredSequence[] ranked = new ScoredSequence[best.Count];
        best.CopyRanked(ranked);
        return [.. ranked.Select(found => _documents[(int)found.Sequence].Id)];
    }
}
