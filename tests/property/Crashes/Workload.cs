using System.Globalization;
using System.Text;
using Feedlog.Format.Frames;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;
using Feedlog.Tests.Property.Model;
using Feedlog.Tests.Support;
using Feedlog.Tests.Support.Storage;

namespace Feedlog.Tests.Property.Crashes;

/// <summary>
/// A small piece of work on a store whose every step is recorded, so that the power can be cut at each of them. The
/// store says what it promised; the model knows what was appended.
/// </summary>
internal sealed class Workload
{
    private int _made;
    private FeedlogStore? _store;

    /// <summary>Index files are made after so many bytes of log.</summary>
    public long TailBytes { get; init; } = 700;

    /// <summary>And at least so many when the store is closed.</summary>
    public long CloseTailBytes { get; init; } = 200;

    /// <summary>Whether index files are made by the writer's own thread; else by the background worker.</summary>
    public bool SealsInline { get; init; } = true;

    /// <summary>Says what lies between the store and its storage; nothing unless the test wants something there.</summary>
    public Func<CrashStorage, IStorage> Between { get; init; } = storage => storage;

    /// <summary>Whether index files were taken away: then the manifest may name what is not there.</summary>
    public bool LosesIndexes { get; private set; }

    /// <summary>The storage that the work is done on.</summary>
    public CrashStorage Storage { get; private set; } = new() { IsRecording = true };

    /// <summary>What was appended, all of it.</summary>
    public StoreModel Model { get; } = new();

    /// <summary>The clock of the store.</summary>
    public ManualTime Time { get; } = new();

    /// <summary>How the store is opened here and by who checks it later.</summary>
    public FeedlogOptions Options => OptionsWith(TailBytes, CloseTailBytes);

    /// <summary>The same, except that no index files are made.</summary>
    public FeedlogOptions OptionsWithoutSealing => OptionsWith(long.MaxValue, long.MaxValue);

    /// <summary>The store, open.</summary>
    public FeedlogStore Store => _store ?? throw new InvalidOperationException("The store is not open.");

    /// <summary>The steps of the work and the promises between them.</summary>
    public IReadOnlyList<StorageStep> Steps => Storage.Steps;

    /// <summary>Opens the store.</summary>
    public async Task OpenAsync() => _store = await FeedlogStore.OpenAsync(Between(Storage), Options);

    /// <summary>Closes the store: everything is durable then.</summary>
    public async Task CloseAsync()
    {
        await Store.DisposeAsync();
        NotePromise(Model.LastSequence, Durability.Durable);
    }

    /// <summary>Ends the process; the next one goes on with what it wrote.</summary>
    public async Task KillAsync()
    {
        Storage = Storage.Kill();
        try
        {
            await Store.DisposeAsync();
        }
        catch (FeedlogException)
        {
            // The storage fails for a dead process, and the store says so.
        }
    }

    /// <summary>Takes all index files away while nobody has the store open.</summary>
    public void DeleteIndexes()
    {
        LosesIndexes = true;
        foreach (string name in Storage.List(StoreLayout.IndexFolder))
            Storage.Delete($"{StoreLayout.IndexFolder}/{name}");
    }

    /// <summary>Appends one record of about this many bytes, that expires after so many seconds if that is not 0.
    /// </summary>
    public async Task AppendAsync(
        int lengthBytes, string? key = null, Durability durability = Durability.Durable, int expiresAfterSeconds = 0)
    {
        RecordDraft draft = Draft(lengthBytes, key);
        DateTimeOffset? expiresAt = expiresAfterSeconds == 0 ? null : Time.Now.AddSeconds(expiresAfterSeconds);
        AppendOptions options = new() { Durability = durability, ExpiresAt = expiresAt };
        AppendResult result = await Store.AppendAsync(draft, options);
        Learn(draft, result, expiresAt);
        Model.EndGroup(Time.NowMs);
        NotePromise(result.Sequence, durability);
    }

    /// <summary>Appends a record that comes with a vector.</summary>
    public async Task AppendWithVectorAsync(int lengthBytes, string? key, Durability durability = Durability.Durable)
    {
        RecordDraft draft = Draft(lengthBytes, key);
        float[] values = DraftMaker.VectorOf(_made);
        draft = draft with { Vectors = [new RecordVector(DraftMaker.Model, values)] };
        AppendResult result = await Store.AppendAsync(draft, new AppendOptions { Durability = durability });
        Learn(draft, result);
        Model.AddVector(Model.Records[^1], result.Sequence, values);
        Model.EndGroup(Time.NowMs);
        NotePromise(result.Sequence, durability);
    }

    /// <summary>Appends a vector of a record that is there.</summary>
    public async Task AppendVectorAsync(ModelRecord target, Durability durability = Durability.Durable)
    {
        float[] values = DraftMaker.VectorOf(++_made);
        AppendResult result = await Store.AppendVectorAsync(
            target.Id, new RecordVector(DraftMaker.Model, values), durability);
        Model.AddVector(target, result.Sequence, values);
        Model.EndGroup(Time.NowMs);
        NotePromise(result.Sequence, durability);
    }

    /// <summary>Gives all live records that have none a vector.</summary>
    public async Task EmbedAsync()
    {
        const int batchMax = 3;
        ModelRecord[] waiting = [.. Model.ViewAt(Model.LastSequence, Time.NowMs).Live.Where(
            record => record.Vectors.Count == 0)];
        EmbeddingResult result = await Store.EmbedAsync(new EmbeddingOptions
        {
            Generator = new FakeGenerator { Make = VectorOf },
            Model = DraftMaker.Model,
            ElementType = VectorElementType.F32,
            BatchMax = batchMax,
        });
        Assert.Equal(waiting.Length, result.Embedded);
        // Each batch is a group, in the order of the records.
        ulong sequence = Store.LastSequence - (ulong)waiting.Length;
        foreach (ModelRecord[] batch in waiting.Chunk(batchMax))
        {
            foreach (ModelRecord record in batch)
                Model.AddVector(record, ++sequence, VectorOf(Encoding.UTF8.GetString(record.Content)));
            Model.EndGroup(Time.NowMs);
        }

        NotePromise(Model.LastSequence, Durability.Interval);
    }

