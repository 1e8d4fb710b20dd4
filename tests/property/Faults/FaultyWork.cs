using Feedlog.Tests.Property.Model;
using Feedlog.Tests.Support;
using Feedlog.Tests.Support.Storage;

namespace Feedlog.Tests.Property.Faults;

/// <summary>
/// A small piece of work on a storage in which calls fail: it goes on after each failure, keeps account of what was
/// acknowledged, and checks what it reads on the way.
/// </summary>
internal sealed class FaultyWork(ReadMode readMode, bool sealsIndexes = true)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    private readonly List<Attempt> _attempts = [];
    private CrashStorage _medium = new();
    private FeedlogStore? _store;
    private ulong _nextId = 1;
    private bool _readsShort;

    /// <summary>The storage that the store works on.</summary>
    public FaultStorage Storage { get; private set; } = new(new CrashStorage());

    /// <summary>The store; null if it could not be opened.</summary>
    public FeedlogStore? Store => _store;

    /// <summary>Every append so far.</summary>
    public IReadOnlyList<Attempt> Attempts => _attempts;

    /// <summary>How the store is opened.</summary>
    public FeedlogOptions Options { get; } =
        new()
        {
            SegmentBytes = 4096,
            ReadMode = readMode,
            TimeProvider = new ManualTime(),
            TailBytes = sealsIndexes ? 700 : long.MaxValue,
            CloseTailBytes = sealsIndexes ? 200 : long.MaxValue,
            HotKeyBytes = 0,
            SealsInline = true,
        };

    /// <summary>Makes a fresh storage with a fault.</summary>
    public void Begin(StorageFault? fault)
    {
        _medium = new CrashStorage();
        Storage = new FaultStorage(_medium);
        Storage.Set(fault);
        _readsShort = fault?.ReadPart > 0;
    }

    /// <summary>Does everything once, as far as the fault lets it.</summary>
    public async Task RunAsync()
    {
        if (!await TryOpenAsync()) return;
        Attempt named = await AppendAsync(Durability.Durable, 1, 100, "name");
        Attempt nameless = await AppendAsync(Durability.None, 1, 700);
        await AppendAsync(Durability.Durable, 3, 500);
        await ReadAllAsync();
        await SupersedeAsync(named, Durability.Interval, 900);
        await DeleteAsync(nameless, Durability.Durable);
        await AppendAsync(Durability.Durable, 1, 1500);
        await FlushAsync();
        await AppendAsync(Durability.Durable, 2, 1200);
        await ReadAllAsync();
    }

    /// <summary>Ends the process; another one opens what it left, with a fault, reads everything and closes.</summary>
    public async Task ReopenAsync(StorageFault fault)
    {
        await AppendAsync(Durability.Interval, 2, 300);
        CrashStorage left = _medium.Kill();
        await CloseAsync();
        _medium = left;
        Storage = new FaultStorage(_medium);
        Storage.Set(fault);
        _readsShort = fault.ReadPart > 0;
        if (!await TryOpenAsync()) return;
        try
        {
            FeedlogStore store = _store ?? throw new InvalidOperationException("The store is not open.");
            await foreach (Record record in store.ScanAsync()) AssertKnown(record);
            store.TryGet("name", out _);
        }
        catch (FeedlogException failure) when (IsRefusal(failure))
        {
            // A refusal is an answer; a wrong record is not.
        }

        await CloseAsync();
    }

    /// <summary>Opens the store; false if the fault does not let it.</summary>
    public async Task<bool> TryOpenAsync()
    {
        try
        {
            _store = await FeedlogStore.OpenAsync(Storage, Options).AsTask().WaitAsync(s_patience);
            return true;
        }
        catch (FeedlogException)
        {
            return false;
        }
    }

    /// <summary>Appends a group, or one record with a key; a failure is noted.</summary>
    public Task<Attempt> AppendAsync(Durability durability, int count, int lengthBytes, string? key = null)
    {
        AppendOptions options = new() { Durability = durability };
        Attempt attempt = new(Drafts(count, lengthBytes, key), durability);
        return TryAsync(attempt, async store => count == 1
            ? [await store.AppendAsync(attempt.Drafts[0], options).AsTask().WaitAsync(s_patience)]
            : await store.AppendManyAsync(attempt.Drafts, options).AsTask().WaitAsync(s_patience));
    }

    /// <summary>Appends a newer version of a record with a key; a failure is noted.</summary>
    public async Task SupersedeAsync(Attempt older, Durability durability, int lengthBytes) =>
        older.EndedBy = await AppendAsync(durability, 1, lengthBytes, older.Drafts[0].Key);

    /// <summary>Deletes a record, if it was appended; a failure is noted.</summary>
    public async Task DeleteAsync(Attempt victim, Durability durability)
    {
        if (!victim.IsAcknowledged) return;
        victim.EndedBy = await TryAsync(new Attempt([], durability), async store =>
        {
            Assert.True(await store.DeleteAsync(victim.Drafts[0].Id ?? default, durability).AsTask().WaitAsync(s_patience));
            return [];
        });
    }

    /// <summary>Flushes; the failure if there is one.</summary>
    public async Task<FeedlogException?> FlushAsync()
    {
        try
        {
            FeedlogStore store = _store ?? throw new InvalidOperationException("The store is not open.");
            await store.FlushAsync().AsTask().WaitAsync(s_patience);
            NoteFlush();
            return null;
        }
        catch (FeedlogException failure)
        {
            return failure;
        }
    }

    /// <summary>Archives all but so many of the newest segments, as far as the fault lets it; what was unpacked once is
    /// promoted.</summary>
    public async Task ArchiveAsync(int keepSegments)
    {
        if (_store is null) return;
        try
        {
            ArchiveOptions options = new() { KeepSegments = keepSegments, PromoteAfter = 1 };
            await _store.ArchiveAsync(options).AsTask().WaitAsync(s_patience);
        }
        catch (FeedlogException)
        {
            // What was not archived stays where it is.
        }
    }

    /// <summary>Purges an append, as far as the fault lets it: then it is there whole or gone.</summary>
    public async Task PurgeAsync(Attempt victim)
    {
        if (_store is null || !victim.IsAcknowledged) return;
        try
        {
            PurgeTarget[] targets = [.. victim.Drafts.Select(draft => PurgeTarget.OfId(draft.Id ?? default))];
            PurgeResult result = await _store.PurgeAsync(targets).AsTask().WaitAsync(s_patience);
            Assert.Equal(victim.Drafts.Count, result.Purged);
            victim.EndedBy = new Attempt([], Durability.Durable) { Results = [] };
        }
        catch (FeedlogException failure)
        {
            // Old files may not be deleted yet: the records are gone all the same.
            victim.EndedBy = new Attempt([], Durability.Durable) { Failure = failure, IsInDoubt = true };
        }

        if (victim.EndedBy.IsAcknowledged) NoteFlush();
    }

    /// <summary>Reads everything that was acknowledged; a failing read is noted in the result, wrong data throws.</summary>
    public async Task<bool> ReadAllAsync()
    {
        FeedlogStore store = _store ?? throw new InvalidOperationException("The store is not open.");
        try
        {
            foreach (Attempt attempt in _attempts.Where(attempt => attempt.IsAcknowledged))
            {
                bool isEither = attempt.EndedBy is { IsInDoubt: true } && CountPresent(store, attempt) == 0;
                if (isEither) continue;
                // What failed has not ended anything.
                if (attempt.EndedBy is not { IsAcknowledged: true }) AssertWhole(store, attempt);
                else Assert.Equal(0, CountPresent(store, attempt));
            }

            await foreach (Record record in store.ScanAsync()) AssertKnown(record);
            return true;
        }
        catch (FeedlogException failure) when (IsRefusal(failure))
        {
            return false;
        }
    }

    /// <summary>Closes the store, which may fail; afterwards nothing of it is left.</summary>
    public async Task<FeedlogException?> CloseAsync()
    {
        if (_store is null) return null;
        try
        {
            await _store.DisposeAsync().AsTask().WaitAsync(s_patience);
            NoteFlush();
            return null;
        }
        catch (FeedlogException failure)
        {
            return failure;
        }
        finally
        {
            _store = null;
        }
    }

    /// <summary>Takes the fault away, opens the same storage again and holds it against what was acknowledged.</summary>
    public async Task AssertReopensAsync()
    {
        Storage.Set(null);
        await AssertHoldsAsync(Storage, attempt => attempt.IsWritten);
    }

    /// <summary>Holds what a power loss leaves against what was acknowledged as durable, twice.</summary>
    public async Task AssertSurvivesAsync(CrashImage image, Random random)
    {
        CrashStorage lost = _medium.Imagine(image, random);
        await AssertHoldsAsync(lost, attempt => attempt.IsDurable);
        await AssertHoldsAsync(lost.PowerLoss(CrashImage.Nothing, random), attempt => attempt.IsDurable);
    }

    /// <summary>Ends the machine; what is left is on the medium returned.</summary>
    public CrashStorage LosePower(CrashImage image, Random random) => _medium.PowerLoss(image, random);

    private async Task AssertHoldsAsync(Format.Storage.IStorage storage, Func<Attempt, bool> mustBeThere)
    {
        await using FeedlogStore store = await FeedlogStore.OpenAsync(storage, Options).AsTask().WaitAsync(s_patience);
        foreach (Attempt attempt in _attempts.Where(attempt => !attempt.IsDeletion))
        {
            int present = CountPresent(store, attempt);
            bool isWhole = present == 0 || present == attempt.Drafts.Count;
            Assert.True(isWhole, $"{present} of {attempt.Drafts.Count} records of one group came back.");
            if (present > 0) AssertWhole(store, attempt);
            if (attempt.EndedBy is Attempt end)
            {
                bool hasEnded = mustBeThere(end) || CountPresent(store, end) > 0;
                Assert.False(hasEnded && present > 0, $"{attempt.Drafts[0].Id} was ended and came back.");
                // Nobody knows what became of a deletion that was not acknowledged.
                if (hasEnded || end.IsDeletion) continue;
            }

            if (mustBeThere(attempt))
                Assert.True(present > 0, $"Acknowledged {attempt.Results?[0]} did not come back. {store.OpenReport}");
        }

        ulong[] ids = await store.ScanAsync().Select(record => record.Id.Value).ToArrayAsync();
        Assert.Equal(ids.Order(), ids);
        await foreach (Record record in store.ScanAsync()) AssertKnown(record);
        AppendResult fresh = await store.AppendAsync("written after reopening").AsTask().WaitAsync(s_patience);
        ulong acknowledged = _attempts.SelectMany(attempt => attempt.Results ?? [])
            .Select(result => result.Sequence).DefaultIfEmpty().Max();
        Assert.True(fresh.Sequence > acknowledged, "A sequence was given twice.");
        Assert.True(await store.DeleteAsync(fresh.Id));
    }

    private async Task<Attempt> TryAsync(
        Attempt attempt, Func<FeedlogStore, Task<IReadOnlyList<AppendResult>>> call)
    {
        _attempts.Add(attempt);
        try
        {
            attempt.Results = await call(_store ?? throw new InvalidOperationException("The store is not open."));
        }
        catch (FeedlogException failure)
        {
            attempt.Failure = failure;
        }

        if (attempt.IsDurable) NoteFlush();
        return attempt;
    }

    // A file that seems to end too early is damaged, as far as anybody can tell.
    private bool IsRefusal(FeedlogException failure) =>
        failure.Code == FeedlogErrorCode.Storage || (_readsShort && failure.Code == FeedlogErrorCode.Corrupt);

    private static int CountPresent(FeedlogStore store, Attempt attempt) =>
        attempt.Drafts.Count(draft => store.TryGet(draft.Id ?? default, out _));

    private static void AssertWhole(FeedlogStore store, Attempt attempt)
    {
        for (int i = 0; i < attempt.Drafts.Count; i++)
        {
            RecordDraft draft = attempt.Drafts[i];
            Assert.True(store.TryGet(draft.Id ?? default, out Record? found), $"{draft.Id} is not found.");
            AssertSame(draft, found);
            if (attempt.Results is { } results) Assert.Equal(results[i].Sequence, found.Sequence);
        }
    }

    private void AssertKnown(Record record)
    {
        RecordDraft draft = _attempts.SelectMany(attempt => attempt.Drafts).Single(draft => draft.Id == record.Id);
        AssertSame(draft, record);
    }

    private static void AssertSame(in RecordDraft draft, Record found)
    {
        Assert.True((draft.ContentBytes ?? default).Span.SequenceEqual(found.ContentBytes.Span), "Wrong content.");
        Assert.Equal(draft.Kind, found.Kind);
        Assert.Equal(draft.Key, found.Key);
    }

    private RecordDraft[] Drafts(int count, int lengthBytes, string? key)
    {
        RecordDraft[] drafts = new RecordDraft[count];
        for (int i = 0; i < count; i++)
        {
            drafts[i] = new RecordDraft
            {
                Id = new RecordId(_nextId),
                ContentBytes = DraftMaker.TextOf((int)_nextId, lengthBytes),
                Kind = "note",
                Key = key,
            };
            _nextId++;
        }

        return drafts;
    }

    private void NoteFlush()
    {
        foreach (Attempt attempt in _attempts.Where(attempt => attempt.IsAcknowledged)) attempt.IsFlushed = true;
    }
}
