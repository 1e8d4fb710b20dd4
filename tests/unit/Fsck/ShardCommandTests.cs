using System.Text.Json;
using Feedlog.Format;
using Feedlog.Format.Indexes;
using Feedlog.Format.Shards;
using Feedlog.Fsck;
using Feedlog.Tests.Unit.Format.Shards;

namespace Feedlog.Tests.Unit.Fsck;

/// <summary>A shard that was copied away is examined and shown by itself.</summary>
public sealed class ShardCommandTests : IDisposable
{
    private const string Name = "000000000007.shard";

    private readonly string _folder = Directory.CreateTempSubdirectory("feedlog-shard-").FullName;
    private readonly byte[] _sound = ShardSamples.Bytes(ShardSamples.Slots(12), new ShardWriterOptions { ChunkSlots = 4 });

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(Name)]
    [InlineData(Name + ".tmp")]
    [InlineData("copy.shard")]
    public void Verify_SoundShard_IsClean(string name)
    {
        (int exit, string output, string error) = Run(_sound, name, "verify", "--json");
        Assert.Equal((ExitCode.Clean, ""), (exit, error));
        JsonElement summary = JsonDocument.Parse(output).RootElement;
        Assert.Equal(12, summary.GetProperty("intact").GetInt32());
        Assert.Equal(0, summary.GetProperty("missing").GetInt32());
        Assert.True(summary.GetProperty("bytes").GetInt64() > _sound.Length / 2);
    }

    [Fact]
    public void Verify_DamagedChunk_IsNamedAndTheOthersAreCounted()
    {
        ShardChunkHead head = ShardForger.HeadsOf(_sound)[1];
        byte[] shard = (byte[])_sound.Clone();
        shard[head.OffsetBytes + ShardChunkLayout.HeadBytes + 20] ^= 1;
        (int exit, string output, _) = Run(shard, Name, "verify");
        Assert.Equal(ExitCode.Damage, exit);
        Assert.Contains($"shard-damaged {Name}:{head.OffsetBytes}: ", output, StringComparison.Ordinal);
        Assert.Contains(nameof(FormatFault.BadBodyChecksum), output, StringComparison.Ordinal);
        Assert.Contains("8 intact, 0 damaged, 4 missing", output, StringComparison.Ordinal);
        Assert.Single(output.Split('\n'), line => line.StartsWith("error ", StringComparison.Ordinal));
    }

    [Fact]
    public void Verify_TwoDamagedChunks_AreBothNamed()
    {
        byte[] shard = (byte[])_sound.Clone();
        foreach (ShardChunkHead head in ShardForger.HeadsOf(_sound).Skip(1)) shard[head.OffsetBytes] ^= 1;
        (int exit, string output, _) = Run(shard, Name, "verify", "--quiet");
        Assert.Equal(ExitCode.Damage, exit);
        Assert.Equal(2, output.Split('\n').Count(line => line.Contains("shard-damaged", StringComparison.Ordinal)));
    }

    [Fact]
    public void Verify_FooterThatLies_IsInconsistent()
    {
        int page = (int)ShardForger.FooterOf(_sound).FooterPage;
        byte[] shard = (byte[])_sound.Clone();
        shard[page * IndexPageLayout.PageBytes + ShardFooterLayout.RecordCount]--;
        (int exit, string output, _) = Run(ShardForger.SealPage(shard, page), Name, "verify");
        Assert.Equal(ExitCode.Damage, exit);
        Assert.Contains("shard-inconsistent", output, StringComparison.Ordinal);
        Assert.Contains("12 intact", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Verify_ShardWithTheNameOfAnother_IsMisplaced()
    {
        (int exit, string output, _) = Run(_sound, "000000000008.shard", "verify");
        Assert.Equal(ExitCode.Damage, exit);
        Assert.Contains("shard-misplaced", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Verify_NewerShard_IsNotExamined()
    {
        byte[] shard = (byte[])_sound.Clone();
        shard[ShardLayout.Version] = 3;
        ulong hash = Checksum.Xxh3(shard.AsSpan(0, ShardLayout.HeaderHash));
        (int exit, string output, _) = Run(
            Feedlog.Tests.Unit.Format.Samples.Put(shard, ShardLayout.HeaderHash, hash), Name, "verify");
        Assert.Equal(ExitCode.CouldNotRun, exit);
        Assert.Contains("version-unknown", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("verify")]
    [InlineData("info")]
    [InlineData("dump")]
    public void CutShard_IsDamaged_AndMissingOneUnreadable(string command)
    {
        (int exit, string output, string error) = Run(_sound[..5000], Name, command);
        Assert.Equal(ExitCode.Damage, exit);
        Assert.Contains("shard-damaged", output + error, StringComparison.Ordinal);
        File.Delete(Path.Combine(_folder, Name));
        (exit, output, error) = RunAlone(command, Path.Combine(_folder, Name));
        Assert.Equal(ExitCode.CouldNotRun, exit);
        Assert.Contains("file-unreadable", output + error, StringComparison.Ordinal);
    }

    [Fact]
    public void Info_SaysWhatHeaderAndFooterSay()
    {
        (int exit, string output, _) = Run(_sound, Name, "info", "--json");
        Assert.Equal(ExitCode.Clean, exit);
        JsonElement told = JsonDocument.Parse(output).RootElement;
        Assert.Equal(7, told.GetProperty("shard").GetInt32());
        Assert.Equal(2023, told.GetProperty("year").GetInt32());
        Assert.Equal(3, told.GetProperty("chunks").GetInt32());
        Assert.Equal(12, told.GetProperty("frames").GetInt32());
        Assert.Equal(11, told.GetProperty("records").GetInt32());
        Assert.Equal(_sound.Length, told.GetProperty("lengthBytes").GetInt32());
    }

    [Theory]
    [InlineData("100", 12)]
    [InlineData("5", 5)]
    public void Dump_PrintsChunksAndFramesWithoutContents(string limit, int frames)
    {
        (int exit, string output, _) = Run(_sound, Name, "dump", "--limit", limit, "--json");
        Assert.Equal(ExitCode.Clean, exit);
        JsonElement[] rows =
            [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal(frames, rows.Count(row => row.TryGetProperty("recordedAt", out _)));
        Assert.Equal((frames + 3) / 4, rows.Count(row => row.TryGetProperty("codec", out _)));
        Assert.DoesNotContain("content of the record", output, StringComparison.Ordinal);
    }

    private (int Exit, string Output, string Error) Run(byte[] shard, string name, string command, params string[] more)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, shard);
        return RunAlone([command, path, .. more]);
    }

    private static (int Exit, string Output, string Error) RunAlone(params string[] args)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        int exit = FsckCli.Run(args, output, error);
        return (exit, output.ToString(), error.ToString());
    }
}
