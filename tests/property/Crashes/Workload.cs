using System.Globalization;
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

    /// <summary>The storage that the work is done on.</summary>
    public CrashStorage Storage { get; private set; } = new() { IsRecording = true };

    /// <summary>What was appended, all of it.</summary>
    public StoreModel Model { get; } = new();

    /// <summary>The clock of the store.</summary>
    public ManualTime Time { get; } = new();

    /// <summary>How the store is opened here and by who checks it later.</summary>
    public FeedlogOptions Options => new()
    {
        SegmentBytes = 4096,
        TimeProvider = Time,
        TailBytes = 700,
        CloseTailBytes = 200,
        HotKeyBytes = 0,
        SealsInline = true,
    };

    private FeedlogStore Store => _store ?? throw new InvalidOperationException("The store is not open.");

    /// <summary>The steps of the work and the promises between them.</summary>
    public IReadOnlyList<StorageStep> Steps => Storage.Steps;

    /// <summary>Opens the store.</summary>
    public async Task OpenAsync() => _store = await FeedlogStore.OpenAsync(Storage, Options);

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

    /// <summary>Appends one record of about this many bytes.</summary>
    public async Task AppendAsync(int lengthBytes, string? key = null, Durability durability = Durability.Durable)
    {
        RecordDraft draft = Draft(lengthBytes, key);
        AppendResult result = await Store.AppendAsync(draft, new AppendOptions { Durability = durability });
        Learn(draft, result);
        Model.EndGroup(Time.NowMs);
        NotePromise(result.Sequence, durability);
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

    /// <summary>Makes everything durable.</summary>
    public async Task FlushAsync()
    {
        await Store.FlushAsync();
        NotePromise(Model.LastSequence, Durability.Durable);
    }

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

    private void Learn(in RecordDraft draft, AppendResult result) => Model.Add(new ModelRecord
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
        ExpiresAtMs = null,
    });

    private void NotePromise(ulong sequence, Durability durability)
    {
        Model.Promise(sequence, durability);
        Storage.Note(new Promise(Model.DurableThrough, Model.WrittenThrough, Model.LastSequence));
    }
}
