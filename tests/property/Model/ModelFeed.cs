using Feedlog.Tests.Support;

namespace Feedlog.Tests.Property.Model;

/// <summary>Compares what a feed delivers with the model: every durable record and death from a sequence on, once.
/// </summary>
internal static class ModelFeed
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    /// <summary>Reads from a sequence on all that is known to be durable, and now and then begins again behind what came
    /// last.</summary>
    public static async Task AssertEqualAsync(StoreModel model, FeedlogStore store, ulong from, Random random)
    {
        const int oneIn = 12;
        (ulong Sequence, ModelRecord? Record, ModelRecord? Ended)[] expected = Changes(model)
            .Where(change => change.Sequence >= from && change.Sequence <= model.DurableThrough).ToArray();
        using CancellationTokenSource patience = new(s_patience);
        for (int at = 0; at < expected.Length;)
        {
            await foreach (Change change in store.Subscribe(from, patience.Token))
            {
                AssertSame(expected[at], change);
                from = change.Sequence + 1;
                at++;
                if (at == expected.Length || random.Next(oneIn) == 0) break;
            }
        }
    }

    private static IEnumerable<(ulong Sequence, ModelRecord? Record, ModelRecord? Ended)> Changes(StoreModel model)
    {
        Dictionary<ulong, ModelRecord> ended = model.Records
            .Where(record => record.EndedAt != 0).ToDictionary(record => record.EndedAt);
        IEnumerable<(ulong, ModelRecord?, ModelRecord?)> appended = model.Records.Select(
            record => (record.Sequence, (ModelRecord?)record, ended.GetValueOrDefault(record.Sequence)));
        IEnumerable<(ulong, ModelRecord?, ModelRecord?)> deleted = ended
            .Where(pair => pair.Value.End == VersionEnd.Deleted)
            .Select(pair => (pair.Key, (ModelRecord?)null, (ModelRecord?)pair.Value));
        return appended.Concat(deleted).OrderBy(change => change.Item1);
    }

    private static void AssertSame((ulong Sequence, ModelRecord? Record, ModelRecord? Ended) expected, Change actual)
    {
        Assert.Equal(expected.Sequence, actual.Sequence);
        Assert.Equal(expected.Record is null ? ChangeKind.Deleted : ChangeKind.Appended, actual.Kind);
        Assert.Equal(expected.Record is null, actual.Record is null);
        if (expected.Record is not null && actual.Record is not null)
            StoreComparison.AssertSame("feed", expected.Record, actual.Record);
        Assert.Equal(expected.Ended?.Id, actual.Ended);
        Assert.Equal(expected.Ended?.Sequence ?? 0, actual.EndedSequence);
    }
}
