using System.Diagnostics;
using System.Globalization;
using Feedlog.Benchmarks.Corpus;
using Feedlog.Benchmarks.Shards;

namespace Feedlog.Benchmarks.Cold;

/// <summary>
/// What archiving a store gives and costs: its bytes, and the times of gets, ranges and searches, before and after,
/// with both codecs; and whether it answers everything as before.
/// </summary>
internal static class ColdTable
{
    private const int Gets = 4_000;
    private const int NearRecords = 1_000;
    private const int Ranges = 100;
    private const int RangeRecords = 1_000;
    private const int Searches = 200;

    private static readonly TimeSpan s_warmFor = TimeSpan.FromSeconds(0.5);

    /// <summary>Writes the table in Markdown.</summary>
    /// <param name="paths">Files of JSON lines, or a number: so many records of the synthetic corpus.</param>
    /// <param name="output">Where the table goes.</param>
    /// <returns>False if a store answers otherwise than before it was archived.</returns>
    internal static async Task<bool> RunAsync(IReadOnlyList<string> paths, TextWriter output)
    {
        string folder = Directory.CreateTempSubdirectory("feedlog-cold-").FullName;
        try
        {
            string hot = Path.Combine(folder, "hot");
            long payloadBytes = await FillAsync(hot, paths, folder);
            await output.WriteLineAsync($"{payloadBytes:n0} bytes of payload: key, content, metadata, id and time.\n");
            await output.WriteLineAsync(
                "| store | log or shards / payload | with all indexes | get, us | again, of few, us | " +
                "range of 1,000, us | word, us | archived in s | answers |\n|---|---|---|---|---|---|---|---|---|");
            // Once unseen: the first row would pay for code that is compiled on first use.
            await WriteRowAsync("warm", hot, payloadBytes, 0, null, TextWriter.Null);
            ulong before = await WriteRowAsync("hot", hot, payloadBytes, 0, null, output);
            bool isSame = true;
            foreach (ArchiveCodec codec in new[] { ArchiveCodec.Lz4, ArchiveCodec.Brotli })
            {
                string cold = Path.Combine(folder, codec.ToString());
                Copy(hot, cold);
                double seconds = await ArchiveAsync(cold, codec);
                isSame &= before == await WriteRowAsync(codec.ToString(), cold, payloadBytes, seconds, before, output);
                Directory.Delete(cold, recursive: true);
            }

            return isSame;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<long> FillAsync(string folder, IReadOnlyList<string> paths, string parent)
    {
        long payloadBytes = 0;
        await using FeedlogStore store = await FeedlogStore.OpenAsync(folder);
        if (paths is [string number] && int.TryParse(number, CultureInfo.InvariantCulture, out int records))
        {
            using RecordCorpus corpus = RecordCorpus.Create(records, 1, parent);
            for (int i = 0; i < records; i++)
            {
                store.Append(new RecordDraft
                {
                    Id = new RecordId(corpus.Id(i)),
                    Key = corpus.KeyText(i),
                    ContentBytes = corpus.ContentMemory(i),
                    MetadataBytes = corpus.MetadataMemory(i),
                    Timestamp = DateTimeOffset.FromUnixTimeMilliseconds(corpus.TimestampMs(i)),
                });
            }

            await store.FlushAsync();
            payloadBytes = corpus.PayloadBytes + (long)records * RecordCorpus.KeyBytes;
        }
        else
        {
            foreach ((long timeMs, byte[][] parts) in ShardSource.ReadLines(paths))
            {
                store.Append(new RecordDraft
                {
                    Key = System.Text.Encoding.UTF8.GetString(parts[0]),
                    ContentBytes = parts[1],
                    MetadataBytes = parts[2],
                    Timestamp = DateTimeOffset.FromUnixTimeMilliseconds(timeMs),
                });
                payloadBytes += parts.Sum(static part => part.Length) + RecordCorpus.IdAndTimeBytes;
            }

            await store.FlushAsync();
        }

        await WaitAsync(store);
        return payloadBytes;
    }

    private static async Task<double> ArchiveAsync(string folder, ArchiveCodec codec)
    {
        await using FeedlogStore store = await FeedlogStore.OpenAsync(folder);
        long started = Stopwatch.GetTimestamp();
        await store.ArchiveAsync(new ArchiveOptions { KeepSegments = 0, Codec = codec });
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        await WaitAsync(store);
        return seconds;
    }

    private static async Task<ulong> WriteRowAsync(
        string name, string folder, long payloadBytes, double seconds, ulong? before, TextWriter output)
    {
        long logBytes = Bytes(Path.Combine(folder, "hot")) + Bytes(Path.Combine(folder, "cold"));
        double get = await GetAsync(folder, cacheBytes: 0, near: false);
        double again = await GetAsync(folder, new FeedlogOptions().ColdCacheBytes, near: true);
        double range = await RangeAsync(folder);
        double word = await SearchAsync(folder);
        ulong digest;
        await using (FeedlogStore store = await FeedlogStore.OpenReadOnlyAsync(folder))
            digest = await new StoreDigest(store).ReadAsync();
        string answers = before is null ? "-" : before == digest ? "the same" : "OTHERS";
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"| {name} | {(double)logBytes / payloadBytes:f3} | {(double)Bytes(folder) / payloadBytes:f3} | " +
            $"{get:f1} | {again:f1} | {range:f0} | {word:f0} | {seconds:f1} | {answers} |"));
        return digest;
    }

