using System.Text;
using System.Text.Json;
using Feedlog.Format.V1;

namespace Feedlog.Tests.Unit.Fixtures;

/// <summary>
/// Made the fixtures, once for each format version; kept so that a reader can see how. Does nothing unless
/// FEEDLOG_WRITE_FIXTURES names an empty folder to write to.
/// </summary>
public sealed class FixtureMaker
{
    [Fact]
    public async Task Fixtures_AreMade_OnlyWhereAFolderIsNamed()
    {
        string? target = Environment.GetEnvironmentVariable("FEEDLOG_WRITE_FIXTURES");
        if (string.IsNullOrEmpty(target)) return;
        Assert.False(Directory.Exists(target), "The folder must not exist: fixtures are never made over old ones.");
        Directory.CreateDirectory(Path.Join(target, "v1"));
        await MakeStoreAsync(Path.Join(target, "v2"), new FeedlogOptions { SegmentBytes = 4096 });
        await MakeStoreAsync(Path.Join(target, "v2-index-4"), new FeedlogOptions
        {
            SegmentBytes = 4096,
            TailBytes = 2048,
            CloseTailBytes = 0,
            SealsInline = true,
        });
        MakeFileV1(Path.Join(target, "v1"));
    }

    private static async Task MakeStoreAsync(string target, FeedlogOptions options)
    {
        Directory.CreateDirectory(target);
        List<string> lines = [];
        await using (FeedlogStore store = await FeedlogStore.OpenAsync(Path.Join(target, "store"), options))
        {
            for (int i = 0; i < 40; i++)
            {
                await store.AppendAsync(new RecordDraft($"note {i}: {new string((char)('a' + (i % 26)), i * 7)}")
                {
                    Timestamp = DateTimeOffset.UnixEpoch.AddDays(20_000 + i),
                    Key = i % 2 == 0 ? $"key-{i}" : null,
                    Kind = i % 3 == 0 ? "note" : null,
                    Tags = i % 5 == 0 ? ["red", "\u4e2d\u6587"] : null,
                    Metadata = i % 4 == 0 ? $"{{\"n\":{i}, \"spaced\" : true}}" : null,
                });
            }

            for (int i = 0; i < 3; i++)
            {
                await store.AppendAsync(new RecordDraft($"version {i}")
                {
                    Key = "changing",
                    Stream = "stream",
                    Timestamp = DateTimeOffset.UnixEpoch.AddDays(21_000 + i),
                });
            }

            await store.DeleteAsync("changing", "stream");
            await store.DeleteAsync("key-4");
            await store.AppendManyAsync(
            [
                new RecordDraft { ContentBytes = new byte[] { 0xFF, 0x00, 0xFE, 0xED, 0x02 }, Id = new RecordId(7) },
                new RecordDraft("") { OriginalV1Id = "old-1", Timestamp = DateTimeOffset.MinValue },
            ]);
            await store.AppendAsync(
                new RecordDraft("for ever and a day") { Timestamp = DateTimeOffset.MaxValue },
                new AppendOptions { ExpiresAt = DateTimeOffset.MaxValue });
        }

        await using (FeedlogStore store = await FeedlogStore.OpenReadOnlyAsync(Path.Join(target, "store")))
        {
            await foreach (Record record in store.ScanAsync()) lines.Add(GoldenLines.Of(record));
        }

        await File.WriteAllLinesAsync(Path.Join(target, "expected.jsonl"), lines);
    }

    private static void MakeFileV1(string target)
    {
        (string Id, long TimestampMs, string Content, string Metadata)[] frames =
        [
            ("a1b2c3d4e5f60718", 1_700_000_000_000, "The first memory.", "{\"mood\":\"calm\"}"),
            ("an id of another kind", -1, "", ""),
            ("\u00fc\u4e2d", 253_402_300_799_999, "\u4f60\u597d, \ud83d\ude42", "{}"),
        ];
        using FileStream file = File.Create(Path.Join(target, "frames.v1"));
        List<string> lines = [];
        byte[] buffer = new byte[1024];
        foreach ((string id, long timestampMs, string content, string metadata) in frames)
        {
            int lengthBytes = FrameV1.Write(
                Encoding.UTF8.GetBytes(id), timestampMs, Encoding.UTF8.GetBytes(content),
                Encoding.UTF8.GetBytes(metadata), buffer);
            file.Write(buffer, 0, lengthBytes);
            lines.Add(JsonSerializer.Serialize(new { id, timestamp = timestampMs, content, metadata }));
        }

        File.WriteAllLines(Path.Join(target, "expected.jsonl"), lines);
    }
}
