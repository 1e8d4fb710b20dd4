using System.Diagnostics;
using System.Globalization;
using System.Text;
using Feedlog.Benchmarks.Corpus;
using Feedlog.Compare.Contenders;
using Feedlog.Compare.Measuring;

namespace Feedlog.Compare.Children;

/// <summary>A process that fills a store, waits for its indexes and searches, and watches its own memory.</summary>
/// <param name="Contender">Name of the contender.</param>
/// <param name="Folder">An empty folder.</param>
/// <param name="Seed">Seed of the corpus.</param>
internal sealed record ImportChild(string Contender, string Folder, ulong Seed)
{
    private const int SliceRecords = 250_000;
    private const int Searches = 200;
    private const int Hits = 10;

    private static readonly TimeSpan s_betweenLooks = TimeSpan.FromMilliseconds(50);

    /// <summary>Imports, and writes the result.</summary>
    internal async ValueTask RunAsync(int records)
    {
        RecordGenerator words = new(Seed);
        long before = AnonymousBytes();
        long peak = before;
        using CancellationTokenSource end = new();
        Task watch = Task.Run(async () =>
        {
            while (!end.IsCancellationRequested)
            {
                peak = Math.Max(peak, AnonymousBytes());
                await Task.Delay(s_betweenLooks, CancellationToken.None);
            }
        });
        IWordContender contender = (IWordContender)ContenderList.Make(Contender);
        IContenderStore store = await contender.OpenKeepingWordsAsync(
            Folder, new StoreSetup(SyncMode.Off, IsKeyed: true, HasWords: true));
        TimeSpan appending = TimeSpan.Zero;
        long indexedFrom;
        await using (store)
        {
            for (int first = 0; first < records; first += SliceRecords)
            {
                int count = Math.Min(SliceRecords, records - first);
                using RecordCorpus slice = RecordCorpus.CreateTail(
                    records, first, count, Seed, Path.GetDirectoryName(Folder) ?? Folder);
                long started = Stopwatch.GetTimestamp();
                await store.AppendStreamAsync(slice, 0, count, Workloads.Ground.GroupRecords);
                await store.FlushAsync();
                appending += Stopwatch.GetElapsedTime(started);
            }

            indexedFrom = Stopwatch.GetTimestamp();
            await contender.WaitIndexedAsync(store);
        }

        double indexedSeconds = Stopwatch.GetElapsedTime(indexedFrom).TotalSeconds;
        double searchSeconds = await SearchAsync(contender, words);
        await end.CancelAsync();
        await watch;
        ImportResult result = new(appending.TotalSeconds, indexedSeconds, searchSeconds, peak - before);
        await Console.Out.WriteLineAsync(result.ToLine());
    }

    private async ValueTask<double> SearchAsync(IWordContender contender, RecordGenerator words)
    {
        await using IWordSearcher searcher = await contender.OpenWordsAsync(Folder, isReadOnly: true);
        SeededRandom random = new(Seed, 9);
        Latencies latencies = new(Searches);
        latencies.Start();
        for (int i = 0; i < Searches; i++)
        {
            string first = Encoding.ASCII.GetString(words.Words[10 + random.Below(90)]);
            string second = Encoding.ASCII.GetString(words.Words[100 + random.Below(900)]);
            searcher.Search(WordQuery.Any(first, second), Hits);
            latencies.Lap();
        }

        return latencies.Percentile(0.5);
    }

    private static long AnonymousBytes()
    {
        const string name = "RssAnon:";
        string line = File.ReadLines("/proc/self/status").First(
            static one => one.StartsWith(name, StringComparison.Ordinal));
        string number = line[name.Length..].Replace("kB", "", StringComparison.Ordinal).Trim();
        return long.Parse(number, CultureInfo.InvariantCulture) * 1024;
    }
}
