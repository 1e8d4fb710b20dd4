using Feedlog.Benchmarks.Corpus;
using Feedlog.Compare.Contenders;

namespace Feedlog.Compare.Workloads;

/// <summary>
/// What all workloads of a run share: the corpus, who takes part, and folders that are gone at the end.
/// </summary>
internal sealed class Ground : IDisposable
{
    /// <summary>Records of a group.</summary>
    internal const int GroupRecords = 50;

    /// <summary>Bytes that any content with its metadata fits into.</summary>
    internal const int RecordBytesMax = RecordGenerator.ContentBytesMax + RecordGenerator.MetadataBytesMax;

    private const int VerifiedSample = 200;

    private readonly string _folder;
    private readonly Dictionary<(string Contender, bool IsKeyed), string> _loaded = [];
    private int _folderNumber;

    /// <summary>Makes the corpus.</summary>
    /// <param name="records">Records in the corpus.</param>
    /// <param name="seed">Its seed.</param>
    /// <param name="folder">Where stores may be made; it exists.</param>
    /// <param name="contenders">Who takes part.</param>
    internal Ground(int records, ulong seed, string folder, IReadOnlyList<IContender> contenders)
    {
        _folder = Path.Combine(folder, $"feedlog-compare-{Guid.NewGuid():n}");
        Directory.CreateDirectory(_folder);
        Corpus = RecordCorpus.Create(records, seed, _folder);
        Contenders = contenders;
    }

    /// <summary>The records.</summary>
    internal RecordCorpus Corpus { get; }

    /// <summary>Who takes part; the first is the subject.</summary>
    internal IReadOnlyList<IContender> Contenders { get; }

    /// <summary>A new, empty folder.</summary>
    internal string MakeFolder() =>
        Directory.CreateDirectory(Path.Combine(_folder, $"{++_folderNumber}")).FullName;

    /// <summary>
    /// The folder of a store that holds the whole corpus and was closed cleanly; made and checked byte for byte when it
    /// is first asked for.
    /// </summary>
    internal async ValueTask<string> LoadedFolderAsync(IContender contender, bool isKeyed)
    {
        if (_loaded.TryGetValue((contender.Name, isKeyed), out string? folder)) return folder;
        folder = MakeFolder();
        IContenderStore store = await contender.OpenAsync(folder, new StoreSetup(SyncMode.Off, isKeyed));
        await using (store)
        {
            await store.AppendStreamAsync(Corpus, 0, Corpus.Count, GroupRecords * 20);
            await store.WaitVisibleAsync();
            await store.FlushAsync();
            Verify(store, Enumerable.Range(0, Corpus.Count));
        }

        _loaded[(contender.Name, isKeyed)] = folder;
        return folder;
    }

    /// <summary>Compares a sample of the first records of a store with the corpus.</summary>
    /// <exception cref="InvalidDataException">A record is missing or differs.</exception>
    internal void VerifySample(IContenderStore store, int count) => Verify(
        store, Enumerable.Range(0, VerifiedSample).Select(i => (int)((long)i * (count - 1) / (VerifiedSample - 1))));

    /// <inheritdoc/>
    public void Dispose()
    {
        Corpus.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private void Verify(IContenderStore store, IEnumerable<int> indexes)
    {
        using IContenderReader reader = store.OpenReader(Corpus);
        byte[] target = new byte[RecordBytesMax];
        foreach (int index in indexes)
        {
            int lengthBytes = reader.Get(index, target, GetStyle.Copy);
            if (lengthBytes < 0 || !Corpus.Body(index).SequenceEqual(target.AsSpan(0, lengthBytes)))
                throw new InvalidDataException($"Record {index} is not what was appended.");
        }
    }
}
