using System.Text;
using Feedlog.Format;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;
using Feedlog.Format.V1;
using Feedlog.Fsck;
using Feedlog.Fsck.Commands;
using Feedlog.Fsck.Copying;
using Feedlog.Fsck.Migrating;
using Feedlog.Fsck.Selftest;

namespace Feedlog.Tests.Unit.Fsck;

/// <summary>Copies, comparisons, migrations and new indexes.</summary>
public sealed class CopyingTests
{
    [Fact]
    public async Task Backup_ClosedStore_IsTheSameStore()
    {
        StoreImage image = await RepairTests.StoreAsync();
        MemoryStorage target = new();

        CheckReport report = new BackupRun(image.ToStorage(), target, new CheckOptions(), default).Run();

        Assert.Empty(report.Findings);
        Assert.Equal(image.Manifest.Runs.Count, StoreImage.Of(target).Manifest.Runs.Count);
        Assert.Equal(await StoreRecords.LivingAsync(image.ToStorage()), await StoreRecords.LivingAsync(target));
        Assert.Equal(0, Compare(image.ToStorage(), target).Findings.ExitBits);
    }

    [Fact]
    public async Task Backup_WhileAWriterAppends_IsAConsistentPrefix()
    {
        MemoryStorage source = new();
        await using FeedlogStore store = await FeedlogStore.OpenAsync(source, SampleStores.SmallSegments);
        await SampleStores.AppendAsync(store, 0, 40, Durability.Durable);
        Task writing = Task.Run(async () =>
        {
            for (int i = 40; i < 1500; i++)
                await SampleStores.AppendAsync(store, i, 1, i % 3 == 0 ? Durability.None : Durability.Durable);
        });

        List<MemoryStorage> copies = [];
        do
        {
            MemoryStorage target = new();
            CheckReport report = new BackupRun(source, target, new CheckOptions(), default).Run();
            Assert.Empty(report.Findings);
            copies.Add(target);
        }
        while (!writing.IsCompleted && copies.Count < 20);
        await writing;

        ulong before = 39;
        foreach (MemoryStorage copy in copies)
        {
            CompareRun compare = Compare(source, copy);
            Assert.All(compare.Findings.Kept, finding => Assert.Equal(FindingCode.RecordLacking, finding.Code));
            Assert.True((ulong)compare.SameCount > before, $"{compare.SameCount} after {before}");
            before = (ulong)compare.SameCount - 1;
        }
    }

    [Fact]
    public async Task Compare_StoresThatDiffer_NamesEveryDifference()
    {
        MemoryStorage first = new();
        MemoryStorage second = new();
        await WriteAsync(first, "one", "two", "three");
        await WriteAsync(second, "one", "other", "three", "four");

        CompareRun compare = Compare(first, second);

        // The ids of all records are generated, so none is the same; the sequences are.
        Assert.Equal(["record-differs", "record-differs", "record-differs", "record-extra"],
            compare.Findings.Kept.Select(finding => finding.Code.Name));
        CompareRun part = new(first, first, new CheckOptions(), default) { FromSequence = 2, ToSequence = 3 };
        part.Run();
        Assert.Equal((1, 0), (part.SameCount, part.Findings.ExitBits));
    }

    [Fact]
    public async Task Compare_DamagedStore_SaysSoInsteadOfComparing()
    {
        StoreImage image = await SampleStores.ClosedAsync();
        StoreImage damaged = image.Copy();
        damaged[SampleStores.Second][200] ^= 1;

        CommandException refusal = Assert.Throws<CommandException>(
            () => Compare(image.ToStorage(), damaged.ToStorage()));

        Assert.Equal("Damaged", refusal.Code);
    }

    [Fact]
    public async Task Reindex_Store_HasIndexesThatAreTrueAndTheSameAnswers()
    {
        StoreImage image = await RepairTests.StoreAsync();
        string[] expected = await StoreRecords.LivingAsync(image.ToStorage());
        MemoryStorage storage = image.ToStorage();

        Manifest made = ReindexCommand.Run(storage, meter: null, default);

        // The old ones left out the last groups, one of which ends a record.
        Assert.Equal(image.Manifest.Deaths.Sum(file => file.EntryCount) + 1, made.Deaths.Sum(file => file.EntryCount));
        Assert.Empty(StoreImage.Of(storage).Check(new CheckOptions { IsDeep = true }).Findings);
        Assert.Equal(made.Runs.Count + made.Deaths.Count, storage.List(StoreLayout.IndexFolder).Count);
        Assert.Equal(expected, await StoreRecords.LivingAsync(storage));
    }

    [Fact]
    public async Task Reindex_DamagedLog_IsRefusedAndNothingChanges()
    {
        StoreImage image = await RepairTests.StoreAsync();
        image[SampleStores.Second][300] ^= 1;
        MemoryStorage storage = image.ToStorage();

        Assert.Equal("Damaged",
            Assert.Throws<CommandException>(() => ReindexCommand.Run(storage, meter: null, default)).Code);

        Assert.Equal(image[StoreLayout.Manifest], StoreImage.Of(storage)[StoreLayout.Manifest]);
    }

