using Feedlog.Tests.Support.Storage;

namespace Feedlog.Tests.Unit.Store;

/// <summary>Whether a record lies in a tail, in one that waits, in a run or in a merged one, its answers are the same.
/// </summary>
public sealed class SealingTests
{
    private readonly IndexWork _work = new();

    public static TheoryData<ReadMode, bool, long> Ways()
    {
        TheoryData<ReadMode, bool, long> ways = [];
        foreach (ReadMode mode in Enum.GetValues<ReadMode>())
        {
            foreach (bool sealsInline in new[] { true, false })
            {
                ways.Add(mode, sealsInline, 0);
                ways.Add(mode, sealsInline, 1 << 20);
            }
        }

        return ways;
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Snapshots_OpenedBeforeSealingAndMerging_AnswerTheSameAlsoAfterTheClose(
        ReadMode mode, bool sealsInline, long hotKeyBytes)
    {
        CrashStorage storage = new();
        FeedlogOptions options =
            _work.Options with { ReadMode = mode, SealsInline = sealsInline, HotKeyBytes = hotKeyBytes };
        List<(FeedlogSnapshot Snapshot, int Made, string Answers)> held = [];
        FeedlogStore store = await Stores.OpenAsync(storage, options);
        for (int round = 0; round < 6; round++)
        {
            await _work.DoAsync(store, 20);
            FeedlogSnapshot snapshot = store.OpenSnapshot();
            held.Add((snapshot, _work.Made, _work.Answers(snapshot)));
            FeedlogSnapshot past = store.AsOf(store.LastSequence / 2);
            held.Add((past, _work.Made, _work.Answers(past)));
            foreach ((FeedlogSnapshot old, int made, string answers) in held)
                Assert.Equal(answers, _work.Answers(old, made));
        }

        await store.DisposeAsync();

        foreach ((FeedlogSnapshot snapshot, int made, string answers) in held)
        {
            Assert.Equal(answers, _work.Answers(snapshot, made));
            snapshot.Dispose();
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Past_OfAnySequence_IsTheSameFromTailsRunsAndTheLog(ReadMode mode, bool sealsInline, long hotKeyBytes)
    {
        CrashStorage storage = new();
        FeedlogOptions options =
            _work.Options with { ReadMode = mode, SealsInline = sealsInline, HotKeyBytes = hotKeyBytes };
        Dictionary<ulong, string> expected = [];
        await using (FeedlogStore store = await Stores.OpenAsync(storage, options with { TailBytes = long.MaxValue }))
        {
            await _work.DoAsync(store, 90);
            foreach (ulong sequence in Some(store)) expected[sequence] = _work.Answers(store, sequence);
        }

        foreach (long tailBytes in new long[] { 700, 3000, long.MaxValue })
        {
            foreach (string path in IndexWork.PresentPaths(storage)) storage.Delete(path);
            await using FeedlogStore store = await Stores.OpenAsync(storage, options with { TailBytes = tailBytes });
            foreach ((ulong sequence, string answers) in expected)
                Assert.Equal(answers, _work.Answers(store, sequence));
        }
    }

    [Fact]
    public void Lease_OfARecordWhoseTailIsSealed_StaysReadable()
    {
        FeedlogStore store = Await(Stores.OpenAsync(new CrashStorage(), _work.Options));
        Await(_work.DoAsync(store, 1));
        Assert.True(store.TryBorrow(new RecordId(1), out RecordLease lease));
        using (lease)
        {
            // A lease cannot wait: the store goes on meanwhile.
            Await(_work.DoAsync(store, 100));
            Await(store.DisposeAsync().AsTask());

            Assert.StartsWith("record 1 ", lease.Record.ToRecord().Content, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Run_IsNamedOnlyWhenWhatItCoversIsDurable()
    {
        CrashStorage storage = new() { IsRecording = true };
        FeedlogStore store = await Stores.OpenAsync(storage, _work.Options);
        AppendOptions unsynced = new() { Durability = Durability.None };
        ulong covered = 0;
        for (int i = 0; i < 40; i++)
        {
            await store.AppendAsync(new RecordDraft(new string('x', 500)), unsynced);
            await Task.Delay(1);
            ulong listed = IndexWork.Listed(storage).Select(entry => entry.Coverage.LastSequence).DefaultIfEmpty().Max();
            if (listed == covered) continue;
            covered = listed;
            await using FeedlogStore after =
                await Stores.OpenAsync(storage.Imagine(CrashImage.Nothing, new Random(i)), _work.Options);
            Assert.Equal("", after.OpenReport.IndexFault);
            Assert.True(after.LastSequence >= covered, $"{after.LastSequence} came back, {covered} are in a run.");
        }

        Assert.True(covered > 0);
        await store.DisposeAsync();
    }

    private static IEnumerable<ulong> Some(FeedlogStore store)
    {
        for (ulong sequence = 1; sequence < store.LastSequence; sequence += 11) yield return sequence;
        yield return store.LastSequence;
    }

    private static void Await(Task task) => task.GetAwaiter().GetResult();

    private static T Await<T>(Task<T> task) => task.GetAwaiter().GetResult();
}
