using Feedlog.Format.Frames;
using Feedlog.Format.Segments;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;
using Feedlog.Fsck;
using Feedlog.Fsck.Repairing;
using Feedlog.Fsck.Salvaging;
using Feedlog.Tests.Support;
using Xunit.Abstractions;

namespace Feedlog.Tests.Unit.Fsck;

/// <summary>What holds for repair and salvage whatever is wrong with a store, tried on damage by chance.</summary>
public sealed class MendingLaws(ITestOutputHelper output)
{
    private const int FrameFacts = 64;

    [Fact]
    public async Task DamageByChance_RepairAndSalvage_ObeyTheirLaws()
    {
        int seed = TestLevel.FromEnvironment("FEEDLOG_TEST_SEED", Environment.TickCount);
        output.WriteLine($"FEEDLOG_TEST_SEED={seed}");
        int rounds = TestLevel.Count(onShort: 150, onCi: 750, onSoak: 50_000);
        Random random = new(seed);
        StoreImage sound = await RepairTests.StoreAsync();
        StoreImage foreign = await RepairTests.StoreAsync();
        Dictionary<ulong, (string Path, int At, byte[] Frame)> frames = FramesOf(sound);
        int brokenCount = 0;
        for (int round = 0; round < rounds; round++)
        {
            StoreImage image = sound.Copy();
            Damage damage = new DamageMaker(random, foreign, foreign).Plant(image);
            string context = $"seed {seed}, round {round}: {damage}";
            HashSet<ulong> intact =
            [
                .. frames.Where(each => image.Paths.Contains(each.Value.Path) && IsAt(image, each.Value))
                    .Select(each => each.Key),
            ];
            if (intact.Count < frames.Count) brokenCount++;

            HashSet<ulong> rescued = AssertSalvage(image, frames, context);
            Assert.True(intact.IsSubsetOf(rescued), $"{context}: salvage lost {Lost(intact, rescued)}");
            if (IsInPlace(damage)) Assert.Equal(intact.Order(), rescued.Order());

            AssertRepair(image, frames, rescued, context);
        }

        Assert.InRange(brokenCount, rounds / 8, rounds);
    }

    [Fact]
    public async Task Salvage_ManyDamagedSpots_ReturnsEveryUndamagedRecordAndNoOther()
    {
        int seed = TestLevel.FromEnvironment("FEEDLOG_TEST_SEED", Environment.TickCount);
        int spots = TestLevel.Count(onShort: 300, onCi: 1000, onSoak: 1000);
        Random random = new(seed);
        MemoryStorage storage = new();
        await using (FeedlogStore store = await FeedlogStore.OpenAsync(
            storage, new FeedlogOptions { SegmentBytes = 4 << 20 }))
        {
            for (int done = 0; done < spots * 20;)
            {
                RecordDraft[] group = new RecordDraft[random.Next(1, 30)];
                for (int i = 0; i < group.Length; i++)
                {
                    byte[] content = new byte[random.Next(200, 1800)];
                    random.NextBytes(content);
                    group[i] = new RecordDraft { ContentBytes = content };
                }

                await store.AppendManyAsync(group, new AppendOptions { Durability = Durability.Interval });
                done += group.Length;
            }
        }

        StoreImage image = StoreImage.Of(storage);
        Dictionary<ulong, (string Path, int At, byte[] Frame)> frames = FramesOf(image);
        SegmentEntry[] segments = [.. image.Manifest.Segments.Where(entry => entry.LogicalEndBytes > 0)];
        for (int i = 0; i < spots; i++)
        {
            SegmentEntry entry = segments[random.Next(segments.Length)];
            byte[] bytes = image[StoreLayout.Segment(entry.Number)];
            int at = random.Next(SegmentLayout.HeaderBytes, (int)entry.LogicalEndBytes);
            bytes[at] ^= (byte)random.Next(1, 256);
        }

        HashSet<ulong> intact = [.. frames.Where(each => IsAt(image, each.Value)).Select(each => each.Key)];
        HashSet<ulong> rescued = AssertSalvage(image, frames, $"seed {seed}");
        image.Remove(StoreLayout.Manifest);
        HashSet<ulong> withoutManifest = AssertSalvage(image, frames, $"seed {seed}, without a manifest");

        output.WriteLine($"seed {seed}: {frames.Count} records, {frames.Count - intact.Count} damaged by {spots} spots, " +
            $"{rescued.Count} rescued");
        Assert.InRange(frames.Count - intact.Count, spots / 2, spots * 2);
        Assert.Equal(intact.Order(), rescued.Order());
        Assert.Equal(intact.Order(), withoutManifest.Order());
    }