    private static async Task<double> GetAsync(string folder, long cacheBytes, bool near)
    {
        await using FeedlogStore store = await FeedlogStore.OpenReadOnlyAsync(
            folder, new FeedlogOptions { ColdCacheBytes = cacheBytes });
        List<RecordId> ids = [];
        await foreach (Record record in store.ScanAsync()) ids.Add(record.Id);
        SeededRandom random = new(1, 7);
        int first = random.Below(Math.Max(1, ids.Count - NearRecords));
        double GetOne()
        {
            RecordId id = ids[near ? first + random.Below(Math.Min(NearRecords, ids.Count)) : random.Below(ids.Count)];
            long started = Stopwatch.GetTimestamp();
            if (!store.TryGet(id, out _)) throw new InvalidOperationException($"{id} was not found.");
            return Stopwatch.GetElapsedTime(started).TotalMicroseconds;
        }

        // Until all code is compiled as it stays.
        for (long from = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(from) < s_warmFor;) GetOne();
        return Median([.. Enumerable.Range(0, Gets).Select(_ => GetOne())]);
    }

    private static async Task<double> RangeAsync(string folder)
    {
        await using FeedlogStore store = await FeedlogStore.OpenReadOnlyAsync(folder);
        List<DateTimeOffset> times = [];
        await foreach (Record record in store.ScanAsync()) times.Add(record.Timestamp);
        SeededRandom random = new(1, 8);
        List<double> us = [];
        for (int i = 0; i < Ranges; i++)
        {
            DateTimeOffset from = times[random.Below(Math.Max(1, times.Count - 2 * RangeRecords))];
            long started = Stopwatch.GetTimestamp();
            int found = 0;
            await foreach (Record record in store.RangeAsync(
                from, DateTimeOffset.MaxValue, new RangeOptions { Limit = RangeRecords }))
                found += record.ContentBytes.Length > 0 ? 1 : 0;
            us.Add(Stopwatch.GetElapsedTime(started).TotalMicroseconds);
        }

        return Median(us);
    }

    private static async Task<double> SearchAsync(string folder)
    {
        await using FeedlogStore store = await FeedlogStore.OpenReadOnlyAsync(folder);
        List<string> words = [];
        await foreach (Record record in store.ScanAsync())
        {
            if (words.Count < Searches && record.Content.Split(' ') is [_, string word, ..]) words.Add(word);
        }

        List<double> us = [];
        using FeedlogSnapshot snapshot = store.OpenSnapshot();
        foreach (string word in words.Concat(words))
        {
            long started = Stopwatch.GetTimestamp();
            snapshot.Search(Query.Words(word), new SearchOptions { Limit = 10 });
            us.Add(Stopwatch.GetElapsedTime(started).TotalMicroseconds);
        }

        return Median(us[words.Count..]); // The first time all is compiled.
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }

    // Words come behind appends; runs are made and merged for a moment more.
    private static async Task WaitAsync(FeedlogStore store)
    {
        while (store.GetStats().IndexLagFrames > 0) await Task.Delay(100);
        await Task.Delay(2_000);
    }

    private static long Bytes(string folder) => !Directory.Exists(folder)
        ? 0
        : new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(static file => file.Length);

    private static void Copy(string from, string to)
    {
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!); // A file lies in a folder.
            File.Copy(file, target);
        }
    }
}
