using System.Diagnostics;
using System.Globalization;
using Feedlog.Benchmarks.Corpus;
using Feedlog.Compare.Contenders;

namespace Feedlog.Compare.Children;

/// <summary>
/// What this program does when a workload starts it as a process of its own: open a store that nothing of the process
/// knows yet, or append to one until it is killed.
/// </summary>
/// <param name="Contender">Name of the contender.</param>
/// <param name="Folder">Its store, which holds keys.</param>
/// <param name="Seed">Seed of the corpus that the store holds.</param>
internal sealed record ChildCommand(string Contender, string Folder, ulong Seed)
{
    /// <summary>Says in the place of the first argument that the program is a child.</summary>
    internal const string Argument = "--child";

    /// <summary>What a child says when all that it appended can be found.</summary>
    internal const string Ready = "ready";

    private const string OpenVerb = "open";
    private const string AppendVerb = "append";
    private const string SearchVerb = "search";
    private const string ImportVerb = "import";
    private const string HelloVerb = "hello";

    // Of middling rank.
    private const int RankOfFirstSearch = 300;
    private const int HitsOfFirstSearch = 10;

    /// <summary>Opens the store in a new process, gets a record, then gets the last one, and closes.</summary>
    /// <param name="isReadOnly">How to open it.</param>
    /// <param name="first">Number of the record that the clock waits for.</param>
    /// <param name="last">Number of the last record.</param>
    internal async ValueTask<OpenResult> OpenAsync(bool isReadOnly, int first, int last)
    {
        using ChildProcess child = Start(OpenVerb, isReadOnly ? 1 : 0, first, last);
        OpenResult result = OpenResult.Parse(await child.ReadLineAsync());
        await child.WaitAsync();
        return result;
    }

    /// <summary>Opens the store's index of words in a new process and searches once.</summary>
    /// <returns>Seconds from before opening until the hits were in hand.</returns>
    internal async ValueTask<double> SearchAsync()
    {
        using ChildProcess child = Start(SearchVerb);
        double seconds = double.Parse(await child.ReadLineAsync(), CultureInfo.InvariantCulture);
        await child.WaitAsync();
        return seconds;
    }

    /// <summary>From starting a process that searches once until its answer is here, or its greeting.</summary>
    /// <param name="isHello">Whether it only says that it is there: what nobody can do without.</param>
    /// <returns>In seconds.</returns>
    internal async ValueTask<double> StartAsync(bool isHello)
    {
        long started = Stopwatch.GetTimestamp();
        using ChildProcess child = Start(isHello ? HelloVerb : SearchVerb);
        await child.ReadLineAsync();
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        await child.WaitAsync();
        return seconds;
    }

    /// <summary>Appends records to a new store in a new process, waits for its indexes, and searches.</summary>
    internal async ValueTask<ImportResult> ImportAsync(int records)
    {
        using ChildProcess child = Start(ImportVerb, records);
        ImportResult result = ImportResult.Parse(await child.ReadLineAsync());
        await child.WaitAsync();
        return result;
    }

    /// <summary>Opens the store in a new process, appends to it, and kills the process.</summary>
    /// <param name="wholeCount">Records of the corpus.</param>
    /// <param name="first">Records of its seed that the store holds.</param>
    /// <param name="count">Records to append.</param>
    internal async ValueTask AppendAndKillAsync(int wholeCount, int first, int count)
    {
        using ChildProcess child = Start(AppendVerb, wholeCount, first, count);
        string line = await child.ReadLineAsync();
        if (line != Ready) throw new InvalidOperationException($"A child wrote: {line}");
        await child.KillAsync();
    }

