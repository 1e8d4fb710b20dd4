using System.Globalization;
using Feedlog.Tests.Support;
using Feedlog.Tests.Support.Storage;
using Feedlog.Write;

namespace Feedlog.Tests.Property.Vectors;

/// <summary>A store with random records and vectors, and the same as a plain list.</summary>
internal sealed class VectorWorld(Random random) : IAsyncDisposable
{
    private static readonly string[] s_models = ["small", "large", "m\u00F6del"];
    private static readonly string[] s_kinds = ["fact", "note"];

    private readonly ManualTime _time = new();
    private readonly List<VectorRecord> _records = [];
    private readonly Dictionary<string, int> _dimensions = new(StringComparer.Ordinal);
    private readonly List<(ulong Sequence, long AtMs)> _moments = [];
    private readonly long _tailBytes = random.Next(3) == 0 ? long.MaxValue : random.Next(500, 20_000);
    private readonly ReadMode _readMode = random.Next(2) == 0 ? ReadMode.Mapped : ReadMode.Positioned;
    private readonly bool _sealsInline = random.Next(2) == 0;
    private CrashStorage _storage = new();
    private FeedlogStore? _store;

    public long Searches { get; private set; }

    public long Hits { get; private set; }

    /// <summary>How many files of vectors the store was opened with, over all openings.</summary>
    public long Files { get; private set; }

    private FeedlogStore Store => _store ?? throw new InvalidOperationException("The store is not open.");

    public async Task OpenAsync()
    {
        _store = await FeedlogStore.OpenAsync(_storage, new FeedlogOptions
        {
            SegmentBytes = 16 * 1024,
            TimeProvider = _time,
            TailBytes = _tailBytes,
            CloseTailBytes = Math.Min(_tailBytes, 4096),
            ReadMode = _readMode,
            SealsInline = _sealsInline,
        });
        Assert.Equal("", _store.OpenReport.IndexFault);
        Files += ManifestFile.Read(_storage).Vectors.Count;
    }

    public async ValueTask DisposeAsync()
    {
        if (_store is not null) await _store.DisposeAsync();
    }

    public async Task StepAsync()
    {
        switch (random.Next(20))
        {
            case < 8: await AppendAsync(); break;
            case < 12: await AppendVectorAsync(); break;
            case < 13: await RefuseAsync(); break;
            case < 15: await DeleteAsync(); break;
            case < 16: _time.Advance(TimeSpan.FromMinutes(random.Next(1, 30))); break;
            case < 17: await ReopenAsync(isKilled: random.Next(2) == 0); break;
            default: Compare(); break;
        }

        _moments.Add((Store.LastSequence, _time.NowMs));
    }

    public async Task ReopenAsync(bool isKilled)
    {
        if (isKilled)
        {
            await Store.FlushAsync();
            CrashStorage next = _storage.Kill();
            try
            {
                await Store.DisposeAsync();
            }
            catch (FeedlogException)
            {
                // The storage of a dead process fails, and the store says so.
            }

            _storage = next;
        }
        else
        {
            await Store.DisposeAsync();
        }

        await OpenAsync();
    }

    /// <summary>Searches the store as it is, and as it was, and compares with the model.</summary>
    public void Compare()
    {
        using FeedlogSnapshot now = Store.OpenSnapshot();
        Compare(now, _time.NowMs);
        if (_moments.Count == 0) return;
        (ulong sequence, long atMs) = _moments[random.Next(_moments.Count)];
        if (sequence >= Store.LastSequence) return;
        using FeedlogSnapshot past = Store.AsOf(sequence);
        // What had expired when the last group of that view was recorded: any time from then on gives no more.
        if (_records.Any(record => record.ExpiresAtMs != long.MaxValue && record.Sequence <= sequence)) return;
        Compare(past, atMs);
    }

