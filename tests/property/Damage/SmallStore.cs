using Feedlog.Format.Stores;
using Feedlog.Tests.Property.Model;
using Feedlog.Tests.Support;
using Feedlog.Tests.Support.Storage;

namespace Feedlog.Tests.Property.Damage;

/// <summary>
/// The files of a small store with everything in it: several sealed segments and an open one, runs, deaths, words and
/// vectors, names, versions, deletions. And the answers that it owes.
/// </summary>
internal sealed class SmallStore
{
    private readonly SortedDictionary<string, byte[]> _files;

    private SmallStore(IReadOnlyDictionary<string, byte[]> files)
    {
        _files = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        foreach ((string path, byte[] bytes) in files) _files.Add(path, bytes);
    }

    /// <summary>The clock of all small stores.</summary>
    public static ManualTime Time { get; } = new();

    /// <summary>The files that hold bytes, by path.</summary>
    public IReadOnlyList<string> Paths => [.. _files.Where(pair => pair.Value.Length > 0).Select(pair => pair.Key)];

    /// <summary>The bytes of a file. Who changes them must change them back.</summary>
    public byte[] this[string path] => _files[path];

    /// <summary>How the stores are opened.</summary>
    public static FeedlogOptions Options(ReadMode readMode = ReadMode.Positioned) => new()
    {
        SegmentBytes = 4096,
        QueueBytes = 64 * 1024,
        TimeProvider = Time,
        TailBytes = 6000,
        CloseTailBytes = long.MaxValue,
        HotKeyBytes = 0,
        ReadMode = readMode,
        SealsInline = true,
    };

    /// <summary>Makes a store and what it looked like when it was half as old.</summary>
    /// <param name="isClosed">Whether it was closed in good order; else its process was killed.</param>
    /// <param name="seed">Stores with other seeds hold other contents of the same lengths at the same places.</param>
    public static async Task<(SmallStore Store, SmallStore Younger)> MakeAsync(bool isClosed, int seed = 0)
    {
        CrashStorage storage = new();
        FeedlogStore store = await FeedlogStore.OpenAsync(storage, Options());
        await FillAsync(store, 0, 30, seed);
        SmallStore younger = new(storage.Dump());
        await FillAsync(store, 30, 30, seed);
        if (isClosed) await store.DisposeAsync();
        CrashStorage left = storage.Kill();
        if (!isClosed) await AbandonAsync(store);
        return (new SmallStore(left.Dump()), younger);
    }

    /// <summary>Makes a store of one segment whose frames all have the same length; a run knows most of them.</summary>
    public static async Task<SmallStore> MakeEvenAsync(int count)
    {
        const int contentBytes = 64;
        CrashStorage storage = new();
        FeedlogOptions options = Options() with { SegmentBytes = 64 * 1024, TailBytes = 1000 };
        await using (FeedlogStore store = await FeedlogStore.OpenAsync(storage, options))
        {
            for (int i = 0; i < count; i++)
            {
                await store.AppendAsync(new RecordDraft
                {
                    Id = new RecordId((ulong)i + 1),
                    ContentBytes = DraftMaker.TextOf(i, contentBytes),
                    Timestamp = Time.Now.AddSeconds(i),
                });
            }
        }

        return new SmallStore(storage.Dump());
    }

    /// <summary>The files on a medium of their own; the bytes are shared until they are written to.</summary>
    /// <param name="changedPath">A file that is to hold other bytes; empty for none.</param>
    /// <param name="changed">The bytes.</param>
    public CrashStorage ToStorage(string changedPath = "", byte[]? changed = null)
    {
        CrashMedium medium = new();
        medium.AddDurableFolder("");
        medium.AddDurableFolder(StoreLayout.HotFolder);
        medium.AddDurableFolder(StoreLayout.IndexFolder);
        foreach ((string path, byte[] bytes) in _files)
            medium.AddDurable(path, path == changedPath ? changed ?? bytes : bytes);
        return new CrashStorage(medium);
    }

    private static async Task FillAsync(FeedlogStore store, int first, int count, int seed)
    {
        List<RecordId> ids = [];
        for (int i = first; i < first + count; i++)
        {
            RecordDraft draft = new()
            {
                Id = new RecordId((ulong)i + 1),
                ContentBytes = DraftMaker.TextOf(seed + i, 20 + i * 53 % 260),
                Key = i % 3 == 0 ? DraftMaker.Keys[i % DraftMaker.Keys.Length] : null,
                Stream = i % 4 == 0 ? "agent" : null,
                Kind = i % 5 == 0 ? "note" : null,
                Tags = i % 2 == 0 ? ["red", "green"] : null,
                Metadata = i % 6 == 0 ? "{\"n\":1}" : null,
                Vectors = i % 4 == 1 ? [VectorOf(seed + i)] : null,
                Timestamp = Time.Now.AddSeconds(i * 7 % 50),
            };
            DateTimeOffset? expiresAt = i % 7 == 3 ? Time.Now.AddDays(i) : null;
            AppendOptions options = new() { Durability = Durability.Durable, ExpiresAt = expiresAt };
            ids.Add((await store.AppendAsync(draft, options)).Id);
            if (i % 8 == 6) await store.AppendVectorAsync(ids[^1], VectorOf(seed - i));
            if (i % 11 == 10) Assert.True(await store.DeleteAsync(ids[^3]));
        }
    }

    private static RecordVector VectorOf(int number) => new(DraftMaker.Model, DraftMaker.VectorOf(number));

    private static async Task AbandonAsync(FeedlogStore store)
    {
        try
        {
            await store.DisposeAsync();
        }
        catch (FeedlogException)
        {
            // Its storage is dead.
        }
    }
}
