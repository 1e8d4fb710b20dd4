using Feedlog.Format.Frames;
using Feedlog.Format.Indexes;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;
using Feedlog.Fsck;
using Feedlog.Indexing.Sealed;
using Feedlog.Tests.Support;

namespace Feedlog.Tests.Unit.Fsck;

/// <summary>Index files: silent on sound ones, and every lie about the log is named, in both directions.</summary>
public sealed class IndexCheckTests
{
    private static readonly CheckOptions s_deep = new() { IsDeep = true };

    [Theory]
    [InlineData(1, 1, 0)]
    [InlineData(2, 2, 0)]
    [InlineData(4, 3, 5)]
    [InlineData(7, 1, 1)]
    public async Task Check_SoundIndexes_IsSilent(int runs, int deathFiles, int tailGroups)
    {
        StoreImage image = IndexedStore.Of(await LogAsync(), runs, deathFiles, tailGroups);

        CheckReport report = image.Check(s_deep);

        Assert.Empty(report.Findings);
        Assert.Equal(runs + deathFiles, report.Totals.IndexFiles);
        Assert.Empty(image.Check(new CheckOptions { IsQuick = true }).Findings);
        Assert.Empty(image.Check(new CheckOptions { IsLive = true }).Findings);
    }

    [Fact]
    public async Task Check_LargeStoreWithManyPages_IsSilent()
    {
        MemoryStorage storage = new();
        FeedlogOptions options = new() { CloseTailBytes = long.MaxValue };
        await using (FeedlogStore store = await FeedlogStore.OpenAsync(storage, options))
        {
            for (int round = 0; round < 4; round++)
            {
                await store.AppendManyAsync([.. Enumerable.Range(0, 3000).Select(i => new RecordDraft("record " + i)
                {
                    Key = i % 2 == 0 ? "key " + i % 700 : null,
                    Timestamp = DateTimeOffset.UnixEpoch.AddSeconds(i * 7919 % 3000),
                })]);
            }
        }

        StoreImage image = IndexedStore.Of(StoreImage.Of(storage), runs: 3);

        Assert.Empty(image.Check(s_deep).Findings);
    }

    [Fact]
    public async Task CheckDeep_IndexesThatTheEngineMade_IsSilent()
    {
        MemoryStorage storage = new();
        // Each use of the store ends with runs of its own.
        for (int use = 0; use < 6; use++)
        {
            await using FeedlogStore store = await FeedlogStore.OpenAsync(storage, new FeedlogOptions());
            await SampleStores.AppendAsync(store, use * 20, 40, Durability.Durable);
            await store.DeleteAsync("kettle-" + (use * 20 + 3 - use * 20 % 3));
            await store.DeleteAsync((await store.AppendAsync("soon gone")).Id);
            await store.AppendManyAsync(
                [.. Enumerable.Range(0, 500).Select(i => new RecordDraft("g" + i) { Key = "g" + i % 97 })]);

            StoreImage image = StoreImage.Of(storage);
            Assert.Empty(image.Check(s_deep).Findings);
            Assert.Empty(image.Check(new CheckOptions { IsLive = true }).Findings);
        }

        Assert.True(StoreImage.Of(storage).Check().Totals.IndexFiles > 1);
    }

    [Fact]
    public async Task Check_IndexFileMissing_IsBenignAndNamed()
    {
        StoreImage image = IndexedStore.Of(await LogAsync());
        foreach (string path in IndexPaths(image))
        {
            StoreImage lacking = image.Copy();
            lacking.Remove(path);

            AssertOnly(lacking.Check(), FindingCode.IndexMissing, path, 0);
            AssertOnly(lacking.Check(new CheckOptions { IsQuick = true }), FindingCode.IndexMissing, path, 0);
        }
    }

    [Fact]
    public async Task Check_IndexFileUnlisted_IsBenign()
    {
        StoreImage image = IndexedStore.Of(await LogAsync());
        image["index/000000000099.idx"] = [1];
        image["index/000000000098.live"] = [1];
        image["index/97.idx"] = [1];

        CheckReport report = image.Check();

        Assert.Equal(
            ["stray-file", "index-unlisted", "index-unlisted"], report.Findings.Select(each => each.Code.Name));
        Assert.Equal(ExitCode.Benign, report.Exit);
    }

    [Fact]
    public async Task Check_EveryPageFlipped_IsNamed()
    {
        StoreImage image = IndexedStore.Of(await LogAsync());
        Random random = new(20260401);
        foreach (string path in IndexPaths(image))
        {
            for (int page = 0; page < image[path].Length; page += IndexPageLayout.PageBytes)
            {
                StoreImage flipped = image.Copy();
                flipped[path][page + random.Next(IndexPageLayout.PageBytes)] ^= (byte)(1 << random.Next(8));

                AssertOnly(flipped.Check(), FindingCode.IndexDamaged, path, page);
            }
        }
    }

