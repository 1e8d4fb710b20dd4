using Feedlog.Tests.Support;
using Feedlog.Tests.Support.Storage;

namespace Feedlog.Tests.Property.Model;

/// <summary>
/// Does operations to a store and to its model and compares them. Everything happens in one place, one after the
/// other; the storage is one that can lose its power.
/// </summary>
internal sealed class ModelRun : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly ManualTime _time = new();
    private readonly StoreModel _model = new();
    private readonly HeldSnapshots _snapshots;
    private readonly ModelSetup _setup;
    private CrashStorage _storage = new();
    private FeedlogStore? _store;
    private FeedlogStore? _beside;
    private bool _isSabotaged;

    private ModelRun(ModelSetup setup)
    {
        _setup = setup;
        _snapshots = new HeldSnapshots(_model);
    }

    private FeedlogStore Store => _store ?? throw new InvalidOperationException("The store is not open.");

    private FeedlogOptions Options => new()
    {
        SegmentBytes = 4096,
        QueueBytes = 64 * 1024,
        ReadMode = _setup.ReadMode,
        TimeProvider = _time,
        TailBytes = _setup.TailBytes,
        CloseTailBytes = _setup.CloseTailBytes,
        HotKeyBytes = _setup.HotKeyBytes,
        SealsInline = _setup.SealsInline,
    };

    /// <summary>Runs operations on a fresh store; throws at the first difference.</summary>
    public static async Task CheckAsync(ModelCase what)
    {
        await using ModelRun run = new(what.Setup);
        await run.OpenAsync();
        foreach (Operation operation in what.Operations) await run.DoAsync(operation).WaitAsync(s_patience);
        await run.DoAsync(new Operation(OperationKind.CompareSnapshots, 0)).WaitAsync(s_patience);
        await run.DoAsync(new Operation(OperationKind.Compare, 0)).WaitAsync(s_patience);
        await run.DoAsync(new Operation(OperationKind.Reopen, 0)).WaitAsync(s_patience);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await LetGoAsync();
        if (_store is not null) await _store.DisposeAsync().AsTask().WaitAsync(s_patience);
    }

    private async Task DoAsync(Operation operation)
    {
        Random random = new(operation.Seed);
        switch (operation.Kind)
        {
            case OperationKind.Append: await AppendAsync(random, DraftMaker.Make(random, _time.Now), null); break;
            case OperationKind.AppendIf: await AppendIfAsync(random); break;
            case OperationKind.AppendKnownId: await AppendKnownIdAsync(random); break;
            case OperationKind.AppendExpiring: await AppendExpiringAsync(random); break;
            case OperationKind.AppendMany: await AppendManyAsync(random); break;
            case OperationKind.AppendManyRefused: await AppendManyRefusedAsync(random); break;
            case OperationKind.AppendAndFlush: await AppendAndFlushAsync(random); break;
            case OperationKind.DeleteKey: await DeleteKeyAsync(random); break;
            case OperationKind.DeleteId: await DeleteIdAsync(random); break;
            case OperationKind.Ask: await AskAsync(random); break;
            case OperationKind.Compare: Compare(); break;
            case OperationKind.OpenSnapshot: _snapshots.Add(Store.OpenSnapshot(), _time.NowMs); break;
            case OperationKind.LookBack: LookBack(random); break;
            case OperationKind.CompareSnapshots: _snapshots.Compare(); break;
            case OperationKind.ReadFeed: await ReadFeedAsync(random); break;
            case OperationKind.LookBeside: await LookBesideAsync(); break;
            case OperationKind.AdvanceClock: _time.Advance(TimeSpan.FromSeconds(random.Next(1, 400))); break;
            case OperationKind.Flush: await FlushAsync(); break;
            case OperationKind.Archive: await ArchiveAsync(random); break;
            case OperationKind.Purge: await PurgeAsync(random); break;
            case OperationKind.Reopen: await ReopenAsync(); break;
            case OperationKind.LoseIndexes: await LoseIndexesAsync(random); break;
            case OperationKind.FlipIndexBit: await FlipIndexBitAsync(random); break;
            case OperationKind.Kill: await KillAsync(); break;
            default: await LosePowerAsync(random); break;
        }

        Assert.Equal(_model.LastSequence, Store.LastSequence);
    }

    // Whatever the manifest names is there and whole, unless somebody took it away since it was last written.
    private async Task OpenAsync()
    {
        _store = await FeedlogStore.OpenAsync(_storage, Options);
        Assert.True(_isSabotaged || _store.OpenReport.IndexFault.Length == 0, _store.OpenReport.IndexFault);
    }

    private async Task CloseAsync()
    {
        await Store.DisposeAsync();
        _isSabotaged = false;
    }

    private async Task ArchiveAsync(Random random)
    {
        ArchiveOptions options = new()
        {
            KeepSegments = random.Next(3),
            Codec = random.Next(2) == 0 ? ArchiveCodec.Lz4 : ArchiveCodec.Brotli,
            RawKinds = random.Next(2) == 0 ? [] : ["note"],
            PromoteAfter = random.Next(3),
        };
        await Store.ArchiveAsync(options);
        ArchiveResult again = await Store.ArchiveAsync(options with { PromoteAfter = 0 });
        Assert.Equal((0, 0, 0), (again.Archived, again.Shards, again.Merged));
        Compare();
    }

    // Old snapshots may or may not see what is gone.
    private async Task PurgeAsync(Random random)
    {
        if (_model.Records.Count == 0) return;
        _snapshots.Drop();
        await FlushAsync();
        HashSet<ModelRecord> gone = [];
        List<PurgeTarget> targets = [];
        for (int i = random.Next(1, 4); i > 0; i--)
        {
            ModelRecord some = DraftMaker.Pick(random, _model.Records);
            bool isOne = some.Key is null || random.Next(2) == 0;
            targets.Add(isOne ? PurgeTarget.OfId(some.Id) : PurgeTarget.OfKey(some.Key!, some.Stream));
            gone.UnionWith(isOne
                ? [some]
                : _model.Records.Where(record => record.IsNamed(some.Key!, some.Stream)));
        }

        PurgeResult result = await Store.PurgeAsync(targets);

        Assert.Equal((gone.Count, 0), (result.Purged, result.NotFound.Count));
        _model.Purge(gone);
        foreach (ModelRecord record in gone)
        {
            Assert.Empty(StoreBytes.Holding(_storage, BitConverter.GetBytes(record.Id.Value)));
        }

        Compare();
    }

    private Task<AppendResult> AppendAsync(Random random, RecordDraft draft, AppendOptions? options)
    {
        AppendOptions chosen = (options ?? new AppendOptions()) with { Durability = SomeDurability(random) };
        return AppendAsync(draft, chosen);
    }

    private async Task<AppendResult> AppendAsync(RecordDraft draft, AppendOptions options)
    {
        ModelRecord? skippedFor = Skips(draft, options);
        ModelRecord? older = draft.Key is null ? null : _model.Now(_time.NowMs).ByName(draft.Key, draft.Stream);

        AppendResult result = await Store.AppendAsync(draft, options);

        if (skippedFor is not null)
        {
            AssertSkipped(skippedFor, result);
        }
        else
        {
            Assert.Equal(older is null ? AppendOutcome.Appended : AppendOutcome.Superseded, result.Outcome);
            Learn(draft, options, result);
            _model.EndGroup(_time.NowMs);
        }

        _model.Promise(result.Sequence, options.Durability ?? Durability.Durable);
        return result;
    }

    // What the store should find there already, if the condition tells it not to append.
    private ModelRecord? Skips(in RecordDraft draft, AppendOptions options)
    {
        if (draft.Id is { } id && _model.ById(id) is { } known) return known;
        if (draft.Key is null) return null;
        ModelRecord? live = _model.Now(_time.NowMs).ByName(draft.Key, draft.Stream);
        if (live is null) return null;
        return options.IfAbsent || (options.SkipIdentical && IsSame(draft, options, live)) ? live : null;
    }

    private static bool IsSame(in RecordDraft draft, AppendOptions options, ModelRecord live) =>
        (draft.ContentBytes ?? default).Span.SequenceEqual(live.Content) &&
        (draft.Timestamp is not { } time || time.ToUnixTimeMilliseconds() == live.TimestampMs) &&
        options.ExpiresAt?.ToUnixTimeMilliseconds() == live.ExpiresAtMs &&
        draft.Kind == live.Kind && draft.Metadata == live.Metadata && (draft.Tags ?? []).SequenceEqual(live.Tags);

    private static void AssertSkipped(ModelRecord there, AppendResult result)
    {
        Assert.Equal(AppendOutcome.Skipped, result.Outcome);
        Assert.Equal(there.Sequence, result.Sequence);
        Assert.Equal(there.Id, result.Id);
        Assert.Equal(there.TimestampMs, result.Timestamp.ToUnixTimeMilliseconds());
    }

    private void Learn(in RecordDraft draft, AppendOptions options, AppendResult result)
    {
        Assert.True(result.Sequence > _model.LastSequence, "A sequence must be greater than all before it.");
        Assert.Null(_model.ById(result.Id));
        if (draft.Id is { } id) Assert.Equal(id, result.Id);
        long timestampMs = (draft.Timestamp ?? _time.Now).ToUnixTimeMilliseconds();
        Assert.Equal(timestampMs, result.Timestamp.ToUnixTimeMilliseconds());
        _model.Add(new ModelRecord
        {
            Sequence = result.Sequence,
            Id = result.Id,
            Key = draft.Key,
            Stream = draft.Stream,
            Kind = draft.Kind,
            Tags = draft.Tags ?? [],
            Content = (draft.ContentBytes ?? default).ToArray(),
            Metadata = draft.Metadata,
            TimestampMs = timestampMs,
            ExpiresAtMs = options.ExpiresAt?.ToUnixTimeMilliseconds(),
        });
    }

    private async Task AppendIfAsync(Random random)
    {
        RecordDraft draft = DraftMaker.Make(random, _time.Now);
        string key = draft.Key ?? DraftMaker.Keys[0];
        ModelRecord? live = _model.Now(_time.NowMs).ByName(key, draft.Stream);
        draft = draft with { Key = key };
        switch (random.Next(4))
        {
            case 0:
                await AppendAsync(random, draft, new AppendOptions { IfAbsent = true });
                break;
            case 1:
                await AppendAsync(random, draft, new AppendOptions { IfSequence = live?.Sequence ?? 0 });
                break;
            case 2:
                AppendOptions wrong = new() { IfSequence = (live?.Sequence ?? 0) + 1 };
                await AssertRefusedAsync(FeedlogErrorCode.SequenceConflict, () => AppendAsync(random, draft, wrong));
                break;
            default:
                RecordDraft again = live is null || random.Next(3) == 0 ? draft : DraftOf(live);
                await AppendAsync(random, again, new AppendOptions { SkipIdentical = true });
                break;
        }
    }

    private async Task AppendKnownIdAsync(Random random)
    {
        RecordDraft draft = DraftMaker.Make(random, _time.Now) with { Id = new RecordId((ulong)random.NextInt64() | 1) };
        if (_model.Records.Count == 0 || random.Next(3) == 0)
        {
            await AppendAsync(random, draft, null);
            return;
        }

        ModelRecord known = DraftMaker.Pick(random, _model.Records);
        if (random.Next(2) == 0)
        {
            await AppendAsync(random, DraftOf(known) with { Id = known.Id }, null);
            return;
        }

        RecordDraft other = DraftOf(known) with { Id = known.Id, ContentBytes = DraftMaker.TextOf(random.Next(), 41) };
        await AssertRefusedAsync(FeedlogErrorCode.IdConflict, () => AppendAsync(random, other, null));
    }

    private Task AppendExpiringAsync(Random random) => AppendAsync(
        random, DraftMaker.Make(random, _time.Now),
        new AppendOptions { ExpiresAt = _time.Now.AddSeconds(random.Next(1, 900)) });

    private async Task AppendManyAsync(Random random)
    {
        RecordDraft[] drafts = SmallDrafts(random);
        AppendOptions options = new() { Durability = SomeDurability(random) };

        IReadOnlyList<AppendResult> results = await Store.AppendManyAsync(drafts, options);

        Assert.Equal(drafts.Length, results.Count);
        for (int i = 0; i < drafts.Length; i++)
        {
            ModelRecord? older = drafts[i].Key is { } key ? _model.Now(_time.NowMs).ByName(key, drafts[i].Stream) : null;
            Assert.Equal(older is null ? AppendOutcome.Appended : AppendOutcome.Superseded, results[i].Outcome);
            Learn(drafts[i], options, results[i]);
        }

        _model.EndGroup(_time.NowMs);
        _model.Promise(_model.LastSequence, options.Durability ?? Durability.Durable);
    }

    private async Task AppendManyRefusedAsync(Random random)
    {
        RecordDraft[] drafts = SmallDrafts(random);
        int bad = random.Next(drafts.Length);
        bool hasConflict = _model.Records.Count > 0 && random.Next(2) == 0;
        drafts[bad] = hasConflict
            ? drafts[bad] with { Id = _model.Records[^1].Id, ContentBytes = DraftMaker.TextOf(random.Next(), 43) }
            : drafts[bad] with { Key = new string('k', 513) };

        await AssertRefusedAsync(
            hasConflict ? FeedlogErrorCode.IdConflict : FeedlogErrorCode.InvalidRecord,
            async () => await Store.AppendManyAsync(drafts));
    }

    private async Task AppendAndFlushAsync(Random random)
    {
        RecordDraft[] drafts = SmallDrafts(random)
            .Select(draft => draft with { Id = new RecordId((ulong)random.NextInt64() | 1), Timestamp = _time.Now })
            .ToArray();
        foreach (RecordDraft draft in drafts) Store.Append(draft);
        await Store.FlushAsync();

        foreach (RecordDraft draft in drafts)
        {
            // A later one of them may have superseded it: only its history still knows it then.
            RecordId id = draft.Id ?? default;
            Record found = await SingleInHistoryAsync(id);
            Learn(draft, new AppendOptions(), new AppendResult(id, found.Sequence, found.Timestamp, default));
            _model.EndGroup(_time.NowMs);
        }

        _model.Promise(_model.LastSequence, Durability.Durable);
    }

    private async Task<Record> SingleInHistoryAsync(RecordId id)
    {
        await foreach (RecordVersion version in Store.HistoryAsync(id))
        {
            if (version.Record.Id == id) return version.Record;
        }

        throw new InvalidOperationException($"The record {id} was flushed and cannot be found.");
    }

    private async Task DeleteKeyAsync(Random random)
    {
        string key = DraftMaker.Pick(random, DraftMaker.Keys);
        string? stream = DraftMaker.Pick(random, DraftMaker.Streams);
        Durability durability = SomeDurability(random);
        ModelRecord? live = _model.Now(_time.NowMs).ByName(key, stream);

        bool wasThere = await Store.DeleteAsync(key, stream, durability);

        Assert.Equal(live is not null, wasThere);
        LearnDeath(live, durability);
    }

    private async Task DeleteIdAsync(Random random)
    {
        ModelRecord? some = _model.Records.Count == 0 ? null : DraftMaker.Pick(random, _model.Records);
        ModelRecord? live = some is not null && _model.Now(_time.NowMs).IsLive(some) ? some : null;
        Durability durability = SomeDurability(random);

        bool wasThere = await Store.DeleteAsync(some?.Id ?? new RecordId(77), durability);

        Assert.Equal(live is not null, wasThere);
        LearnDeath(live, durability);
    }

    private void LearnDeath(ModelRecord? live, Durability durability)
    {
        if (live is null) return;
        Assert.True(Store.LastSequence > _model.LastSequence, "A tombstone must take a sequence of its own.");
        _model.Delete(live, Store.LastSequence);
        _model.EndGroup(_time.NowMs);
        _model.Promise(_model.LastSequence, durability);
    }

    private async Task AskAsync(Random random)
    {
        ModelView view = _model.Now(_time.NowMs);
        string key = DraftMaker.Pick(random, DraftMaker.Keys);
        string? stream = DraftMaker.Pick(random, DraftMaker.Streams);
        ModelRecord? wanted = view.ByName(key, stream);
        Assert.Equal(wanted is not null, Store.TryGet(key, stream, out Record? found));
        if (wanted is not null && found is not null) StoreComparison.AssertSame("store get", wanted, found);
        AssertBorrowed(key, stream, wanted);
        if (_model.Records.Count > 0)
        {
            ModelRecord some = DraftMaker.Pick(random, _model.Records);
            Assert.Equal(view.IsLive(some), Store.TryGet(some.Id, out _));
            Assert.Equal(view.IsLive(some), Store.TryGetBySequence(some.Sequence, out _));
        }

        ulong from = (ulong)random.NextInt64((long)_model.LastSequence + 2);
        List<Record> scanned = [];
        await foreach (Record record in Store.ScanAsync(from)) scanned.Add(record);
        StoreComparison.AssertSame("store scan", view.Live.Where(record => record.Sequence >= from), scanned);
        Assert.Equal(view.Live.Count(), Store.GetStats().Frames);
    }

    private void AssertBorrowed(string key, string? stream, ModelRecord? wanted)
    {
        byte[] keyBytes = System.Text.Encoding.UTF8.GetBytes(key);
        byte[] streamBytes = System.Text.Encoding.UTF8.GetBytes(stream ?? "");
        bool isFound = Store.TryBorrow(keyBytes, streamBytes, out RecordLease lease);
        Assert.Equal(wanted is not null, isFound);
        if (!isFound) return;
        using (lease)
        {
            Record copy = lease.Record.ToRecord();
            StoreComparison.AssertSame("borrow", wanted ?? throw new InvalidOperationException(), copy);
        }
    }

    private void Compare()
    {
        using FeedlogSnapshot snapshot = Store.OpenSnapshot();
        StoreComparison.AssertEqual(_model.Now(_time.NowMs), snapshot);
    }

    private void LookBack(Random random)
    {
        if (_model.Records.Count == 0) return;
        ulong sequence = DraftMaker.Pick(random, _model.Records).Sequence;
        FeedlogSnapshot snapshot = Store.AsOf(sequence);

        // The past is looked at as it was then; the newest state lasts until now.
        long atMs = sequence < _model.LastSequence ? _model.RecordedAt(sequence) : _time.NowMs;
        _snapshots.Add(snapshot, atMs);
        StoreComparison.AssertEqual(_model.ViewAt(sequence, atMs), snapshot);
    }

    private Task ReadFeedAsync(Random random) =>
        ModelFeed.AssertEqualAsync(_model, Store, (ulong)random.NextInt64((long)_model.LastSequence + 2), random);

    private async Task LookBesideAsync()
    {
        if (_beside is null) _beside = await FeedlogStore.OpenReadOnlyAsync(_storage, Options);
        else _beside.Refresh();
        using FeedlogSnapshot snapshot = _beside.OpenSnapshot();
        StoreComparison.AssertEqual(_model.Now(_time.NowMs), snapshot);
    }

    private async Task FlushAsync()
    {
        await Store.FlushAsync();
        _model.Promise(_model.LastSequence, Durability.Durable);
    }

    private async Task ReopenAsync()
    {
        await CloseAsync();
        _snapshots.Compare();
        _snapshots.Drop();
        await OpenAsync();
        Assert.True(Store.OpenReport.WasClean, $"Reopened after a close: {Store.OpenReport}");
        _model.Promise(_model.LastSequence, Durability.Durable);
        Compare();
    }

    // Index files are derived: without them, or with only some of them, every answer is the same.
    private async Task LoseIndexesAsync(Random random)
    {
        _snapshots.Drop();
        await CloseAsync();
        IndexSabotage.DeleteSome(_storage, random);
        _isSabotaged = true;
        await OpenAsync();
        Assert.True(Store.OpenReport.WasClean, $"Reopened after a close: {Store.OpenReport}");
        _model.Promise(_model.LastSequence, Durability.Durable);
        Compare();
    }

    // A damaged index is found out before it answers. What nobody has met is made whole again, so that no later
    // operation has to reckon with it.
    private async Task FlipIndexBitAsync(Random random)
    {
        await LetGoAsync();
        await CloseAsync();
        (string Path, long OffsetBytes, int Bit)? place = IndexSabotage.FlipSomeBit(_storage, random);
        _isSabotaged = true;
        await OpenAsync();
        using (FeedlogSnapshot snapshot = Store.OpenSnapshot())
            StoreComparison.AssertEqualOrDamaged(_model.Now(_time.NowMs), snapshot, place?.Path ?? "");
        await CloseAsync();
        if (place is not null) IndexSabotage.Undo(_storage, place.Value);
        await OpenAsync();
        _model.Promise(_model.LastSequence, Durability.Durable);
        Compare();
    }

    private async Task KillAsync()
    {
        await EndAsync(() => _storage.Kill());
        await OpenAsync();
        Assert.Equal(_model.LastSequence, Store.LastSequence);
        _model.Promise(_model.LastSequence, Durability.Durable);
        Compare();
    }

    private async Task LosePowerAsync(Random random)
    {
        CrashImage image = DraftMaker.Pick(random, Enum.GetValues<CrashImage>());
        await EndAsync(() => _storage.PowerLoss(image, random));
        await OpenAsync();
        AssertCameBack(image.ToString());

        // What recovery kept is durable now: the worst second loss must not take it.
        await EndAsync(() => _storage.PowerLoss(CrashImage.Nothing, random));
        await OpenAsync();
        AssertCameBack(image + ", then nothing more");
    }

    private void AssertCameBack(string image)
    {
        ulong last = Store.LastSequence;
        Assert.True(last >= _model.DurableThrough,
            $"{image}: durable through {_model.DurableThrough}, but the store came back with {last}.");
        Assert.True(_model.IsBoundary(last), $"{image}: the store came back with {last}, inside a group.");
        _model.Truncate(last);
        Compare();
    }

    // The dead process is told last: whatever it still tries fails, and its threads end.
    private async Task EndAsync(Func<CrashStorage> end)
    {
        await LetGoAsync();
        FeedlogStore dying = Store;
        _storage = end();
        try
        {
            await dying.DisposeAsync();
        }
        catch (FeedlogException)
        {
            // A store that cannot write any more says so when it is closed.
        }
    }

    // Nothing that is not open any more may be asked by the next operation.
    private async Task LetGoAsync()
    {
        _snapshots.Drop();
        if (_beside is not null) await _beside.DisposeAsync();
        _beside = null;
    }

    private RecordDraft[] SmallDrafts(Random random)
    {
        const int countMax = 6;
        const int smallBytesMax = 400;
        return Enumerable.Range(0, random.Next(1, countMax + 1))
            .Select(_ => DraftMaker.Make(random, _time.Now))
            .Select(draft => (draft.ContentBytes ?? default).Length <= smallBytesMax
                ? draft
                : draft with { ContentBytes = DraftMaker.TextOf(random.Next(), random.Next(smallBytesMax)) })
            .ToArray();
    }

    private static RecordDraft DraftOf(ModelRecord record) => new()
    {
        ContentBytes = record.Content,
        Timestamp = DateTimeOffset.FromUnixTimeMilliseconds(record.TimestampMs),
        Key = record.Key,
        Stream = record.Stream,
        Kind = record.Kind,
        Tags = record.Tags,
        Metadata = record.Metadata,
    };

    private static Durability SomeDurability(Random random) => random.Next(4) switch
    {
        0 => Durability.Interval,
        1 => Durability.None,
        _ => Durability.Durable,
    };

    private static async Task AssertRefusedAsync(FeedlogErrorCode code, Func<Task> attempt)
    {
        FeedlogException refusal = await Assert.ThrowsAsync<FeedlogException>(attempt);
        Assert.Equal(code, refusal.Code);
    }
}