    /// <summary>Does what the arguments of a child say, in the child.</summary>
    internal static async ValueTask RunAsync(IReadOnlyList<string> arguments)
    {
        string[] words = [.. arguments.Skip(2).Take(2)];
        int[] numbers = [.. arguments.Skip(5).Select(static text => int.Parse(text, CultureInfo.InvariantCulture))];
        ulong seed = ulong.Parse(arguments[4], CultureInfo.InvariantCulture);
        ChildCommand command = new(words[0], words[1], seed);
        if (arguments[1] == OpenVerb)
            await command.RunOpenAsync(numbers[0] != 0, numbers[1], numbers[2]);
        else if (arguments[1] == SearchVerb)
            await command.RunSearchAsync();
        else if (arguments[1] == ImportVerb)
            await new ImportChild(command.Contender, command.Folder, command.Seed).RunAsync(numbers[0]);
        else if (arguments[1] == HelloVerb)
            await Console.Out.WriteLineAsync("0");
        else
            await command.RunAppendAsync(numbers[0], numbers[1], numbers[2]);
    }

    // The first code of everything has to be compiled, and libraries be loaded, while the clock runs: that is what a
    // program that opens a store goes through.
    private async ValueTask RunOpenAsync(bool isReadOnly, int first, int last)
    {
        OpenResult result = await OpenOnceAsync(isReadOnly, first, last);
        OpenResult again = await OpenOnceAsync(isReadOnly, first, last);
        await Console.Out.WriteLineAsync((result with { AgainSeconds = again.Seconds }).ToLine());
    }

    private async ValueTask<OpenResult> OpenOnceAsync(bool isReadOnly, int first, int last)
    {
        using RecordCorpus idsOnly = RecordCorpus.Create(1, Seed, ParentFolder());
        byte[] target = new byte[RecordGenerator.ContentBytesMax + RecordGenerator.MetadataBytesMax];
        IContender contender = ContenderList.Make(Contender);
        StoreSetup setup = new(SyncMode.Full, IsKeyed: true, isReadOnly, HasWords: true);
        long started = Stopwatch.GetTimestamp();
        IContenderStore store = await contender.OpenAsync(Folder, setup);
        await using (store)
        {
            double openSeconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            using IContenderReader reader = store.OpenReader(idsOnly);
            int firstBytes = reader.Get(first, target, GetStyle.Copy);
            double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            int lastBytes = reader.Get(last, target, GetStyle.Copy);
            return new OpenResult(seconds, openSeconds, 0, firstBytes, lastBytes, store.ScannedRecords ?? -1);
        }
    }

    private async ValueTask RunSearchAsync()
    {
        string word = System.Text.Encoding.ASCII.GetString(new RecordGenerator(Seed).Words[RankOfFirstSearch]);
        IWordContender contender = (IWordContender)ContenderList.Make(Contender);
        long started = Stopwatch.GetTimestamp();
        IWordSearcher searcher = await contender.OpenWordsAsync(Folder, isReadOnly: true);
        await using (searcher)
        {
            int found = searcher.Search(WordQuery.Any(word), HitsOfFirstSearch);
            double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            if (found == 0) throw new InvalidDataException($"Nothing was found for {word}.");
            await Console.Out.WriteLineAsync(seconds.ToString(CultureInfo.InvariantCulture));
        }
    }

    private async ValueTask RunAppendAsync(int wholeCount, int first, int count)
    {
        using RecordCorpus tail = RecordCorpus.CreateTail(wholeCount, first, count, Seed, ParentFolder());
        StoreSetup setup = new(SyncMode.Off, IsKeyed: true, HasWords: true);
        IContenderStore store = await ContenderList.Make(Contender).OpenAsync(Folder, setup);
        await using (store)
        {
            await store.AppendStreamAsync(tail, 0, count, Workloads.Ground.GroupRecords);
            await store.WaitVisibleAsync();
            await Console.Out.WriteLineAsync(Ready);

            // Killed here; a line, or the end of the parent, which ends its input, means that nobody will.
            await Console.In.ReadLineAsync();
        }
    }

    private string ParentFolder() => Path.GetDirectoryName(Folder) ?? Folder;

    private ChildProcess Start(string verb, params int[] numbers) => new(
        [
            Argument, verb, Contender, Folder, Seed.ToString(CultureInfo.InvariantCulture),
            .. numbers.Select(static number => number.ToString(CultureInfo.InvariantCulture)),
        ]);
}
