using Feedlog.Benchmarks.Corpus;
using Feedlog.Format.Stores;

namespace Feedlog.Benchmarks;

/// <summary>The seeded records of a benchmark and the folders of its stores; all gone when it is disposed.</summary>
internal sealed class Workload : IDisposable
{
    /// <summary>A load is appended in groups of so many records.</summary>
    private const int LoadGroupRecords = 1_000;

    private const ulong Seed = 1;

    private readonly string _folder;
    private int _folderNumber;

    /// <summary>Makes so many records.</summary>
    internal Workload(int records)
    {
        _folder = Directory.CreateTempSubdirectory("feedlog-bench-").FullName;
        Records = RecordCorpus.Create(records, Seed, _folder);
    }

    /// <summary>The records.</summary>
    internal RecordCorpus Records { get; }

    /// <summary>A folder that does not exist yet.</summary>
    internal string NewFolder() => Path.Combine(_folder, $"{++_folderNumber}");

    /// <summary>A record as a caller would append it.</summary>
    internal RecordDraft Draft(int index, bool isKeyed = false) => new()
    {
        Id = new RecordId(Records.Id(index)),
        Timestamp = DateTimeOffset.FromUnixTimeMilliseconds(Records.TimestampMs(index)),
        ContentBytes = Records.ContentMemory(index),
        MetadataBytes = Records.MetadataMemory(index),
        Key = isKeyed ? Records.KeyText(index) : null,
    };

    /// <summary>Makes a store that holds all records; the caller disposes it.</summary>
    /// <param name="folder">Where; it is made.</param>
    /// <param name="isKeyed">Records carry their key.</param>
    /// <param name="isFlushed">All of them are durable at the end; otherwise nobody was promised any.</param>
    internal async Task<FeedlogStore> LoadAsync(string folder, bool isKeyed = false, bool isFlushed = true)
    {
        FeedlogStore store = await FeedlogStore.OpenAsync(folder);
        AppendOptions options = new() { Durability = Durability.None };
        for (int first = 0; first < Records.Count; first += LoadGroupRecords)
        {
            int count = Math.Min(LoadGroupRecords, Records.Count - first);
            RecordDraft[] group = [.. Enumerable.Range(first, count).Select(i => Draft(i, isKeyed))];
            await store.AppendManyAsync(group, options);
        }

        if (isFlushed) await store.FlushAsync();
        return store;
    }

    /// <summary>Copies the files of a store into a new folder, as they are at this moment.</summary>
    internal string CopyStore(string source)
    {
        string target = NewFolder();
        Directory.CreateDirectory(target);
        foreach (string folder in Directory.GetDirectories(source, "*", SearchOption.AllDirectories))
            Directory.CreateDirectory(Path.Combine(target, Path.GetRelativePath(source, folder)));
        foreach (string file in Directory.GetFiles(source, "*", SearchOption.AllDirectories))
        {
            // A crash leaves no lock behind, and the open store keeps this file from being read.
            if (Path.GetFileName(file) != StoreLayout.Lock)
                File.Copy(file, Path.Combine(target, Path.GetRelativePath(source, file)));
        }

        return target;
    }

    /// <summary>Numbers of records in random order, with repeats; a power of two of them.</summary>
    internal int[] RandomOrder()
    {
        const int count = 1 << 16;
        SeededRandom random = new(Seed, 99);
        int[] order = new int[count];
        for (int i = 0; i < count; i++) order[i] = random.Below(Records.Count);
        return order;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Records.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
