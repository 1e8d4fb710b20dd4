using System.Text;
using System.Text.Json;
using Feedlog.Format;
using Feedlog.Format.Storage;
using Feedlog.Format.V1;
using Feedlog.Fsck;
using Feedlog.Fsck.Commands;

namespace Feedlog.Tests.Unit.Fixtures;

/// <summary>
/// Stores and files of each format version, committed once and never made again to please a test: what was written
/// then must read the same now. See tests/fixtures/README.md.
/// </summary>
public sealed class GoldenStoreTests
{
    [Theory]
    [InlineData("v2", ReadMode.Mapped)]
    [InlineData("v2", ReadMode.Positioned)]
    [InlineData("v2-indexed", ReadMode.Mapped)]
    [InlineData("v2-indexed", ReadMode.Positioned)]
    [InlineData("v2-index-3", ReadMode.Mapped)]
    [InlineData("v2-index-3", ReadMode.Positioned)]
    [InlineData("v2-index-4", ReadMode.Mapped)]
    [InlineData("v2-index-4", ReadMode.Positioned)]
    public async Task Store_OpenedReadOnly_GivesBackEveryRecordAndChangesNothing(string name, ReadMode mode)
    {
        string source = Fixture(name + "/store");
        Dictionary<string, string> before = Digests(source);

        await using (FeedlogStore store = await FeedlogStore.OpenReadOnlyAsync(source, new() { ReadMode = mode }))
            await AssertGoldenAsync(store, name);

        Assert.Equal(before, Digests(source));
    }

    [Fact]
    public async Task StoreWithIndexes_WithAndWithoutThem_AnswersTheSame()
    {
        using TemporaryCopy copy = new(Fixture("v2-index-4/store"));
        Assert.NotEmpty(Directory.GetFiles(Path.Join(copy.Folder, "index"), "*.idx"));
        Assert.NotEmpty(Directory.GetFiles(Path.Join(copy.Folder, "index"), "*.live"));
        await using (FeedlogStore store = await FeedlogStore.OpenReadOnlyAsync(copy.Folder))
        {
            Assert.Equal("", store.OpenReport.IndexFault);
            Assert.Equal(0, store.OpenReport.ScannedFrames);
            await AssertFoundAsync(store, "v2-index-4");
        }

        Directory.Delete(Path.Join(copy.Folder, "index"), recursive: true);
        await using (FeedlogStore store = await FeedlogStore.OpenReadOnlyAsync(copy.Folder))
        {
            Assert.Equal(48, store.OpenReport.ScannedFrames);
            await AssertFoundAsync(store, "v2-index-4");
        }
    }

    [Theory]
    [InlineData("v2-indexed")]
    [InlineData("v2-index-3")]
    public async Task StoreWithIndexesOfAnOlderVersion_AnswersTheSame_AndHasNewOnesAfterwards(string name)
    {
        using TemporaryCopy copy = new(Fixture(name + "/store"));
        string[] old = Directory.GetFiles(Path.Join(copy.Folder, "index"));
        await using (FeedlogStore store = await FeedlogStore.OpenReadOnlyAsync(copy.Folder))
        {
            Assert.Equal(48, store.OpenReport.ScannedFrames);
            await AssertFoundAsync(store, name);
        }

        FeedlogOptions options = new() { CloseTailBytes = 1, SealsInline = true };
        await using (FeedlogStore store = await FeedlogStore.OpenAsync(copy.Folder, options))
        {
            Assert.True(store.OpenReport.WasClean);
            Assert.Contains("another version", store.OpenReport.IndexFault, StringComparison.Ordinal);
            await AssertFoundAsync(store, name);
        }

        await using (FeedlogStore store = await FeedlogStore.OpenAsync(copy.Folder, options))
        {
            Assert.Equal(("", 0), (store.OpenReport.IndexFault, store.OpenReport.ScannedFrames));
            await AssertFoundAsync(store, name);
        }

        Assert.Empty(Directory.GetFiles(Path.Join(copy.Folder, "index")).Intersect(old));
    }

    [Theory]
    [InlineData("v2-indexed")]
    [InlineData("v2-index-3")]
    public void StoreWithIndexesOfAnOlderVersion_Checked_IsOutdatedAndNotDamaged(string name)
    {
        using TemporaryCopy copy = new(Fixture(name + "/store"));
        DiskStorage storage = new(copy.Folder);
        CheckReport report = new StoreCheck(storage, new CheckOptions { IsDeep = true }).Run();
        Assert.NotEmpty(report.Findings);
        Assert.All(report.Findings, finding => Assert.Equal(FindingCode.IndexOutdated, finding.Code));
        Assert.Equal(ExitCode.Benign, report.Exit);

        ReindexCommand.Run(storage, meter: null, CancellationToken.None);

        Assert.DoesNotContain(
            new StoreCheck(storage, new CheckOptions { IsDeep = true }).Run().Findings,
            finding => finding.Code != FindingCode.IndexUnlisted);
    }