    // What comes out is a store without a fault, whose frames are all from the old one, byte for byte.
    private static HashSet<ulong> AssertSalvage(
        StoreImage image, Dictionary<ulong, (string Path, int At, byte[] Frame)> frames, string context)
    {
        MemoryStorage target = new();
        CheckReport report;
        try
        {
            report = new SalvageRun(image.ToStorage(), target, new CheckOptions(), default).Run();
        }
        catch (CommandException refusal)
        {
            throw new InvalidOperationException($"{context}: {refusal.Message}", refusal);
        }

        StoreImage made = StoreImage.Of(target);
        IReadOnlyList<Finding> findings = made.Check(new CheckOptions { IsDeep = true }).Findings;
        Assert.True(findings.Count == 0, $"{context}: {string.Join('\n', findings)}");
        HashSet<ulong> rescued = [];
        foreach ((ulong sequence, (_, _, byte[] frame)) in FramesOf(made))
        {
            Assert.True(frames.TryGetValue(sequence, out (string Path, int At, byte[] Frame) own) &&
                Facts(own.Frame).SequenceEqual(Facts(frame)), $"{context}: sequence {sequence} is invented");
            rescued.Add(sequence);
        }

        Assert.Equal(rescued.Count, report.Totals.IntactFrames);
        Assert.True((report.Exit & ExitCode.Damage) != 0 || rescued.Count == frames.Count, context);
        return rescued;
    }

    // Nothing that could be read is gone afterwards, and a second repair has nothing to do.
    private static void AssertRepair(
        StoreImage image, Dictionary<ulong, (string Path, int At, byte[] Frame)> frames, HashSet<ulong> readable,
        string context)
    {
        MemoryStorage storage = image.ToStorage();
        CheckReport before = image.Check();
        CheckReport left = Apply(storage, []);
        Assert.True((left.Exit & ~before.Exit & ExitCode.Damage) == 0, $"{context}: {string.Join('\n', left.Findings)}");
        StoreImage mended = StoreImage.Of(storage);
        HashSet<ulong> after = AssertSalvage(mended, frames, context + ", mended");
        Assert.True(readable.IsSubsetOf(after), $"{context}: repair lost {Lost(readable, after)}");

        List<RepairStep> again = [];
        Apply(storage, again);
        Assert.True(again.Count == 0, $"{context}: {string.Join('\n', again)}");
        StoreImage twice = StoreImage.Of(storage);
        Assert.All(mended.Paths.Where(path => path != StoreLayout.Lock),
            path => Assert.True(mended[path].AsSpan().SequenceEqual(twice[path]), $"{context}: {path}"));
    }

    private static CheckReport Apply(IStorage storage, List<RepairStep> steps) =>
        new RepairRun(storage, null, RepairArea.All, new CheckOptions(), default) { OnStep = steps.Add }.Apply();

    // Where bytes only change in their place, exactly those frames can be read that did not.
    private static bool IsInPlace(Damage damage) =>
        damage.Kind is DamageKind.FlippedBit or DamageKind.ZeroedSector or DamageKind.Cut;

    private static bool IsAt(StoreImage image, (string Path, int At, byte[] Frame) frame)
    {
        byte[] bytes = image[frame.Path];
        return bytes.Length >= frame.At + frame.Frame.Length &&
            bytes.AsSpan(frame.At, frame.Frame.Length).SequenceEqual(frame.Frame);
    }

    // All but the checksum of the header, which goes with the place.
    private static byte[] Facts(byte[] frame) => [.. frame[..FrameLayout.HeaderHash], .. frame[FrameFacts..]];

    private static string Lost(HashSet<ulong> before, HashSet<ulong> after) => string.Join(' ', before.Except(after));

    private static Dictionary<ulong, (string Path, int At, byte[] Frame)> FramesOf(StoreImage image)
    {
        Dictionary<ulong, (string Path, int At, byte[] Frame)> frames = [];
        foreach (SegmentEntry entry in image.Manifest.Segments)
        {
            string path = StoreLayout.Segment(entry.Number);
            byte[] bytes = image[path];
            for (int at = SegmentLayout.HeaderBytes; at < bytes.Length;)
            {
                ulong seed = Feedlog.Format.Checksum.PlaceSeed(image.Manifest.Store.Salt, entry.Number, (ulong)at);
                if (!FrameHeader.TryRead(bytes.AsSpan(at), seed, out FrameHeader header, out _)) break;
                if (header.TakesSlot)
                    frames[header.Sequence] = (path, at, bytes.AsSpan(at, header.TotalLengthBytes).ToArray());
                at += header.TotalLengthBytes;
            }
        }

        return frames;
    }
}