    [Fact]
    public async Task Check_IndexFileCutOrLonger_IsNamed()
    {
        StoreImage image = IndexedStore.Of(await LogAsync());
        foreach (string path in IndexPaths(image))
        {
            int lengthBytes = image[path].Length;
            StoreImage cut = image.Copy();
            cut.Cut(path, lengthBytes - 1);
            StoreImage longer = image.Copy();
            longer[path] = [.. image[path], 0];

            AssertOnly(cut.Check(), FindingCode.IndexDamaged, path, lengthBytes - 1);
            AssertOnly(longer.Check(), FindingCode.IndexDamaged, path, lengthBytes);
        }
    }

    [Fact]
    public async Task Check_IndexFileOfAnotherMomentOrStore_IsStale()
    {
        StoreImage log = await LogAsync();
        StoreImage image = IndexedStore.Of(log);
        StoreImage older = IndexedStore.Of(log, tailGroups: 10);
        foreach (string path in IndexPaths(image))
        {
            StoreImage stale = image.Copy();
            stale[path] = older[path];

            CheckReport report = stale.Check();

            Assert.Equal((FindingCode.IndexStale, path), (report.Findings[0].Code, report.Findings[0].File));
            Assert.Equal(ExitCode.Benign, report.Exit);
        }
    }

    [Fact]
    public async Task Check_IndexFileUnderAnotherName_IsNamed()
    {
        StoreImage image = IndexedStore.Of(await LogAsync());
        image[StoreLayout.Index(2)] = image[StoreLayout.Index(1)];

        CheckReport report = image.Check();

        Assert.Equal((FindingCode.IndexDamaged, StoreLayout.Index(2)),
            (Assert.Single(report.Findings).Code, report.Findings[0].File));
    }

    public static TheoryData<string, string> Lies => new()
    {
        { "id", "Ids" },
        { "no id", "Ids" },
        { "address", "Slots" },
        { "kind", "Slots" },
        { "time", "Times" },
        { "expiry", "Expiries" },
        { "key", "Keys" },
        { "no key", "Keys" },
    };