    private void Compare(FeedlogSnapshot view, long nowMs)
    {
        string model = s_models[random.Next(s_models.Length)];
        float[] wanted = Vector(_dimensions.GetValueOrDefault(model, 5));
        string? kind = random.Next(3) == 0 ? s_kinds[random.Next(s_kinds.Length)] : null;
        DateTimeOffset? from = random.Next(4) == 0 ? _time.Now.AddMinutes(-random.Next(60)) : null;
        int limit = random.Next(3) == 0 ? 1000 : random.Next(1, 12);
        SearchOptions options = new()
        {
            Mode = SearchMode.Vector,
            Model = model,
            Vector = wanted,
            Kind = kind,
            From = from,
            Limit = limit,
            IsExact = true,
        };
        Query query = random.Next(2) == 0 ? Query.All : Query.Words("words do not count");
        IReadOnlyList<SearchHit> found = view.Search(query, options);
        List<(ulong Sequence, double Cosine)> expected = [.. _records
            .Where(record => record.IsLive(view.Sequence, nowMs) && (kind is null || record.Kind == kind) &&
                (from is null || record.TimestampMs >= from.Value.ToUnixTimeMilliseconds()))
            .Select(record => (record.Sequence, Values: record.VectorOf(model, view.Sequence)))
            .Where(pair => pair.Values is not null)
            .Select(pair => (pair.Sequence, Cosine: Cosine(wanted, pair.Values!)))
            .OrderByDescending(pair => pair.Cosine).ThenByDescending(pair => pair.Sequence)];

        Assert.Equal(expected.Take(limit).Select(pair => pair.Sequence), found.Select(hit => hit.Record.Sequence));
        Assert.All(found.Zip(expected), pair => Assert.Equal(pair.Second.Cosine, pair.First.Score, 1e-9));
        ComparePages(view, query, options, expected);
        Searches++;
        Hits += found.Count;
    }

    private static void ComparePages(
        FeedlogSnapshot view, Query query, SearchOptions options, List<(ulong Sequence, double Cosine)> expected)
    {
        List<ulong> paged = [];
        SearchOptions page = options with { Limit = 7 };
        for (int i = 0; i < 4; i++)
        {
            IReadOnlyList<SearchHit> hits = view.Search(query, page);
            paged.AddRange(hits.Select(hit => hit.Record.Sequence));
            if (hits.Count == 0) break;
            page = page with { After = hits[^1].Cursor };
        }

        Assert.Equal(expected.Take(28).Select(pair => pair.Sequence), paged);
    }

    private async Task AppendAsync()
    {
        int count = random.Next(3) == 0 ? random.Next(1, 6) : 1;
        long expiresAtMs = random.Next(8) == 0 ? _time.NowMs + random.Next(1, 40) * 60_000 : long.MaxValue;
        AppendOptions options = new()
        {
            ExpiresAt = expiresAtMs == long.MaxValue ? null : DateTimeOffset.FromUnixTimeMilliseconds(expiresAtMs),
        };
        List<RecordDraft> drafts = [.. Enumerable.Range(0, count).Select(_ => Draft())];
        IReadOnlyList<AppendResult> results = count == 1
            ? [await Store.AppendAsync(drafts[0], options)]
            : await Store.AppendManyAsync(drafts, options);
        for (int i = 0; i < count; i++) Learn(drafts[i], results[i], expiresAtMs);
    }

    private RecordDraft Draft()
    {
        string[] models = [.. s_models.Where(_ => random.Next(3) == 0)];
        random.Shuffle(models);
        string number = random.Next(6).ToString(CultureInfo.InvariantCulture);
        return new RecordDraft("content " + number)
        {
            Key = random.Next(3) == 0 ? "key " + number : null,
            Kind = random.Next(2) == 0 ? s_kinds[random.Next(s_kinds.Length)] : null,
            Timestamp = _time.Now.AddMinutes(-random.Next(60)),
            Vectors = models.Length == 0 ? null : [.. models.Select(Vector)],
        };
    }

