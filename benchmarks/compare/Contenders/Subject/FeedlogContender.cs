using System.Diagnostics;
using System.Reflection;
using Feedlog.Benchmarks.Corpus;

namespace Feedlog.Compare.Contenders.Subject;

/// <summary>Feedlog through its public door, with default options except for what a row says.</summary>
internal sealed class FeedlogContender : IWordContender, IVectorContender, IArchivingContender
{
    private const string WordFiles = "*.words";
    private const string IndexFolder = "index";

    private static readonly TimeSpan s_betweenLooks = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan s_indexedWithin = TimeSpan.FromMinutes(10);

    /// <inheritdoc/>
    public string Name => ContenderList.Subject;

    /// <inheritdoc/>
    public string Version => typeof(FeedlogStore).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";

    /// <inheritdoc/>
    public string? AbsentBecause => null;

    /// <inheritdoc/>
    public string Settings
    {
        get
        {
            FeedlogOptions options = new();
            return $"defaults: segments of {options.SegmentBytes >> 20} MiB, " +
                $"queue of {options.QueueBytes >> 20} MiB, " +
                $"reads {options.ReadMode}; every read checked against its checksums; random 64-bit ids given";
        }
    }

    /// <inheritdoc/>
    public bool IsStore => true;

    /// <inheritdoc/>
    public bool FindsRecords => true;

    /// <inheritdoc/>
    public bool TakesManyProducers => true;

    /// <inheritdoc/>
    public IReadOnlyList<SyncMode> UnsyncedModes { get; } = [SyncMode.Off];

    /// <inheritdoc/>
    public IReadOnlyList<VectorStyle> VectorStyles { get; } = Enum.GetValues<VectorStyle>();

    /// <inheritdoc/>
    public IReadOnlyList<string> Codecs { get; } = Enum.GetNames<ArchiveCodec>();

    /// <inheritdoc/>
    public async ValueTask<IContenderStore> OpenAsync(string folder, StoreSetup setup)
    {
        FeedlogStore store = setup.IsReadOnly
            ? await FeedlogStore.OpenReadOnlyAsync(folder)
            : await FeedlogStore.OpenAsync(folder, new FeedlogOptions { IndexesWords = setup.HasWords });
        return new FeedlogContenderStore(store, setup);
    }

    /// <inheritdoc/>
    public async ValueTask<IndexedWords> IndexWordsAsync(string folder)
    {
        foreach (string file in Directory.GetFiles(Path.Combine(folder, IndexFolder), WordFiles)) File.Delete(file);
        long started = Stopwatch.GetTimestamp();
        FeedlogStore store = await FeedlogStore.OpenAsync(folder);
        double seconds;
        await using (store)
        {
            await WaitIndexedAsync(store);
            seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            await IdleWait.RunAsync(folder);
        }

        string[] made = Directory.GetFiles(Path.Combine(folder, IndexFolder), WordFiles);
        return new IndexedWords(seconds, made.Sum(static file => new FileInfo(file).Length));
    }

    /// <inheritdoc/>
    public async ValueTask<IWordSearcher> OpenWordsAsync(string folder, bool isReadOnly) => new FeedlogWordSearcher(
        await (isReadOnly ? FeedlogStore.OpenReadOnlyAsync(folder) : FeedlogStore.OpenAsync(folder)));

    /// <inheritdoc/>
    public ValueTask<IContenderStore> OpenKeepingWordsAsync(string folder, StoreSetup setup) =>
        OpenAsync(folder, setup);

    /// <inheritdoc/>
    public ValueTask WaitIndexedAsync(IContenderStore store) => WaitIndexedAsync(((FeedlogContenderStore)store).Store);

    /// <inheritdoc/>
    public async ValueTask<IVectorSearcher> LoadVectorsAsync(
        string folder, RecordCorpus corpus, ClusteredVectors vectors)
    {
        FeedlogStore store = await FeedlogStore.OpenAsync(folder);
        AppendOptions options = new() { Durability = Durability.None };
        for (int i = 0; i < vectors.Count; i++)
        {
            RecordDraft draft = new()
            {
                Id = new RecordId(corpus.Id(i)),
                Timestamp = DateTimeOffset.FromUnixTimeMilliseconds(corpus.TimestampMs(i)),
                ContentBytes = corpus.ContentMemory(i),
                MetadataBytes = corpus.MetadataMemory(i),
                Vectors = [new RecordVector(FeedlogVectorSearcher.Model, vectors[i])],
            };
            store.Append(draft, options);
        }

        await store.FlushAsync();
        await WaitIndexedAsync(store);
        await IdleWait.RunAsync(folder);
        return new FeedlogVectorSearcher(store);
    }

    /// <inheritdoc/>
    public async ValueTask<ArchivedRecords> ArchiveAsync(string folder, string codec)
    {
        await using FeedlogStore store = await FeedlogStore.OpenAsync(folder);
        ArchiveOptions options = new() { KeepSegments = 0, Codec = Enum.Parse<ArchiveCodec>(codec) };
        long started = Stopwatch.GetTimestamp();
        ArchiveResult result = await store.ArchiveAsync(options);
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return new ArchivedRecords(seconds, result.Archived, result.BytesBefore, result.BytesAfter);
    }

    private static async ValueTask WaitIndexedAsync(FeedlogStore store)
    {
        long started = Stopwatch.GetTimestamp();
        while (store.GetStats().IndexLagFrames > 0)
        {
            if (Stopwatch.GetElapsedTime(started) > s_indexedWithin)
                throw new TimeoutException($"Words were not in the index within {s_indexedWithin}.");
            await Task.Delay(s_betweenLooks);
        }
    }
}
