using System.Globalization;
using Feedlog.Tests.Support;
using Feedlog.Tests.Support.Storage;
using Feedlog.Tests.Unit.Store;

namespace Feedlog.Tests.Unit.Search;

/// <summary>A store with random records, and the same as a plain list.</summary>
internal sealed class SearchWorld : IAsyncDisposable
{
    private readonly Random _random;

    public SearchWorld(Random random, string analyzer)
        : this(random, new FeedlogOptions { Analyzer = analyzer })
    {
    }

    public SearchWorld(Random random, FeedlogOptions options)
    {
        _random = random;
        Options = options with { TimeProvider = Time };
        Store = Stores.OpenAsync(Storage, Options).GetAwaiter().GetResult();
    }

    public FeedlogOptions Options { get; }

    public CrashStorage Storage { get; private set; } = new();

    public FeedlogStore Store { get; private set; }

    public ManualTime Time { get; } = new();

    public List<OracleRecord> Records { get; } = [];

    public ValueTask DisposeAsync() => Store.DisposeAsync();

    /// <summary>Opens the store again, after it was closed or its process has ended.</summary>
    public async Task ReopenAsync(bool isKilled)
    {
        if (isKilled)
        {
            await Store.FlushAsync();
            Storage = await Stores.KillAsync(Storage, Store);
        }
        else
        {
            await Store.DisposeAsync();
        }

        Store = await Stores.OpenAsync(Storage, Options);
    }

    /// <summary>Appends records, some of which supersede others, expire soon, or are deleted right away.</summary>
    public async Task GrowAsync(int count)
    {
        for (int i = 0; i < count; i++)
        {
            await AppendAsync();
            if (_random.Next(8) == 0) await DeleteAsync();
        }
    }

    private async Task AppendAsync()
    {
        string? key = _random.Next(3) == 0 ? "key " + _random.Next(5).ToString(CultureInfo.InvariantCulture) : null;
        string? stream = Maybe(RandomQueries.Labels);
        (string? json, List<(string Path, object Value)> fields) = Metadata();
        long expiresAtMs = _random.Next(6) == 0 ? Time.NowMs + _random.Next(1, 50) : long.MaxValue;
        RecordDraft draft = new(Content())
        {
            Key = key,
            Stream = stream,
            Kind = Maybe(RandomQueries.Labels),
            Tags = [.. RandomQueries.Labels.Where(_ => _random.Next(3) == 0)],
            Metadata = json,
            Timestamp = Time.Now.AddMinutes(-_random.Next(100)),
        };
        AppendOptions options = new()
        {
            ExpiresAt = expiresAtMs == long.MaxValue ? null : DateTimeOffset.FromUnixTimeMilliseconds(expiresAtMs),
        };
        AppendResult result = await Store.AppendAsync(draft, options);
        foreach (OracleRecord before in Records)
        {
            bool isSuperseded = key is not null && before.Key == key && before.Stream == stream;
            if (isSuperseded && before.EndedBy == ulong.MaxValue) before.EndedBy = result.Sequence;
        }

        Records.Add(new OracleRecord
        {
            Sequence = result.Sequence,
            Content = draft.Content!,
            Key = key,
            Kind = draft.Kind,
            Stream = stream,
            Tags = draft.Tags!,
            Fields = fields,
            TimestampMs = draft.Timestamp!.Value.ToUnixTimeMilliseconds(),
            ExpiresAtMs = expiresAtMs,
        });
    }

    private async Task DeleteAsync()
    {
        OracleRecord victim = Records[_random.Next(Records.Count)];
        if (!Store.TryGetBySequence(victim.Sequence, out Record? found)) return;
        Assert.True(await Store.DeleteAsync(found.Id));
        victim.EndedBy = Store.LastSequence;
    }

    private string Content()
    {
        string[] words = [.. Enumerable.Range(0, _random.Next(0, 12))
            .Select(_ => RandomQueries.Words[_random.Next(RandomQueries.Words.Length)])];
        return string.Join(_random.Next(4) == 0 ? ", " : " ", words);
    }

    private (string? Json, List<(string Path, object Value)> Fields) Metadata()
    {
        if (_random.Next(3) == 0) return (null, []);
        string label = RandomQueries.Labels[_random.Next(RandomQueries.Labels.Length)];
        int number = _random.Next(-3, 4);
        bool boolean = _random.Next(2) == 0;
        string text = boolean ? "true" : "false";
        string digits = number.ToString(CultureInfo.InvariantCulture);
        return _random.Next(4) switch
        {
            0 => ($$"""{"n":{{digits}},"a":{"b":"{{label}}"} }""", [("n", (double)number), ("a.b", label)]),
            1 => ($$"""{"n":["{{digits}}",{{text}},null],"odd name":{{digits}}.0}""",
                [("n", digits), ("n", boolean), ("odd name", (double)number)]),
            2 => ($$"""{"a":[{"b":{{digits}}},{"b":7}],"kind":"{{label}}"}""",
                [("a.b", (double)number), ("a.b", 7.0), ("kind", label)]),
            _ => ($$"""{"kind":{{text}},"n":1e1}""", [("kind", boolean), ("n", 10.0)]),
        };
    }

    private string? Maybe(string[] names) => _random.Next(2) == 0 ? null : names[_random.Next(names.Length)];
}
