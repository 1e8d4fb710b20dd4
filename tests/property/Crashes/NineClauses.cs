using Feedlog.Tests.Property.Model;
using Feedlog.Tests.Support;
using Feedlog.Tests.Support.Storage;

namespace Feedlog.Tests.Property.Crashes;

/// <summary>
/// Checks what "nothing lost" means on one image of a medium: what was promised is there (i), nothing else is (ii), byte
/// for byte (iii), as a prefix of the order of appending (iv) that ends with a group (v), the same at the second opening,
/// which writes nothing (vi), the same after a crash during recovery (vii); new appends get new sequences and survive
/// another crash (viii); and every index answers like a scan (ix). Besides, every index file that the manifest names
/// is there and whole, unless the work has taken some away.
/// </summary>
internal sealed class NineClauses(Workload work)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly StoreModel[] _models =
        [.. Enumerable.Range(0, work.Model.Purges.Count + 1).Select(work.Model.AfterPurges)];
    private readonly long _nowMs = work.Time.NowMs;
    private readonly FeedlogOptions _options = work.Options;

    // Closing without making index files costs a tenth.
    private readonly FeedlogOptions _plainOptions = work.OptionsWithoutSealing;

    /// <summary>How many openings have found index files and used them.</summary>
    public int IndexedOpenings { get; private set; }

    /// <summary>How many purges have had effect in the image that was checked last.</summary>
    public int Purges { get; private set; }

    /// <summary>How many purges there are in the work.</summary>
    public int PurgesMax => _models.Length - 1;

    private StoreModel Model => _models[Purges];

    /// <summary>Opens an image, compares, closes and opens again; the image is used up.</summary>
    /// <param name="image">The medium.</param>
    /// <param name="promise">What the store had acknowledged.</param>
    /// <param name="asksEverything">Asks every question, instead of for a list of all records.</param>
    /// <returns>The sequence that the store came back with.</returns>
    public async Task<ulong> CheckAsync(CrashStorage image, ulong promise, bool asksEverything)
    {
        FeedlogOptions options = asksEverything ? _options : _plainOptions;
        FeedlogStore store = await OpenAsync(image, options);
        ulong last = store.LastSequence;
        Assert.True(last >= promise, $"(i) Promised {promise}, came back with {last}. {store.OpenReport}");
        Purges = CountPurges(store, last);
        Assert.True(Model.IsBoundary(last), $"(v) Came back with {last}, inside a group. {store.OpenReport}");
        if (asksEverything) Compare(store, last);
        else CompareScan(store, last);
        await CloseAsync(store);
        AssertErased(image);

        image.IsRecording = true;
        int stepsBefore = image.Steps.Count;
        FeedlogStore again = await OpenAsync(image, options);
        StorageStep? written = image.Steps.Skip(stepsBefore).FirstOrDefault(IsChange);
        Assert.True(written is null, $"(vi) The second opening wrote: {written}.");
        Assert.Equal(last, again.LastSequence);
        if (asksEverything) CompareScan(again, last);
        await CloseAsync(again);
        return last;
    }

    /// <summary>Opens an image, notes what it came back with as promised, and closes.</summary>
    public async Task RecoverAsync(CrashStorage image)
    {
        FeedlogStore store = await OpenAsync(image, _options);
        ulong last = store.LastSequence;
        image.Note(new Promise(last, last, last, CountPurges(store, last)));
        await CloseAsync(store);
    }

    /// <summary>Opens an image in which a purge has not had effect and purges again.</summary>
    public async Task CheckPurgeAgainAsync(CrashStorage image)
    {
        FeedlogStore store = await OpenAsync(image, _options);
        ulong last = store.LastSequence;
        Purges = CountPurges(store, last);
        PurgeTarget[] targets = [.. work.Model.Purges[Purges].Select(record => PurgeTarget.OfId(record.Id))];
        PurgeResult result = await store.PurgeAsync(targets).AsTask().WaitAsync(s_patience);
        if (result.Purged == targets.Length)
        {
            Purges++;
            Compare(store, last);
            AssertErased(image);
        }

        await CloseAsync(store);
    }

    /// <summary>Appends to what came back, loses the power again and compares.</summary>
    /// <param name="image">The medium.</param>
    /// <param name="given">The highest sequence that anybody was told of before.</param>
    /// <param name="random">Chooses what the second loss leaves.</param>
    public async Task CheckSecondLifeAsync(CrashStorage image, ulong given, Random random)
    {
        FeedlogStore store = await OpenAsync(image, _options);
        ulong last = store.LastSequence;
        RecordDraft draft = new("second life") { Timestamp = DateTimeOffset.FromUnixTimeMilliseconds(_nowMs) };
        AppendResult kept = await store.AppendAsync(draft).AsTask().WaitAsync(s_patience);
        AppendResult open = await store.AppendAsync(draft, new AppendOptions { Durability = Durability.None });
        Assert.True(
            kept.Sequence > given, $"(viii) Gave sequence {kept.Sequence}; {given} was given before. {store.OpenReport}");
        CrashImage kind = DraftMaker.Pick(random, Enum.GetValues<CrashImage>());
        CrashStorage second = image.PowerLoss(kind, random);
        await AbandonAsync(store);

        FeedlogStore after = await OpenAsync(second, _options);
        Record[] records = await after.ScanAsync().ToArrayAsync();
        ulong[] fresh = records.Select(record => record.Sequence).Where(found => found > last).ToArray();
        Assert.Contains(kept.Sequence, fresh);
        Assert.All(fresh, found => Assert.True(found == kept.Sequence || found == open.Sequence));
        StoreComparison.AssertSame(
            "second life", Model.ViewAt(last, _nowMs).Live, records.Where(record => record.Sequence <= last));
        await CloseAsync(after);
    }

    // A purge takes all of its records or none; one that came later is in effect only where those before it are.
    private int CountPurges(FeedlogStore store, ulong last)
    {
        int count = 0;
        for (int purge = 0; purge < PurgesMax; purge++)
        {
            ModelRecord[] records = [.. work.Model.Purges[purge].Where(record => record.Sequence <= last)];
            int gone = records.Count(record => !IsThere(store, record));
            Assert.True(gone == 0 || gone == records.Length, $"Purge {purge} took {gone} of {records.Length} records.");
            if (gone == 0) continue;
            Assert.True(count == purge, $"Purge {purge} had effect, and purge {count} had not.");
            count++;
        }

        return count;
    }

    private static bool IsThere(FeedlogStore store, ModelRecord record)
    {
        using FeedlogSnapshot then = store.AsOf(record.Sequence);
        return then.TryGet(record.Id, out _);
    }

    private void AssertErased(CrashStorage image)
    {
        foreach (ModelRecord record in work.Model.Purges.Take(Purges).SelectMany(records => records))
            Assert.Empty(StoreBytes.Holding(image, BitConverter.GetBytes(record.Id.Value)));
    }

    private static bool IsChange(StorageStep step) => step.Kind is
        StorageStepKind.Create or StorageStepKind.Rename or StorageStepKind.Delete or StorageStepKind.Write or
        StorageStepKind.Allocate or StorageStepKind.PunchHole;

    private void Compare(FeedlogStore store, ulong last)
    {
        Assert.Equal(last, store.LastSequence);
        using FeedlogSnapshot snapshot = store.OpenSnapshot();
        StoreComparison.AssertEqual(Model.ViewAt(last, _nowMs), snapshot);
    }

    private void CompareScan(FeedlogStore store, ulong last)
    {
        using FeedlogSnapshot snapshot = store.OpenSnapshot();
        StoreComparison.AssertSame("scan", Model.ViewAt(last, _nowMs).Live, snapshot.Scan());
    }

    private async Task<FeedlogStore> OpenAsync(CrashStorage image, FeedlogOptions options)
    {
        FeedlogStore store = await FeedlogStore.OpenAsync(image, options).AsTask().WaitAsync(s_patience);
        string fault = store.OpenReport.IndexFault;
        Assert.True(work.LosesIndexes || fault.Length == 0, $"(ix) The manifest names what cannot be used: {fault}");
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
