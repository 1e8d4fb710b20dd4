using System.Globalization;
using System.Text;

namespace Feedlog.Tests.Property.Model;

/// <summary>Asks a store everything there is to ask and compares the answers with the model's.</summary>
internal static class StoreComparison
{
    /// <summary>Fails unless every question has the model's answer.</summary>
    public static void AssertEqual(ModelView expected, FeedlogSnapshot actual)
    {
        Assert.Equal(expected.Sequence, actual.Sequence);
        foreach (Action ask in Questions(expected, actual)) ask();
    }

    /// <summary>
    /// Fails unless every question has the model's answer, or is refused because this index file is damaged.
    /// </summary>
    public static void AssertEqualOrDamaged(ModelView expected, FeedlogSnapshot actual, string indexPath)
    {
        Assert.Equal(expected.Sequence, actual.Sequence);
        foreach (Action ask in Questions(expected, actual))
        {
            try
            {
                ask();
            }
            catch (FeedlogException refusal) when (refusal.Code == FeedlogErrorCode.Corrupt)
            {
                Assert.Equal(indexPath, refusal.File);
                Assert.NotNull(refusal.OffsetBytes);
            }
        }
    }

    /// <summary>Fails unless both list the same records in the same order, equal in every byte.</summary>
    public static void AssertSame(string question, IEnumerable<ModelRecord> expected, IEnumerable<Record> actual)
    {
        ModelRecord[] wanted = expected.ToArray();
        Record[] found = actual.ToArray();
        if (!wanted.Select(record => record.Sequence).SequenceEqual(found.Select(record => record.Sequence)))
            Assert.Fail($"{question}: expected sequences {List(wanted.Select(record => record.Sequence))}, " +
                $"found {List(found.Select(record => record.Sequence))}.");
        for (int i = 0; i < wanted.Length; i++) AssertSame(question, wanted[i], found[i]);
    }

    /// <summary>Fails unless every byte of the record is the model's.</summary>
    public static void AssertSame(string question, ModelRecord expected, Record actual)
    {
        string where = $"{question}, sequence {expected.Sequence}";
        AssertField(where, "sequence", expected.Sequence, actual.Sequence);
        AssertField(where, "id", expected.Id, actual.Id);
        AssertField(where, "key", expected.Key, actual.Key);
        AssertField(where, "stream", expected.Stream, actual.Stream);
        AssertField(where, "kind", expected.Kind, actual.Kind);
        AssertField(where, "timestamp", expected.TimestampMs, actual.TimestampMs);
        AssertField(where, "expiry", expected.ExpiresAtMs, actual.ExpiresAt?.ToUnixTimeMilliseconds());
        AssertField(where, "metadata", expected.Metadata, actual.Metadata);
        AssertField(where, "tags", string.Join('|', expected.Tags), string.Join('|', actual.Tags));
        if (!expected.Content.AsSpan().SequenceEqual(actual.ContentBytes.Span))
            Assert.Fail($"{where}: the content differs.");
    }

    private static IEnumerable<Action> Questions(ModelView expected, FeedlogSnapshot actual) =>
    [
        () => AssertSame("scan", expected.Live, actual.Scan()), .. LookUps(expected, actual),
        .. Histories(expected, actual), .. Ranges(expected, actual), .. Searches(expected, actual),
        () => AssertNearest(expected, actual),
    ];

    private static IEnumerable<Action> LookUps(ModelView expected, FeedlogSnapshot actual)
    {
        foreach (ModelRecord record in expected.Versions)
        {
            yield return () => AssertById(record, expected.IsLive(record), actual);
            yield return () => AssertBySequence(record, expected.IsLive(record), actual);
        }

        foreach ((string key, string? stream) in expected.Names)
            yield return () => AssertByName(key, stream, expected.ByName(key, stream), actual);

        yield return () => Assert.False(actual.TryGet("a key that nobody has", null, out _));
        yield return () => Assert.False(actual.TryGet(new RecordId(ulong.MaxValue - 3), out _));
    }

    private static void AssertById(ModelRecord record, bool isLive, FeedlogSnapshot actual)
    {
        bool isFound = actual.TryGet(record.Id, out Record? found);
        AssertField($"get by id {record.Id} #{record.Sequence}", "found", isLive, isFound);
        if (found is not null) AssertSame("get by id", record, found);
    }

    private static void AssertBySequence(ModelRecord record, bool isLive, FeedlogSnapshot actual)
    {
        bool isFound = actual.TryGetBySequence(record.Sequence, out Record? found);
        AssertField($"get by sequence {record.Sequence}", "found", isLive, isFound);
        if (found is not null) AssertSame("get by sequence", record, found);
    }

    private static void AssertByName(string key, string? stream, ModelRecord? wanted, FeedlogSnapshot actual)
    {
        bool isFound = actual.TryGet(key, stream, out Record? found);
        AssertField($"get '{key}' in '{stream}'", "found", wanted?.Sequence ?? 0, found?.Sequence ?? 0);
        AssertField($"get '{key}' in '{stream}'", "answer", wanted is not null, isFound);
        if (found is not null && wanted is not null) AssertSame("get by key", wanted, found);
    }