    /// <summary>Archives all but so many of the newest segments.</summary>
    public async Task<ArchiveResult> ArchiveAsync(
        int keepSegments, ArchiveCodec codec = ArchiveCodec.Lz4, int promoteAfter = 0) =>
        await Store.ArchiveAsync(new ArchiveOptions
        {
            KeepSegments = keepSegments,
            Codec = codec,
            PromoteAfter = promoteAfter,
        });

    /// <summary>Purges some records.</summary>
    public async Task PurgeAsync(params ModelRecord[] records)
    {
        PurgeResult result = await Store.PurgeAsync([.. records.Select(record => PurgeTarget.OfId(record.Id))]);
        Assert.Equal(records.Length, result.Purged);
        Model.Purge(records);
        NotePromise(Model.LastSequence, Durability.Durable);
    }

    /// <summary>Appends several records as one group.</summary>
    public async Task AppendManyAsync(int count, int lengthBytes, Durability durability = Durability.Durable)
    {
        RecordDraft[] drafts = Enumerable.Range(0, count).Select(_ => Draft(lengthBytes, null)).ToArray();
        AppendOptions options = new() { Durability = durability };
        IReadOnlyList<AppendResult> results = await Store.AppendManyAsync(drafts, options);
        for (int i = 0; i < count; i++) Learn(drafts[i], results[i]);
        Model.EndGroup(Time.NowMs);
        NotePromise(Model.LastSequence, durability);
    }

    /// <summary>Queues records without waiting, so that the writer groups them as it likes, then flushes.</summary>
    public async Task AppendBurstAsync(int count, int lengthBytes)
    {
        RecordDraft[] drafts = Enumerable.Range(0, count)
            .Select(_ => Draft(lengthBytes, null) with { Id = new RecordId((ulong)(1000 + _made)) }).ToArray();
        foreach (RecordDraft draft in drafts) Store.Append(draft);
        await Store.FlushAsync();
        foreach (RecordDraft draft in drafts)
        {
            Assert.True(Store.TryGet(draft.Id ?? default, out Record? found));
            Learn(draft, new AppendResult(found.Id, found.Sequence, found.Timestamp, AppendOutcome.Appended));

            // Where the groups of a burst end is the store's business: every end is allowed here.
            Model.EndGroup(Time.NowMs);
        }

        NotePromise(Model.LastSequence, Durability.Durable);
    }

    /// <summary>Deletes by key.</summary>
    public async Task DeleteAsync(string key, Durability durability = Durability.Durable)
    {
        Assert.True(await Store.DeleteAsync(key, null, durability));
        ModelRecord live = Model.Unended(key, null) ?? throw new InvalidOperationException($"No {key} to delete.");
        Model.Delete(live, Store.LastSequence);
        Model.EndGroup(Time.NowMs);
        NotePromise(Model.LastSequence, durability);
    }

    /// <summary>Deletes by id.</summary>
    public async Task DeleteAsync(ModelRecord live, Durability durability = Durability.Durable)
    {
        Assert.True(await Store.DeleteAsync(live.Id, durability));
        Model.Delete(live, Store.LastSequence);
        Model.EndGroup(Time.NowMs);
        NotePromise(Model.LastSequence, durability);
    }

    /// <summary>Makes everything durable.</summary>
    public async Task FlushAsync()
    {
        await Store.FlushAsync();
        NotePromise(Model.LastSequence, Durability.Durable);
    }

    private static float[] VectorOf(string text) => DraftMaker.VectorOf(text.Sum(letter => letter));

    private FeedlogOptions OptionsWith(long tailBytes, long closeTailBytes) => new()
    {
        SegmentBytes = 4096,
        QueueBytes = 64 * 1024,
        TimeProvider = Time,
        TailBytes = tailBytes,
        CloseTailBytes = closeTailBytes,
        HotKeyBytes = 0,
        SealsInline = SealsInline,
    };

    private RecordDraft Draft(int lengthBytes, string? key)
    {
        _made++;
        return new RecordDraft
        {
            ContentBytes = DraftMaker.TextOf(_made, lengthBytes),
            Key = key,
            Kind = _made % 3 == 0 ? "note" : null,
            Metadata = "{\"made\":" + _made.ToString(CultureInfo.InvariantCulture) + "}",
            Timestamp = Time.Now.AddSeconds(_made % 7),
        };
    }

    private void Learn(in RecordDraft draft, AppendResult result, DateTimeOffset? expiresAt = null) => Model.Add(new ModelRecord
    {
        Sequence = result.Sequence,
        Id = result.Id,
        Key = draft.Key,
        Stream = draft.Stream,
        Kind = draft.Kind,
        Tags = draft.Tags ?? [],
        Content = (draft.ContentBytes ?? default).ToArray(),
        Metadata = draft.Metadata,
        TimestampMs = result.Timestamp.ToUnixTimeMilliseconds(),
        ExpiresAtMs = expiresAt?.ToUnixTimeMilliseconds(),
    });

    private void NotePromise(ulong sequence, Durability durability)
    {
        Model.Promise(sequence, durability);
        Storage.Note(new Promise(
            Model.DurableThrough, Model.WrittenThrough, Model.LastSequence, Model.Purges.Count));
    }
}
