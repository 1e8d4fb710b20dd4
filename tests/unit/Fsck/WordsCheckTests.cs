using Feedlog.Format.Indexes;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;
using Feedlog.Fsck;
using Feedlog.Tests.Support;

namespace Feedlog.Tests.Unit.Fsck;

/// <summary>What the checker says of files of words: nothing of true ones, and all that could change an answer.</summary>
public sealed class WordsCheckTests
{
    private static readonly CheckOptions s_deep = new() { IsDeep = true };

    private static readonly FeedlogOptions s_small = new()
    {
        SegmentBytes = 64 * 1024,
        TailBytes = 30_000,
        CloseTailBytes = 1,
        SealsInline = true,
    };

    private static readonly string[] s_queries =
    [
        "all", "even", "n7", "n1*", "\"number n9\"", "+all -even", "all OR n3 OR n77", "kind:odd", "tag:t3", "score:[5 TO 9]",
        "even AND n8", "flag:true", "source.page:p4",
    ];

    [Fact]
    public async Task CheckDeep_WordsThatTheEngineMade_IsSilent()
    {
        StoreImage image = await StoreAsync(records: 900);

        CheckReport report = image.Check(s_deep);

        Assert.Empty(report.Findings);
        Assert.NotEmpty(image.Manifest.Words);
        Assert.Equal(image.Manifest.IndexFiles.Count(), report.Totals.IndexFiles);
    }

    [Fact]
    public async Task Check_EveryPageFlipped_IsNamed()
    {
        StoreImage image = await StoreAsync(records: 200);
        Random random = new(20260403);
        foreach (string path in WordPaths(image))
        {
            for (int page = 0; page < image[path].Length; page += IndexPageLayout.PageBytes)
            {
                StoreImage flipped = image.Copy();
                flipped[path][page + random.Next(IndexPageLayout.PageBytes)] ^= (byte)(1 << random.Next(8));

                Finding finding = Assert.Single(flipped.Check().Findings);

                Assert.Equal(
                    (FindingCode.IndexDamaged, path, (long)page), (finding.Code, finding.File, finding.OffsetBytes));
            }
        }
    }

    [Fact]
    public async Task CheckDeep_AnyByteChangedUnderSoundChecksums_IsFoundIfItChangesAnAnswer()
    {
        const int seed = 20260404;
        StoreImage image = await StoreAsync(records: 300);
        string[] paths = WordPaths(image);
        Dictionary<string, int> found = [];
        for (int round = TestLevel.Count(onShort: 150, onCi: 1500, onSoak: 50_000); round > 0; round--)
        {
            Random random = new(seed + round);
            StoreImage wild = image.Copy();
            string path = random.GetItems(paths, 1)[0];
            int page = random.Next(1, wild[path].Length / IndexPageLayout.PageBytes);
            Span<byte> payload = wild[path].AsSpan(page * IndexPageLayout.PageBytes, IndexPageLayout.PageBytes);
            int usedBytes = payload[..IndexPageLayout.PayloadBytes].LastIndexOfAnyExcept((byte)0) + 1;
            int at = random.Next(Math.Max(1, usedBytes));
            payload[at] ^= (byte)random.Next(1, 256);
            Assert.True(StoreLayout.TryParseIndex(Path.GetFileName(path), out _, out ulong number));
            IndexPage.Seal(payload, image.Manifest.Store.Salt, number, page);

            CheckReport report = wild.Check(s_deep);

            Assert.All(report.Findings, finding => Assert.Equal(path, finding.File));
            foreach (Finding finding in report.Findings)
                found[finding.Code.Name] = found.GetValueOrDefault(finding.Code.Name) + 1;
            if (report.Findings.Count > 0) continue;
            string answers = await AnswersAsync(wild.ToStorage());
            Assert.True(answers.Length == 0, $"seed {seed + round}: {path}, page {page}, byte {at}: {answers}");
        }

        Assert.True(found.ContainsKey(FindingCode.IndexInconsistent.Name), "No change was inconsistent.");
        Assert.True(found.ContainsKey(FindingCode.IndexMismatch.Name), "No change was held against the log.");
    }

    [Fact]
    public async Task Backup_TakesTheWordsAndRepairAndReindexKeepTheStoreSearchable()
    {
        StoreImage image = await StoreAsync(records: 200);
        MemoryStorage storage = image.ToStorage();

        Manifest made = Feedlog.Fsck.Commands.ReindexCommand.Run(storage, meter: null, default);

        Assert.Empty(made.Words);
        Assert.DoesNotContain(
            storage.List(StoreLayout.IndexFolder),
            name => name.EndsWith(StoreLayout.WordsSuffix, StringComparison.Ordinal));
        Assert.Equal("", await AnswersAsync(storage));
        Assert.Empty(StoreImage.Of(storage).Check(s_deep).Findings);
        Assert.NotEmpty(StoreImage.Of(storage).Manifest.Words);
    }

    // Which searches find something else than reading all records does; opening also makes the words that are missing.
    private static async Task<string> AnswersAsync(IStorage storage)
    {
        await using FeedlogStore store = await FeedlogStore.OpenAsync(storage, s_small);
        using FeedlogSnapshot snapshot = store.OpenSnapshot();
        List<string> wrong = [];
        foreach (string query in s_queries)
        {
            SearchOptions options = new() { Limit = 25 };
            string expected = Text(snapshot.Scan(Query.Parse(query), options));
            string answer;
            try
            {
                answer = Text(snapshot.Search(query, options));
            }
            catch (FeedlogException refusal)
            {
                answer = refusal.Message;
            }

            if (answer != expected) wrong.Add($"{query}: {answer}, not {expected}");
        }

        return string.Join("; ", wrong);
    }

    private static string Text(IEnumerable<SearchHit> hits) =>
        string.Join(' ', hits.Select(hit => FormattableString.Invariant($"{hit.Record.Sequence}:{hit.Score:F6}")));

    private static string[] WordPaths(StoreImage image) =>
        [.. image.Manifest.Words.Select(file => StoreLayout.Words(file.Number))];

    private static string Metadata(int i) => FormattableString.Invariant($$"""
        {"score":{{i % 20}},"flag":{{(i % 2 == 0 ? "true" : "false")}},"source":{"page":"p{{i % 9}}"},
        "long":"{{new string('x', 198 + i % 5)}}","{{new string('p', 126 + i % 4)}}":{{-i}}.5}
        """);

    // Words of one, of many and of all records; fields of every kind; deletions and newer versions in between.
    private static async Task<StoreImage> StoreAsync(int records)
    {
        MemoryStorage storage = new();
        await using (FeedlogStore store = await FeedlogStore.OpenAsync(storage, s_small))
        {
            for (int i = 0; i < records; i++)
            {
                string repeated = string.Concat(Enumerable.Repeat($" n{i % 10}", i % 7));
                await store.AppendAsync(
                    new RecordDraft($"all number n{i}{repeated}{(i % 2 == 0 ? " even" : "")}")
                    {
                        Key = i % 5 == 0 ? $"key {i % 50}" : null,
                        Kind = i % 2 == 0 ? "even" : "odd",
                        Stream = i % 3 == 0 ? "main" : null,
                        Tags = [$"t{i % 4}"],
                        Metadata = Metadata(i),
                    },
                    new AppendOptions { Durability = Durability.None });
                if (i % 40 == 39) await store.DeleteAsync($"key {i % 50 / 5 * 5}", null, Durability.None);
            }
        }

        return StoreImage.Of(storage);
    }
}
