using System.Text.Json;
using Feedlog.Format;
using Feedlog.Fsck;
using Feedlog.Tests.Support;

namespace Feedlog.Tests.Unit.Fsck;

/// <summary>What a check takes does not depend on how much there is to check.</summary>
public sealed class MemoryTests
{
    private const long PeakBytesMax = 64 << 20;
    private const int RecordBytes = 800;
    private const int RecordsOfGroup = 2000;

    [LinuxFact]
    public async Task Verify_LargeStore_StaysBelow64MegabytesWhateverItHolds()
    {
        long storeBytes = TestLevel.Count(onShort: 64, onCi: 200, onSoak: 2000) * 1_000_000L;
        using TempStore store = new();
        long records = await FillAsync(store, storeBytes);

        (int exit, string output, long peakBytes) = FsckProcess.Run("verify", store.Folder, "--json");

        Assert.Equal(0, exit);
        JsonElement summary = JsonDocument.Parse(output).RootElement;
        Assert.Equal(records, summary.GetProperty("intact").GetInt64());
        Assert.True(summary.GetProperty("bytes").GetInt64() > storeBytes);
        Assert.InRange(peakBytes, 16 << 20, PeakBytesMax - 1);
    }

    [LinuxFact]
    public async Task MendingCommands_LargeStore_StayBelow64Megabytes()
    {
        long storeBytes = TestLevel.Count(onShort: 64, onCi: 200, onSoak: 2000) * 1_000_000L;
        using TempStore store = new();
        await FillAsync(store, storeBytes);
        string rescued = store.Beside("rescued");
        string copy = store.Beside("copy");
        string[][] commands =
        [
            ["salvage", store.Folder, "--out", rescued], ["backup", store.Folder, "--out", copy],
            ["compare", store.Folder, rescued], ["reindex", rescued], ["repair", rescued, "--apply"],
        ];
        foreach (string[] command in commands)
        {
            (int exit, string output, long peakBytes) = FsckProcess.Run([.. command, "--json"]);

            Assert.True(exit is ExitCode.Clean or ExitCode.Repaired, $"{command[0]}: {exit} {output}");
            Assert.True(peakBytes < PeakBytesMax, $"{command[0]}: {peakBytes} bytes");
        }
    }

    // Ordinary records, and in between the longest record and the longest group that the format allows.
    private static async Task<long> FillAsync(TempStore folder, long storeBytes)
    {
        AppendOptions options = new() { Durability = Durability.Interval };
        Random random = new(20260301);
        byte[] large = new byte[FormatLimits.ContentBytesMax];
        random.NextBytes(large);
        await using FeedlogStore store = await folder.OpenAsync();
        RecordDraft[] longestGroup = [.. Enumerable.Repeat(new RecordDraft { ContentBytes = large }, 2)];
        await store.AppendManyAsync(longestGroup, options);
        long records = longestGroup.Length;
        for (long doneBytes = 2 * large.Length; doneBytes < storeBytes; doneBytes += RecordsOfGroup * RecordBytes)
        {
            RecordDraft[] group = new RecordDraft[RecordsOfGroup];
            for (int i = 0; i < group.Length; i++)
            {
                byte[] content = new byte[RecordBytes];
                random.NextBytes(content);
                group[i] = new RecordDraft { ContentBytes = content };
            }

            await store.AppendManyAsync(group, options);
            records += group.Length;
        }

        await store.AppendManyAsync(longestGroup, options);
        return records + longestGroup.Length;
    }
}