    private void Learn(in RecordDraft draft, in AppendResult result, long expiresAtMs)
    {
        string? key = draft.Key;
        if (key is not null && _records.FindLast(record => record.Key == key) is { EndedBy: ulong.MaxValue } older)
            older.EndedBy = result.Sequence;
        VectorRecord learnt = new()
        {
            Sequence = result.Sequence,
            Id = result.Id,
            Key = key,
            Kind = draft.Kind,
            TimestampMs = draft.Timestamp!.Value.ToUnixTimeMilliseconds(),
            ExpiresAtMs = expiresAtMs,
        };
        for (int i = 0; i < draft.Vectors?.Count; i++)
        {
            RecordVector vector = draft.Vectors![i];
            learnt.Vectors.Add((vector.Model, result.Sequence + (ulong)i, vector.Values.ToArray()));
        }

        _records.Add(learnt);
    }

    private async Task AppendVectorAsync()
    {
        if (_records.Count == 0) return;
        VectorRecord target = _records[random.Next(_records.Count)];
        RecordVector vector = Vector(s_models[random.Next(s_models.Length)]);
        float[]? newest = target.VectorOf(vector.Model, ulong.MaxValue);
        if (newest is not null && random.Next(3) == 0) vector = vector with { Values = newest };
        try
        {
            AppendResult result = await Store.AppendVectorAsync(target.Id, vector, Durability.Interval);

            Assert.True(target.IsLive(ulong.MaxValue - 1, _time.NowMs));
            bool isSame = newest is not null && vector.Values.Span.SequenceEqual(newest);
            Assert.Equal(isSame ? AppendOutcome.Skipped : AppendOutcome.Appended, result.Outcome);
            if (!isSame) target.Vectors.Add((vector.Model, result.Sequence, vector.Values.ToArray()));
        }
        catch (FeedlogException refusal)
        {
            Assert.Equal(FeedlogErrorCode.NoSuchRecord, refusal.Code);
            Assert.False(target.IsLive(ulong.MaxValue - 1, _time.NowMs));
        }
    }

    // A group of which one part is refused leaves nothing behind, neither in the log nor in what is remembered.
    private async Task RefuseAsync()
    {
        string model = s_models[random.Next(s_models.Length)];
        RecordDraft sound = new("sound") { Vectors = [Vector(model)] };
        RecordDraft bad = new("bad") { Vectors = [new RecordVector(model, Vector(_dimensions[model] + 1))] };
        ulong before = Store.LastSequence;

        FeedlogException refusal = await Assert.ThrowsAnyAsync<FeedlogException>(
            async () => await Store.AppendManyAsync([sound, bad]));

        Assert.Equal(FeedlogErrorCode.InvalidRecord, refusal.Code);
        Assert.Equal(before, Store.LastSequence);
    }

    private async Task DeleteAsync()
    {
        if (_records.Count == 0) return;
        VectorRecord victim = _records[random.Next(_records.Count)];
        if (await Store.DeleteAsync(victim.Id)) victim.EndedBy = Store.LastSequence;
    }

    private RecordVector Vector(string model)
    {
        if (!_dimensions.TryGetValue(model, out int dimensions))
            _dimensions[model] = dimensions = random.Next(4) == 0 ? random.Next(100, 300) : random.Next(2, 20);
        return new RecordVector(model, Vector(dimensions));
    }

    private float[] Vector(int dimensions)
    {
        float[] values = new float[dimensions];
        for (int i = 0; i < dimensions; i++) values[i] = random.Next(4) == 0 ? 0 : (float)(random.NextDouble() * 2 - 1);
        values[random.Next(dimensions)] = 1;
        return values;
    }

    // In the order of the store's own sums, so that equal vectors give equal cosines.
    private static double Cosine(float[] left, float[] right)
    {
        double dot = 0;
        double leftSquare = 0;
        double rightSquare = 0;
        for (int i = 0; i < left.Length; i++)
        {
            dot += (double)left[i] * right[i];
            leftSquare += (double)left[i] * left[i];
            rightSquare += (double)right[i] * right[i];
        }

        return dot / Math.Sqrt(leftSquare * rightSquare);
    }
}