    [Fact]
    public async Task Migrate_Frames_BringsEverythingTheyCarry()
    {
        byte[] frames =
        [
            .. Frame("00000000000000af", 5, "an id of ours", ""),
            .. Frame("note/1", -7, "twice", " { \"a\" : 1 } "),
            .. Frame("note/1", -7, "twice", " { \"a\" : 1 } "),
            .. Frame("00000000000000af", 5, "an id of ours", ""),
            .. Frame("x", 9, "all", "{\"_feedlog\":{\"key\":\"k\",\"stream\":\"s\",\"kind\":\"d\"," +
                "\"tags\":[\"x\",\"y\"],\"expiresAt\":4102444800000},\"z\":[1]}"),
            .. Frame("y", 9, "/v8=", """{"_feedlog":{"base64":true,"noMetadata":true}}"""),
            .. Frame("z", 9, "not ours", """{"_feedlog":{"other":1}}"""),
        ];

        (CheckReport report, MigrateRun run, MemoryStorage target) = Migrate(frames);

        Assert.Empty(report.Findings);
        Assert.Equal((6, 1), (run.TakenCount, run.SkippedCount));
        Assert.Empty(StoreImage.Of(target).Check(new CheckOptions { IsDeep = true }).Findings);
        await using FeedlogStore store = await FeedlogStore.OpenAsync(target, new FeedlogOptions());
        Record[] records;
        using (FeedlogSnapshot snapshot = store.OpenSnapshot()) records = [.. snapshot.Scan()];
        Assert.Equal(["an id of ours", "twice", "twice", "all", "\u00fe\u00ff", "not ours"],
            records.Select(record => Encoding.Latin1.GetString(record.ContentBytes.Span)));
        Assert.Equal("00000000000000af", records[0].Id.ToString());
        Assert.Equal(" { \"a\" : 1 } ", Encoding.UTF8.GetString(records[1].MetadataBytes.Span));
        Assert.Equal(("k", "s", "d", "x,y", "{\"z\":[1]}"), (records[3].Key, records[3].Stream, records[3].Kind,
            string.Join(',', records[3].Tags), Encoding.UTF8.GetString(records[3].MetadataBytes.Span)));
        Assert.Equal(4102444800000, records[3].ExpiresAt?.ToUnixTimeMilliseconds());
        Assert.True(records[4].MetadataBytes.IsEmpty);
        Assert.Equal("""{"_feedlog":{"other":1}}""", Encoding.UTF8.GetString(records[5].MetadataBytes.Span));
    }

    [Fact]
    public void Migrate_DamageAndConflicts_AreNamedAndTheRestIsTaken()
    {
        byte[] first = Frame("0000000000000001", 1, "first", "");
        byte[] frames =
        [
            .. first, .. "rubbish"u8, .. Frame("b", 2, "behind rubbish", ""),
            .. Frame("0000000000000001", 1, "another with its id", ""), .. Frame("c", 3, "list", "[1]"),
            .. Frame("d", 4, "last", "").AsSpan()[..^1],
        ];

        (CheckReport report, MigrateRun run, MemoryStorage target) = Migrate(frames);

        Assert.Equal(2, run.TakenCount);
        Assert.Equal(("portable-damaged", (long)first.Length),
            (report.Findings[0].Code.Name, report.Findings[0].OffsetBytes));
        Assert.Equal(["portable-damaged", "portable-damaged", "portable-rejected", "portable-rejected"],
            report.Findings.Select(finding => finding.Code.Name).Order());
        Assert.Equal(0, new StoreCheck(target).Run().Exit);
    }

    [Fact]
    public void Selftest_ThisProgram_FindsEveryDamage()
    {
        List<string> failed = [];
        SelftestRun run = new(default)
        {
            OnTrial = (name, isPassed, found) =>
            {
                if (!isPassed) failed.Add(name + ": " + found);
            },
        };

        run.Run();

        Assert.Empty(failed);
        Assert.True(run.PassedCount > 15);
    }

    [Fact]
    public async Task Scrub_WithARate_TakesAsLongAsTheRateSays()
    {
        StoreImage image = await SampleStores.ClosedAsync(records: 300);
        long bytes = new StoreCheck(image.ToStorage()).Run().Totals.BytesRead;
        WorkMeter meter = new(bytesPerSecond: bytes * 5);

        CheckReport report = new StoreCheck(image.ToStorage(), new CheckOptions { Meter = meter }).Run();

        Assert.Empty(report.Findings);
        Assert.InRange(report.Seconds, 0.15, 20);
        Assert.True(meter.DoneBytes > 0 && meter.TotalBytes > 0);
    }

    private static CompareRun Compare(IStorage first, IStorage second)
    {
        CompareRun compare = new(first, second, new CheckOptions(), default);
        compare.Run();
        return compare;
    }

    private static async Task WriteAsync(IStorage storage, params string[] contents)
    {
        await using FeedlogStore store = await FeedlogStore.OpenAsync(storage, SampleStores.SmallSegments);
        foreach (string content in contents) await store.AppendAsync(content);
    }

    private static (CheckReport Report, MigrateRun Run, MemoryStorage Target) Migrate(byte[] frames)
    {
        MemoryStorage source = new();
        source.CreateFolder("");
        using (IStorageFile file = source.Open("frames.v1", StorageOpen.Create)) file.Write(0, frames);
        MemoryStorage target = new();
        MigrateRun run = new(source, "frames.v1", target, new CheckOptions(), default);
        return (run.Run(), run, target);
    }

    private static byte[] Frame(string id, long timestampMs, string content, string metadata)
    {
        byte[] idBytes = Encoding.UTF8.GetBytes(id);
        byte[] contentBytes = Encoding.UTF8.GetBytes(content);
        byte[] metadataBytes = Encoding.UTF8.GetBytes(metadata);
        byte[] frame = new byte[FrameV1.TotalLength(idBytes.Length, contentBytes.Length, metadataBytes.Length)];
        FrameV1.Write(idBytes, timestampMs, contentBytes, metadataBytes, frame);
        return frame;
    }
}
