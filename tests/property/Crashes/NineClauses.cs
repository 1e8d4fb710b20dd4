using Feedlog.Tests.Property.Model;
using Feedlog.Tests.Support.Storage;

namespace Feedlog.Tests.Property.Crashes;

/// <summary>
/// Checks what "nothing lost" means on one image of a medium: what was promised is there (i), nothing else is (ii), byte
/// for byte (iii), as a prefix of the order of appending (iv) that ends with a group (v), the same at the second opening,
/// which writes nothing (vi), the same after a crash during recovery (vii); new appends get new sequences and survive
/// another crash (viii); and every index answers like a scan (ix). Besides, every index file that the manifest names
/// is there and whole, unless the work has taken some away.
/// </summary>
internal sealed class NineClauses(StoreModel model, FeedlogOptions options, long nowMs, bool losesIndexes = false)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    /// <summary>How many images have been opened and compared.</summary>
    public int Images { get; private set; }

    /// <summary>How many openings have found index files and used them.</summary>
    public int IndexedOpenings { get; private set; }

    /// <summary>Opens an image, compares everything, closes and opens again; the image is used up.</summary>
    /// <param name="image">The medium.</param>
    /// <param name="promise">What the store had acknowledged.</param>
    /// <returns>The sequence that the store came back with.</returns>
    public async Task<ulong> CheckAsync(CrashStorage image, ulong promise)
    {
        ulong last = await CheckOnceAsync(image, promise, Compare);
        image.IsRecording = true;
        FeedlogStore again = await OpenAsync(image);
        int written = image.Steps.Count(IsChange);
        Assert.True(written == 0, $"(vi) The second opening wrote: {image.Steps.FirstOrDefault(IsChange)}.");
        CompareScan(again, last);
        await CloseAsync(again);
        return last;
    }

    /// <summary>Crashes at every step of the recovery of an image and recovers again: the answer must not change.
    /// </summary>
    public async Task CheckRecoveryAsync(CrashStorage image, ulong promise, Random random)
    {
        CrashStorage start = image.Copy();
        image.IsRecording = true;
        FeedlogStore store = await OpenAsync(image);
        ulong last = store.LastSequence;
        image.Note(new Promise(last, last, last));
        await CloseAsync(store);

        CrashReplay replay = new(start, image.Steps);
        ulong promised = promise;
        while (replay.MoveNext())
        {
            if (replay.Current.Word is Promise later) promised = later.DurableThrough;
            CrashImage kind = DraftMaker.Pick(random, Enum.GetValues<CrashImage>());
            ulong found = await CheckOnceAsync(replay.PowerLoss(kind, random), promised, CompareScan);
            Assert.True(found == last, $"(vii) {kind} after {replay.Current}: {found} instead of {last}.");
        }
    }

    /// <summary>Appends to what came back, loses the power again and compares.</summary>
    /// <param name="image">The medium.</param>
    /// <param name="given">The highest sequence that anybody was told of before.</param>
    /// <param name="random">Chooses what the second loss leaves.</param>
    public async Task CheckSecondLifeAsync(CrashStorage image, ulong given, Random random)
    {
        FeedlogStore store = await OpenAsync(image);
        ulong last = store.LastSequence;
        RecordDraft draft = new("second life") { Timestamp = DateTimeOffset.FromUnixTimeMilliseconds(nowMs) };
        AppendResult kept = await store.AppendAsync(draft).AsTask().WaitAsync(s_patience);
        AppendResult open = await store.AppendAsync(draft, new AppendOptions { Durability = Durability.None });
        Assert.True(
            kept.Sequence > given, $"(viii) Gave sequence {kept.Sequence}; {given} was given before. {store.OpenReport}");
        CrashImage kind = DraftMaker.Pick(random, Enum.GetValues<CrashImage>());
        CrashStorage second = image.PowerLoss(kind, random);
        await AbandonAsync(store);

        FeedlogStore after = await OpenAsync(second);
        Record[] records = await after.ScanAsync().ToArrayAsync();
        ulong[] fresh = records.Select(record => record.Sequence).Where(found => found > last).ToArray();
        Assert.Contains(kept.Sequence, fresh);
        Assert.All(fresh, found => Assert.True(found == kept.Sequence || found == open.Sequence));
        StoreComparison.AssertSame(
            "second life", model.ViewAt(last, nowMs).Live, records.Where(record => record.Sequence <= last));
        await CloseAsync(after);
        Images++;
    }

    private async Task<ulong> CheckOnceAsync(
        CrashStorage image, ulong promise, Action<FeedlogStore, ulong> compare)
    {
        FeedlogStore store = await OpenAsync(image);
        ulong last = store.LastSequence;
        Assert.True(last >= promise, $"(i) Promised {promise}, came back with {last}. {store.OpenReport}");
        Assert.True(model.IsBoundary(last), $"(v) Came back with {last}, inside a group. {store.OpenReport}");
        compare(store, last);
        await CloseAsync(store);
        Images++;
        return last;
    }

    private static bool IsChange(StorageStep step) => step.Kind is
        StorageStepKind.Create or StorageStepKind.Rename or StorageStepKind.Delete or StorageStepKind.Write or
        StorageStepKind.Allocate or StorageStepKind.PunchHole;

    private void Compare(FeedlogStore store, ulong last)
    {
        Assert.Equal(last, store.LastSequence);
        using FeedlogSnapshot snapshot = store.OpenSnapshot();
        StoreComparison.AssertEqual(model.ViewAt(last, nowMs), snapshot);
    }

    private void CompareScan(FeedlogStore store, ulong last)
    {
        Assert.Equal(last, store.LastSequence);
        using FeedlogSnapshot snapshot = store.OpenSnapshot();
        StoreComparison.AssertSame("scan", model.ViewAt(last, nowMs).Live, snapshot.Scan());
    }

    private async Task<FeedlogStore> OpenAsync(CrashStorage image)
    {
        FeedlogStore store = await FeedlogStore.OpenAsync(image, options).AsTask().WaitAsync(s_patience);
        string fault = store.OpenReport.IndexFault;
        Assert.True(losesIndexes || fault.Length == 0, $"(ix) The manifest names what cannot be used: {fault}");
        if (store.GetStats().BytesIndex > 0) IndexedOpenings++;
        return store;
    }

    private static Task CloseAsync(FeedlogStore store) => store.DisposeAsync().AsTask().WaitAsync(s_patience);

    private static async Task AbandonAsync(FeedlogStore store)
    {
        try
        {
            await CloseAsync(store);
        }
        catch (FeedlogException)
        {
            // Its storage is dead.
        }
    }
}