    [Theory]
    [InlineData("v2")]
    [InlineData("v2-indexed")]
    [InlineData("v2-index-3")]
    [InlineData("v2-index-4")]
    public async Task Store_CopiedAndOpenedForWriting_IsCleanAndGoesOn(string name)
    {
        using TemporaryCopy copy = new(Fixture(name + "/store"));
        await using FeedlogStore store = await FeedlogStore.OpenAsync(copy.Folder);
        Assert.True(store.OpenReport.WasClean);
        await AssertGoldenAsync(store, name);
        AppendResult result = await store.AppendAsync("one more", "more");
        Assert.True(store.TryGet(result.Id, out Record? added));
        Assert.Equal("one more", added.Content);
    }

    [Fact]
    public void FileV1_ReadAndWrittenAgain_IsTheSameBytes()
    {
        byte[] bytes = File.ReadAllBytes(Fixture("v1/frames.v1"));
        string[] expected = File.ReadAllLines(Fixture("v1/expected.jsonl"));
        List<byte> again = [];
        int at = 0;
        int frames = 0;
        while (at < bytes.Length)
        {
            Assert.True(FrameV1.TryRead(bytes.AsSpan(at), out FrameV1View view, out FormatFault fault), fault.ToString());
            using JsonDocument line = JsonDocument.Parse(expected[frames]);
            Assert.Equal(line.RootElement.GetProperty("id").GetString(), Encoding.UTF8.GetString(view.Id));
            Assert.Equal(line.RootElement.GetProperty("timestamp").GetInt64(), view.TimestampMs);
            Assert.Equal(line.RootElement.GetProperty("content").GetString(), Encoding.UTF8.GetString(view.Content));
            Assert.Equal(line.RootElement.GetProperty("metadata").GetString(), Encoding.UTF8.GetString(view.Metadata));
            byte[] target = new byte[view.TotalLengthBytes];
            Assert.Equal(target.Length, FrameV1.Write(view.Id, view.TimestampMs, view.Content, view.Metadata, target));
            again.AddRange(target);
            at += view.TotalLengthBytes;
            frames++;
        }

        Assert.Equal(expected.Length, frames);
        Assert.Equal(bytes, again);
    }

    // Every way that asks an index: each record by its id and its key, what has ended, and all in order of time.
    private static async Task AssertFoundAsync(FeedlogStore store, string name)
    {
        await AssertGoldenAsync(store, name);
        List<Record> all = [];
        await foreach (Record record in store.ScanAsync()) all.Add(record);
        foreach (Record record in all)
        {
            Assert.True(store.TryGet(record.Id, out Record? byId));
            Assert.Equal(record.Sequence, byId.Sequence);
            if (record.Key is null) continue;
            Assert.True(store.TryGet(record.Key, record.Stream, out Record? byKey));
            Assert.Equal(record.Sequence, byKey.Sequence);
        }

        Assert.False(store.TryGet("key-4", out _));
        List<ulong> byTime = [];
        await foreach (Record record in store.RangeAsync(DateTimeOffset.MinValue, DateTimeOffset.MaxValue))
            byTime.Add(record.Sequence);
        IEnumerable<Record> inTime = all.OrderBy(record => record.Timestamp).ThenBy(record => record.Sequence);
        Assert.Equal(inTime.Select(record => record.Sequence), byTime);
    }

    private static async Task AssertGoldenAsync(FeedlogStore store, string name)
    {
        List<string> actual = [];
        await foreach (Record record in store.ScanAsync()) actual.Add(GoldenLines.Of(record));
        string[] expected = await File.ReadAllLinesAsync(Fixture(name + "/expected.jsonl"));
        Assert.NotEmpty(expected);
        Assert.Equal(expected, actual);
        List<RecordVersion> history = [];
        await foreach (RecordVersion version in store.HistoryAsync("changing", "stream")) history.Add(version);
        Assert.Equal(
            [VersionEnd.Deleted, VersionEnd.Superseded, VersionEnd.Superseded], history.Select(version => version.End));
    }

    private static string Fixture(string name)
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Join(folder.FullName, "Engine.sln"))) folder = folder.Parent;
        return Path.Join(folder?.FullName, "tests", "fixtures", name);
    }

    private static Dictionary<string, string> Digests(string folder) => Directory
        .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .ToDictionary(
            file => Path.GetRelativePath(folder, file),
            file => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file))));

    private sealed class TemporaryCopy : IDisposable
    {
        public TemporaryCopy(string source)
        {
            foreach (string file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
            {
                string target = Path.Join(Folder, Path.GetRelativePath(source, file));
                Directory.CreateDirectory(Path.GetDirectoryName(target)!); // A joined path has a folder.
                File.Copy(file, target);
            }
        }

        public string Folder { get; } = Directory.CreateTempSubdirectory("feedlog-golden-").FullName;

        public void Dispose() => Directory.Delete(Folder, recursive: true);
    }
}
