using Feedlog.Benchmarks.Corpus;
using Feedlog.Compare.Contenders;

namespace Feedlog.Compare.Workloads;

/// <summary>
/// What all workloads of a run share: the corpus, who takes part, stores that hold the corpus, and folders that are
/// gone at the end.
/// </summary>
internal sealed class Ground : IAsyncDisposable
{
    /// <summary>Records of a group.</summary>
    internal const int GroupRecords = 50;

    /// <summary>Bytes that any content with its metadata fits into.</summary>
    internal const int RecordBytesMax = RecordGenerator.ContentBytesMax + RecordGenerator.MetadataBytesMax;

    private const int VerifiedSample = 200;
    private const int LoadedGroupRecords = 10_000;

    private readonly string _folder;
    private readonly Dictionary<(string Contender, int Records), string> _loaded = [];
    private readonly Dictionary<string, (IContenderStore Store, IContenderReader Reader)> _open = [];
    private readonly Stack<object> _owned = [];
    private int _folderNumber;

    /// <summary>Makes the corpus.</summary>
    /// <param name="options">How many records, of which seed, and where stores may be made.</param>
    /// <param name="contenders">Who takes part.</param>
    internal Ground(CompareOptions options, IReadOnlyList<IContender> contenders)
    {
        Options = options;
        _folder = Path.Combine(options.Folder, $"feedlog-compare-{Guid.NewGuid():n}");
        Directory.CreateDirectory(_folder);
        Corpus = RecordCorpus.Create(options.Records, options.Seed, _folder);
        Contenders = contenders;
    }

    /// <summary>The arguments of the run.</summary>
    internal CompareOptions Options { get; }

    /// <summary>The records.</summary>
    internal RecordCorpus Corpus { get; }

    /// <summary>Who takes part; the first is the subject.</summary>
    internal IReadOnlyList<IContender> Contenders { get; }

    /// <summary>Those of them whose records can be opened again.</summary>
    internal IEnumerable<IContender> Stores => Contenders.Where(static one => one.IsStore);

    /// <summary>Those of them that find records.</summary>
    internal IEnumerable<IContender> Finders => Contenders.Where(static one => one.FindsRecords);

    /// <summary>Those of them that find records by key and by time too.</summary>
    internal IEnumerable<IContender> KeyedFinders => Finders.Where(static one => one.FindsByKeyAndTime);

    /// <summary>Lets go of something at the end, before the folders are gone; the last first.</summary>
    internal T Own<T>(T thing)
        where T : notnull
    {
        _owned.Push(thing);
        return thing;
    }

    /// <summary>The name of an entrant that keeps an index of words up to date.</summary>
    internal static string WithWords(IContender contender) => $"{contender.Name}, words indexed beside";

    /// <summary>Opens a store that keeps an index of words if the setup says so and the contender has one.</summary>
    internal static ValueTask<IContenderStore> OpenAsync(IContender contender, string folder, StoreSetup setup) =>
        setup.HasWords && contender is IWordContender words
            ? words.OpenKeepingWordsAsync(folder, setup)
            : contender.OpenAsync(folder, setup);

    /// <summary>A new, empty folder.</summary>
    internal string MakeFolder() =>
        Directory.CreateDirectory(Path.Combine(_folder, $"{++_folderNumber}")).FullName;

    /// <summary>
    /// The folder of a store that holds the first records of the corpus with their keys and was closed cleanly; made
    /// when it is first asked for.
    /// </summary>
    internal async ValueTask<string> LoadedFolderAsync(IContender contender, int records)
    {
        if (_loaded.TryGetValue((contender.Name, records), out string? folder)) return folder;
        folder = MakeFolder();
        StoreSetup setup = new(SyncMode.Off, IsKeyed: true, HasWords: true);
        IContenderStore store = await contender.OpenAsync(folder, setup);
        await using (store)
        {
            await store.AppendStreamAsync(Corpus, 0, records, LoadedGroupRecords);
            await store.WaitVisibleAsync();
            await store.FlushAsync();
            VerifySample(store, records);
            await store.WaitIdleAsync();
        }

        _loaded[(contender.Name, records)] = folder;
        return folder;
    }

    /// <summary>A store of its own that holds the corpus, and may grow; open until the end.</summary>
    internal async ValueTask<IContenderStore> LoadGrowingAsync(IContender contender, StoreSetup setup)
    {
        IContenderStore store = Own(await contender.OpenAsync(MakeFolder(), setup));
        await store.AppendStreamAsync(Corpus, 0, Corpus.Count, LoadedGroupRecords);
        await store.WaitVisibleAsync();
        await store.WaitIdleAsync();
        return store;
    }

    /// <summary>
    /// Opens the loaded store of every contender, unless it is open, to be read by all workloads that read: what is
    /// measured is what was closed and opened again. Every record is compared byte for byte, after which all that is
    /// mapped has been touched, and what goes on in the background has come to its end.
    /// </summary>
    internal async ValueTask OpenLoadedAsync()
    {
        foreach (IContender contender in Finders.Where(one => !_open.ContainsKey(one.Name)))
        {
            string folder = await LoadedFolderAsync(contender, Corpus.Count);
            StoreSetup setup = new(SyncMode.Off, IsKeyed: true, HasWords: true);
            IContenderStore store = await contender.OpenAsync(folder, setup);
            IContenderReader reader = store.OpenReader(Corpus);
            _open[contender.Name] = (store, reader);
            Verify(reader, Enumerable.Range(0, Corpus.Count));
            await store.WaitIdleAsync();
        }
    }

    /// <summary>Closes what <see cref="OpenLoadedAsync"/> opened.</summary>
    internal async ValueTask CloseLoadedAsync()
    {
        foreach ((IContenderStore store, IContenderReader reader) in _open.Values)
        {
            reader.Dispose();
            await store.DisposeAsync();
        }

        _open.Clear();
    }

    /// <summary>The open store of a contender.</summary>
    internal IContenderStore StoreOf(IContender contender) => _open[contender.Name].Store;

    /// <summary>The reader of a contender's open store.</summary>
    internal IContenderReader ReaderOf(IContender contender) => _open[contender.Name].Reader;

    /// <summary>Compares a sample of the first records of a store with the corpus.</summary>
    /// <exception cref="InvalidDataException">A record is missing or differs.</exception>
    internal void VerifySample(IContenderStore store, int count)
    {
        using IContenderReader reader = store.OpenReader(Corpus);
        IEnumerable<int> steps = Enumerable.Range(0, VerifiedSample);
        Verify(reader, steps.Select(i => (int)((long)i * (count - 1) / (VerifiedSample - 1))));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await CloseLoadedAsync();
        while (_owned.TryPop(out object? thing))
        {
            if (thing is IAsyncDisposable asynchronous) await asynchronous.DisposeAsync();
            else ((IDisposable)thing).Dispose();
        }

        Corpus.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private void Verify(IContenderReader reader, IEnumerable<int> indexes)
    {
        byte[] target = new byte[RecordBytesMax];
        foreach (int index in indexes)
        {
            int lengthBytes = reader.Get(index, target, GetStyle.Copy);
            if (lengthBytes < 0 || !Corpus.Body(index).SequenceEqual(target.AsSpan(0, lengthBytes)))
                throw new InvalidDataException($"Record {index} is not what was appended.");
        }
    }
}