    private static IEnumerable<Action> Histories(ModelView expected, FeedlogSnapshot actual)
    {
        foreach ((string key, string? stream) in expected.Names)
        {
            ModelRecord[] wanted = expected.Versions.Where(record => record.IsNamed(key, stream)).Reverse().ToArray();
            yield return () =>
                AssertHistory($"history of '{key}' in '{stream}'", expected, wanted, actual.History(key, stream));
            yield return () =>
                AssertHistory($"history of {wanted[^1].Id}", expected, wanted, actual.History(wanted[^1].Id));
        }

        if (expected.Versions.FirstOrDefault(record => record.Key is null) is { } nameless)
        {
            yield return () =>
                AssertHistory("history of a nameless one", expected, [nameless], actual.History(nameless.Id));
        }
    }

    private static void AssertHistory(
        string question, ModelView expected, ModelRecord[] wanted, IEnumerable<RecordVersion> actual)
    {
        RecordVersion[] found = actual.ToArray();
        AssertSame(question, wanted, found.Select(version => version.Record));
        for (int i = 0; i < wanted.Length; i++)
        {
            VersionEnd end = expected.EndOf(wanted[i]);
            ulong endedAt = end is VersionEnd.Superseded or VersionEnd.Deleted ? wanted[i].EndedAt : 0;
            AssertField($"{question}, sequence {wanted[i].Sequence}", "end", end, found[i].End);
            AssertField($"{question}, sequence {wanted[i].Sequence}", "ended at", endedAt, found[i].EndedAtSequence);
        }
    }

    private static IEnumerable<Action> Ranges(ModelView expected, FeedlogSnapshot actual)
    {
        long[] times = expected.Versions.Select(record => record.TimestampMs).Order().ToArray();
        if (times.Length == 0) yield break;
        long middleMs = times[times.Length / 2];
        RangeOptions[] ways =
        [
            new(), new() { Reverse = true }, new() { Limit = 3 }, new() { Reverse = true, Limit = 2, Stream = "agent" },
            new() { Kind = "note" }, new() { Tags = ["red"] }, new() { Tags = ["red", "green"], Reverse = true },
        ];
        foreach (RangeOptions way in ways)
        {
            yield return () => AssertRange(expected, actual, times[0], times[^1] + 1, way);
            yield return () => AssertRange(expected, actual, times[0], middleMs, way);
            yield return () => AssertRange(expected, actual, middleMs, times[^1], way);
        }
    }

    private static void AssertRange(
        ModelView expected, FeedlogSnapshot actual, long fromMs, long toMs, RangeOptions way)
    {
        DateTimeOffset from = DateTimeOffset.FromUnixTimeMilliseconds(fromMs);
        DateTimeOffset to = DateTimeOffset.FromUnixTimeMilliseconds(toMs);
        IEnumerable<ModelRecord> wanted = expected.Range(fromMs, toMs, way);
        AssertSame($"range {fromMs} to {toMs}, {way}", wanted, actual.Range(from, to, way));
        using RangeCursor lent = actual.OpenRange(from, to, way);
        AssertSame($"lent range {fromMs} to {toMs}, {way}", wanted, Copies(lent));
    }

    private static IEnumerable<Record> Copies(RangeCursor cursor)
    {
        while (cursor.MoveNext()) yield return cursor.Record.ToRecord();
    }

    private static IEnumerable<Action> Searches(ModelView expected, FeedlogSnapshot actual)
    {
        SearchOptions[] ways =
            [new() { Limit = 10_000 }, new() { Limit = 10_000, Stream = "agent" }, new() { Limit = 10_000, Kind = "note" }];
        string[] queries = ["quartz", "zephyr", "HARBOR", "lantern mosaic", "nowhere"];
        foreach (SearchOptions way in ways)
        {
            foreach (string query in queries) yield return () => AssertSearch(expected, actual, query, way);
        }
    }

    private static void AssertSearch(ModelView expected, FeedlogSnapshot actual, string query, SearchOptions way)
    {
        string[] words = query.ToLowerInvariant().Split(' ');
        IReadOnlyList<SearchHit> hits = actual.Search(query, way);
        AssertSame(
            $"search '{query}', {way}", expected.Containing(words, way),
            hits.Select(hit => hit.Record).OrderBy(record => record.Sequence));
        for (int i = 1; i < hits.Count; i++)
        {
            bool isOrdered = hits[i - 1].Score > hits[i].Score ||
                (hits[i - 1].Score == hits[i].Score && hits[i - 1].Record.Sequence > hits[i].Record.Sequence);
            if (!isOrdered) Assert.Fail($"search '{query}': hit {i} should come before its predecessor.");
        }
    }

    private static void AssertNearest(ModelView expected, FeedlogSnapshot actual)
    {
        float[] wanted = DraftMaker.VectorOf(7);
        IReadOnlyList<SearchHit> hits = actual.Search(Query.All, new SearchOptions
        {
            Mode = SearchMode.Vector,
            Model = DraftMaker.Model,
            Vector = wanted,
            Limit = 10_000,
            IsExact = true,
        });
        AssertSame("nearest vectors", expected.Nearest(wanted), hits.Select(hit => hit.Record));
    }

    private static void AssertField<T>(string where, string field, T expected, T actual)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual))
            Assert.Fail($"{where}: {field} is '{actual}', expected '{expected}'.");
    }

    private static string List(IEnumerable<ulong> sequences)
    {
        StringBuilder text = new("[");
        foreach (ulong sequence in sequences) text.Append(CultureInfo.InvariantCulture, $"{sequence} ");
        return text.ToString().TrimEnd() + "]";
    }
}
