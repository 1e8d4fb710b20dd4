using System.Text;
using System.Text.Json;
using Feedlog.Format;
using Feedlog.Format.V1;

namespace Feedlog.Tests.Unit.Fixtures;

/// <summary>
/// Stores and files of each format version, committed once and never made again to please a test: what was written
/// then must read the same now. See tests/fixtures/README.md.
/// </summary>
public sealed class GoldenStoreTests
{
    [Theory]
    [InlineData(ReadMode.Mapped)]
    [InlineData(ReadMode.Positioned)]
    public async Task StoreV2_OpenedReadOnly_GivesBackEveryRecordAndChangesNothing(ReadMode mode)
    {
        string source = Fixture("v2/store");
        Dictionary<string, string> before = Digests(source);

        await using (FeedlogStore store = await FeedlogStore.OpenReadOnlyAsync(source, new() { ReadMode = mode }))
            await AssertGoldenAsync(store);

        Assert.Equal(before, Digests(source));
    }

    [Fact]
    public async Task StoreV2_CopiedAndOpenedForWriting_IsCleanAndGoesOn()
    {
        string copy = Directory.CreateTempSubdirectory("feedlog-golden-").FullName;
        try
        {
            foreach (string file in Directory.EnumerateFiles(Fixture("v2/store"), "*", SearchOption.AllDirectories))
            {
                string target = Path.Join(copy, Path.GetRelativePath(Fixture("v2/store"), file));
                Directory.CreateDirectory(Path.GetDirectoryName(target)!); // A joined path has a folder.
                File.Copy(file, target);
            }

            await using FeedlogStore store = await FeedlogStore.OpenAsync(copy);
            Assert.True(store.OpenReport.WasClean);
            await AssertGoldenAsync(store);
            AppendResult result = await store.AppendAsync("one more", "more");
            Assert.True(store.TryGet(result.Id, out Record? added));
            Assert.Equal("one more", added.Content);
        }
        finally
        {
            Directory.Delete(copy, recursive: true);
        }
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

    private static async Task AssertGoldenAsync(FeedlogStore store)
    {
        List<string> actual = [];
        await foreach (Record record in store.ScanAsync()) actual.Add(GoldenLines.Of(record));
        string[] expected = await File.ReadAllLinesAsync(Fixture("v2/expected.jsonl"));
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
}
