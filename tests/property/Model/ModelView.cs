namespace Feedlog.Tests.Property.Model;

/// <summary>What the model held after a sequence, looked at at a moment: the answers that a store owes.</summary>
internal sealed class ModelView(StoreModel model, ulong sequence, long nowMs)
{
    /// <summary>The last sequence that is part of the view.</summary>
    public ulong Sequence => sequence;

    /// <summary>Every version in the view, in order of arrival.</summary>
    public IEnumerable<ModelRecord> Versions => model.Records.Where(record => record.Sequence <= sequence);

    /// <summary>Every live record, in order of arrival.</summary>
    public IEnumerable<ModelRecord> Live => Versions.Where(IsLive);

    /// <summary>Every name that a version in the view has.</summary>
    public IEnumerable<(string Key, string? Stream)> Names =>
        Versions.Where(record => record.Key is not null).Select(record => (record.Key ?? "", record.Stream)).Distinct();

    /// <summary>Says whether a version is found in the view.</summary>
    public bool IsLive(ModelRecord record) => EndOf(record) == VersionEnd.Current;

    /// <summary>How a version ended in the view.</summary>
    public VersionEnd EndOf(ModelRecord record)
    {
        if (record.EndedAt != 0 && record.EndedAt <= sequence) return record.End;
        return record.HasExpired(nowMs) ? VersionEnd.Expired : VersionEnd.Current;
    }

    /// <summary>The live record under a name.</summary>
    public ModelRecord? ByName(string key, string? stream) => Live.LastOrDefault(record => record.IsNamed(key, stream));

    /// <summary>Live records with from &lt;= timestamp &lt; to, by timestamp, then sequence.</summary>
    public IEnumerable<ModelRecord> Range(long fromMs, long toMs, RangeOptions options)
    {
        IEnumerable<ModelRecord> found = Live
            .Where(record => record.TimestampMs >= fromMs && record.TimestampMs < toMs)
            .Where(record => Passes(record, options.Stream, options.Kind, options.Tags))
            .OrderBy(record => record.TimestampMs).ThenBy(record => record.Sequence);
        if (options.Reverse) found = found.Reverse();
        return found.Take((int)Math.Min(options.Limit, int.MaxValue));
    }

    /// <summary>Live records that have vectors, those nearest to one first, then the newer first.</summary>
    public IEnumerable<ModelRecord> Nearest(float[] wanted) => Live
        .Select(record => (Record: record, record.Vectors.LastOrDefault(vector => vector.Sequence <= sequence).Values))
        .Where(pair => pair.Values is not null)
        .OrderByDescending(pair => Cosine(wanted, pair.Values)).ThenByDescending(pair => pair.Record.Sequence)
        .Select(pair => pair.Record);

    /// <summary>Live records that contain one of the words, in order of arrival.</summary>
    public IEnumerable<ModelRecord> Containing(IReadOnlyCollection<string> words, SearchOptions options) => Live
        .Where(record => options.From is not { } from || record.TimestampMs >= from.ToUnixTimeMilliseconds())
        .Where(record => options.To is not { } to || record.TimestampMs < to.ToUnixTimeMilliseconds())
        .Where(record => Passes(record, options.Stream, options.Kind, options.Tags))
        .Where(record => DraftMaker.WordsOf(record.Content).Any(words.Contains));

    private static double Cosine(float[] left, float[] right)
    {
        double dot = left.Zip(right, (a, b) => (double)a * b).Sum();
        return dot / Math.Sqrt(left.Sum(a => (double)a * a) * right.Sum(b => (double)b * b));
    }

    private static bool Passes(ModelRecord record, string? stream, string? kind, IReadOnlyList<string>? tags) =>
        (stream is null || record.Stream == stream) && (kind is null || record.Kind == kind) &&
        (tags is null || tags.All(record.Tags.Contains));
}