    [Theory]
    [MemberData(nameof(Lies))]
    public async Task Check_RunThatLiesAboutARecord_NamesTheEntryOnBothSides(string lie, string section)
    {
        StoreImage log = await LogAsync();
        const ulong liar = 22;

        StoreImage image = IndexedStore.Of(log, changeSlot: slot => slot.Sequence != liar ? slot : lie switch
        {
            "id" => slot with { Id = slot.Id ^ 4 },
            "no id" => slot with { Id = 0 },
            "address" => slot with { Address = new FrameAddress(slot.Address.Packed + 1) },
            "kind" => slot with { IsRecord = false },
            "time" => slot with { TimestampMs = slot.TimestampMs + 1 },
            "expiry" => slot with { ExpiresAtMs = 77 },
            "key" => slot with { HasKey = true, KeyHash = slot.KeyHash with { High = ~slot.KeyHash.High } },
            _ => slot with { HasKey = false },
        });
        CheckReport report = image.Check();

        Finding[] lies =
        [
            .. report.Findings.Where(each => each.Message.Contains($"ection {section}", StringComparison.Ordinal)),
        ];
        Assert.NotEmpty(lies);
        Assert.All(report.Findings, each => Assert.Equal(FindingCode.IndexMismatch, each.Code));
        Assert.All(lies, each => Assert.StartsWith("index/", each.File, StringComparison.Ordinal));
        Assert.All(lies, each => Assert.NotEqual(0, each.OffsetBytes));
        Assert.InRange(lies.Length, 1, 2);
        Assert.Equal(ExitCode.Damage, report.Exit);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task CheckDeep_DeathsThatLie_AreNamed(int lie)
    {
        StoreImage image = IndexedStore.Of(await LogAsync(), changeDeaths: deaths =>
        {
            (ulong victim, ulong killer, bool byTombstone) = deaths[3];
            switch (lie)
            {
                case 0: deaths.RemoveAt(3); break;
                case 1: deaths[3] = (victim, killer, !byTombstone); break;
                case 2: deaths[3] = (victim, killer + 1, byTombstone); break;
                case 3: deaths.Add((killer, killer + 1, true)); break;
                default: deaths[3] = (1_000_000, 1_000_001, false); break;
            }
        });

        CheckReport report = image.Check(s_deep);

        Assert.NotEmpty(report.Findings);
        Assert.All(report.Findings, each => Assert.Equal(FindingCode.IndexMismatch, each.Code));
        Assert.All(report.Findings,
            each => Assert.EndsWith(StoreLayout.LiveSuffix, each.File, StringComparison.Ordinal));
        Assert.Equal(ExitCode.Damage, report.Exit);
    }

    [Fact]
    public async Task CheckDeep_AnyByteChangedUnderSoundChecksums_IsFoundAndNeverThrows()
    {
        const int seed = 20260402;
        int rounds = TestLevel.Count(onShort: 300, onCi: 3000, onSoak: 100_000);
        StoreImage image = IndexedStore.Of(await LogAsync(), runs: 3);
        string[] paths = IndexPaths(image);
        for (int round = 0; round < rounds; round++)
        {
            Random random = new(seed + round);
            StoreImage wild = image.Copy();
            string path = random.GetItems(paths, 1)[0];
            byte[] bytes = wild[path];
            int page = random.Next(bytes.Length / IndexPageLayout.PageBytes);
            Span<byte> payload = bytes.AsSpan(page * IndexPageLayout.PageBytes, IndexPageLayout.PageBytes);
            int usedBytes = payload[..IndexPageLayout.PayloadBytes].LastIndexOfAnyExcept((byte)0) + 1;
            int at = random.Next(Math.Min(usedBytes + 4, IndexPageLayout.PayloadBytes));
            // Nobody can know when a file was made.
            bool isFree = page == 0 && at is >= IndexHeaderLayout.CreatedAt and < IndexHeaderLayout.SectionCount;
            if (isFree) continue;
            payload[at] ^= (byte)random.Next(1, 256);
            Assert.True(StoreLayout.TryParseIndex(Path.GetFileName(path), out _, out ulong number));
            IndexPage.Seal(payload, image.Manifest.Store.Salt, number, page);

            CheckReport report = wild.Check(s_deep);

            Assert.True(report.Findings.Any(each => each.File == path),
                $"seed {seed + round}: {path}, page {page}, byte {at}: {string.Join("; ", report.Findings)}");
        }
    }

    [Fact]
    public async Task Check_DamagedLogBelowSoundIndexes_BlamesTheLogOnly()
    {
        StoreImage image = IndexedStore.Of(await LogAsync());
        image[SampleStores.First][300] ^= 1;

        CheckReport report = image.Check(s_deep);

        Assert.Equal((FindingCode.SegmentDamaged, SampleStores.First),
            (Assert.Single(report.Findings).Code, report.Findings[0].File));
    }

    [Fact]
    public async Task Check_LogThatEndsBeforeTheNewestRun_LacksDurableGroups()
    {
        StoreImage image = IndexedStore.Of(await LogAsync());
        SegmentEntry open = image.Manifest.Segments[^1];
        string path = StoreLayout.Segment(open.Number);
        image.Cut(path, Feedlog.Format.Segments.SegmentLayout.HeaderBytes);
        image[StoreLayout.Watermark].AsSpan().Clear();
        new Watermark
        {
            Counter = 1,
            DurableGroup = 1,
            PublishedSegment = 1,
            PublishedEndBytes = Feedlog.Format.Segments.SegmentLayout.HeaderBytes,
            PublishedGroup = 1,
            PublishedSequence = 1,
        }.Write(image[StoreLayout.Watermark].AsSpan(WatermarkLayout.SlotStrideBytes), image.Manifest.Store.Salt);

        Assert.Contains(image.Check().Findings,
            each => each.Code == FindingCode.DurableMissing && each.File == path);
    }

    private static string[] IndexPaths(StoreImage image) =>
        [.. image.Paths.Where(path => path.StartsWith(StoreLayout.IndexFolder, StringComparison.Ordinal))];

    private static void AssertOnly(CheckReport report, FindingCode code, string file, long offsetBytes)
    {
        Finding finding = Assert.Single(report.Findings);
        Assert.Equal((code, file, offsetBytes), (finding.Code, finding.File, finding.OffsetBytes));
        Assert.Equal((int)code.Severity, report.Exit);
    }

    // Several segments, a gap of sequences, superseded and deleted records, deletions by id, expiries.
    private static async Task<StoreImage> LogAsync()
    {
        FailingStorage storage = new(new MemoryStorage());
        await using (FeedlogStore store = await FeedlogStore.OpenAsync(storage, SampleStores.SmallSegments))
        {
            await SampleStores.AppendAsync(store, 0, 30, Durability.Durable);
            storage.WritesToFail = 1;
            await Assert.ThrowsAsync<FeedlogException>(async () => await store.AppendAsync("lost"));
            await SampleStores.AppendAsync(store, 0, 30, Durability.Durable);
            await store.DeleteAsync("kettle-3");
            await SampleStores.AppendAsync(store, 3, 1, Durability.Durable);
            RecordId id = (await store.AppendAsync(new RecordDraft("by id") { Key = "k" })).Id;
            await store.DeleteAsync(id);
            await store.AppendAsync(new RecordDraft("after") { Key = "k" });
            await store.DeleteAsync((await store.AppendAsync("without a key")).Id);
            await store.AppendManyAsync(
                [.. Enumerable.Range(0, 20).Select(i => new RecordDraft("g" + i) { Key = "g" + i % 5 })]);
        }

        return StoreImage.Of(storage);
    }
}
