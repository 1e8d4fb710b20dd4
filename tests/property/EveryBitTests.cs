using Feedlog.Format.Frames;
using Feedlog.Format.Segments;
using Feedlog.Format.Stores;
using Feedlog.Tests.Property.Damage;
using Feedlog.Tests.Support;
using Xunit.Abstractions;

namespace Feedlog.Tests.Property;

/// <summary>
/// A small store is damaged in one place, everywhere: each bit, sectors swapped, old and foreign, files cut and grown.
/// Opening, reading, searching and checking it gives what it gave before, or names the damage; nothing else.
/// </summary>
public sealed class EveryBitTests(ITestOutputHelper output)
{
    private const int SectorBytes = 512;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task FlippedBit_Anywhere_ChangesNoAnswerUnseen(bool isClosed)
    {
        (SmallStore store, _) = await SmallStore.MakeAsync(isClosed);
        DamageJudge judge = await DamageJudge.OfAsync(store);
        Random random = PropertyRun.RandomFor($"flips {isClosed}");
        string lastSegment = store.Paths.Last(path => path.StartsWith(StoreLayout.HotFolder, StringComparison.Ordinal));
        foreach (string path in store.Paths.Where(path => path != StoreLayout.Lock))
        {
            byte[] bytes = store[path];
            int step = IsIndex(path) ? TestLevel.Count(9001, 431, 13) : TestLevel.Count(997, 31, 1);
            // Of the last group no later one says that it was durable, only the watermark: it must be met each time.
            if (!isClosed && path == lastSegment) step = Math.Min(step, 61);
            for (int bit = random.Next(step); bit < bytes.Length * 8; bit += step)
            {
                bytes[bit / 8] ^= (byte)(1 << (bit % 8));
                await judge.JudgeAsync(() => store.ToStorage(), () => $"{path}, bit {bit}");
                bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            }
        }

        Report(isClosed ? "flips, closed store" : "flips, killed store", judge, TestLevel.Count(150, 10_000, 125_000));
    }

    // Most of a small index file is room that is left: what says something is tried by itself.
    [Fact]
    public async Task FlippedBit_InWhatIndexFilesSay_ChangesNoAnswerUnseen()
    {
        (SmallStore store, _) = await SmallStore.MakeAsync(isClosed: true);
        DamageJudge judge = await DamageJudge.OfAsync(store);
        Random random = PropertyRun.RandomFor("flips of indexes");
        int step = TestLevel.Count(29, 5, 1);
        foreach (string path in store.Paths.Where(IsIndex))
        {
            byte[] bytes = store[path];
            int[] used = [.. Enumerable.Range(0, bytes.Length).Where(at => bytes[at] != 0)];
            for (int i = random.Next(step); i < used.Length; i += 1 + random.Next(2 * step - 1))
            {
                int bit = random.Next(8);
                bytes[used[i]] ^= (byte)(1 << bit);
                await judge.JudgeAsync(() => store.ToStorage(), () => $"{path}, byte {used[i]}, bit {bit}");
                bytes[used[i]] ^= (byte)(1 << bit);
            }
        }

        Report("flips, used bytes of index files", judge, TestLevel.Count(100, 700, 3500));
    }

    [Fact]
    public async Task SwappedStaleAndForeignSectors_ChangeNoAnswerUnseen()
    {
        (SmallStore store, SmallStore younger) = await SmallStore.MakeAsync(isClosed: true);
        (SmallStore foreign, _) = await SmallStore.MakeAsync(isClosed: true, seed: 1000);
        DamageJudge judge = await DamageJudge.OfAsync(store);
        Random random = PropertyRun.RandomFor("sectors");
        string[] paths = store.Paths.Where(path => path != StoreLayout.Lock).ToArray();
        int rounds = TestLevel.Count(150, 1500, 15_000);
        for (int i = 0; i < rounds; i++)
        {
            string path = paths[random.Next(paths.Length)];
            SmallStore source = (i % 3) switch { 0 => store, 1 => younger, _ => foreign };
            if (!source.Paths.Contains(path)) continue;
            byte[] changed = store[path].ToArray();
            int at = random.Next((changed.Length + SectorBytes - 1) / SectorBytes) * SectorBytes;
            int from = source == store || random.Next(8) == 0
                ? random.Next((source[path].Length + SectorBytes - 1) / SectorBytes) * SectorBytes : at;
            CopySector(source[path], from, changed, at);
            // A swap; every other one stays half done, as a write that went astray.
            if (source == store && random.Next(2) == 0) CopySector(store[path], at, changed, from);
            await judge.JudgeAsync(
                () => store.ToStorage(path, changed), () => $"{path}, sector at {at} from {from}, round {i}");
        }

        Report("sectors", judge, rounds / 2);
    }

    [Fact]
    public async Task CutAndGrownFiles_ChangeNoAnswerUnseen()
    {
        (SmallStore store, _) = await SmallStore.MakeAsync(isClosed: true);
        DamageJudge judge = await DamageJudge.OfAsync(store);
        Random random = PropertyRun.RandomFor("cuts");
        foreach (string path in store.Paths.Where(path => path != StoreLayout.Lock))
        {
            int step = Math.Max(1, store[path].Length / TestLevel.Count(8, 100, 1500));
            for (int length = 0; length < store[path].Length; length += 1 + random.Next(2 * step - 1))
            {
                byte[] cut = store[path][..length];
                await judge.JudgeAsync(() => store.ToStorage(path, cut), () => $"{path} cut to {length}");
                byte[] garbage = new byte[1 + random.Next(2000)];
                random.NextBytes(garbage);
                byte[] grown = random.Next(2) == 0 ? [.. store[path], .. garbage] : [.. cut, .. garbage];
                await judge.JudgeAsync(
                    () => store.ToStorage(path, grown), () => $"{path}, {grown.Length} bytes, garbage at the end");
            }
        }

        Report("cuts", judge, TestLevel.Count(100, 1500, 15_000));
    }

    [Fact]
    public async Task SwappedFramesOfEqualLength_ChangeNoAnswerUnseen()
    {
        const int count = 24;
        SmallStore store = await SmallStore.MakeEvenAsync(count);
        DamageJudge judge = await DamageJudge.OfAsync(store);
        string path = StoreLayout.Segment(1);
        byte[] sound = store[path];
        int frameBytes = BitConverter.ToInt32(sound, SegmentLayout.HeaderBytes + FrameLayout.TotalLength);
        int strideBytes = frameBytes + CommitLayout.FrameBytes;
        int step = TestLevel.Count(5, 1, 1);
        for (int pair = 0; pair < count * count; pair += step)
        {
            int from = SegmentLayout.HeaderBytes + pair / count * strideBytes;
            int to = SegmentLayout.HeaderBytes + pair % count * strideBytes;
            if (from == to) continue;
            byte[] changed = sound.ToArray();
            sound.AsSpan(from, frameBytes).CopyTo(changed.AsSpan(to));
            sound.AsSpan(to, frameBytes).CopyTo(changed.AsSpan(from));
            await judge.JudgeAsync(() => store.ToStorage(path, changed), () => $"frames at {from} and {to} swapped");
        }

        Report("frames", judge, count * (count - 1) / step / 2);
    }

    [Theory]
    [InlineData(ReadMode.Mapped)]
    [InlineData(ReadMode.Positioned)]
    public async Task CutSegment_ThatIndexesKnow_IsReportedWithItsPlace(ReadMode readMode)
    {
        (SmallStore store, _) = await SmallStore.MakeAsync(isClosed: true);
        string first = StoreLayout.Segment(1);
        await using FeedlogStore opened =
            await FeedlogStore.OpenAsync(store.ToStorage(first, store[first][..600]), SmallStore.Options(readMode));

        FeedlogException refusal =
            Assert.Throws<FeedlogCorruptException>(() => opened.TryGetBySequence(5, out _));

        Assert.Equal(first, refusal.File);
        Assert.True(refusal.OffsetBytes > 600);
    }

    [Fact]
    public async Task DamagedWatermark_OfAKilledStore_IsReportedToReaders()
    {
        (SmallStore store, _) = await SmallStore.MakeAsync(isClosed: false);
        await using FeedlogStore sound =
            await FeedlogStore.OpenReadOnlyAsync(store.ToStorage(), SmallStore.Options());
        Assert.True(sound.OpenReport.WasClean);
        Watermark.TryReadSlot(store[StoreLayout.Watermark], SaltOf(store), 0, out Watermark mark, out _);
        bool isNewestFirst = mark.PublishedSequence == sound.LastSequence;
        store[StoreLayout.Watermark][isNewestFirst ? 9 : WatermarkLayout.SlotStrideBytes + 9] ^= 1;

        await using FeedlogStore reader =
            await FeedlogStore.OpenReadOnlyAsync(store.ToStorage(), SmallStore.Options());

        Assert.True(reader.LastSequence < sound.LastSequence);
        Assert.False(reader.OpenReport.WasClean);
    }

    private static bool IsIndex(string path) => path.StartsWith(StoreLayout.IndexFolder, StringComparison.Ordinal);

    private static ulong SaltOf(SmallStore store) =>
        Manifest.TryRead(store[StoreLayout.Manifest], out Manifest? manifest, out _)
            ? manifest!.Store.Salt // TryRead said so.
            : throw new InvalidOperationException("The manifest is damaged.");

    private static void CopySector(byte[] source, int from, byte[] target, int at)
    {
        int lengthBytes = Math.Min(SectorBytes, Math.Min(source.Length - from, target.Length - at));
        if (lengthBytes > 0) source.AsSpan(from, lengthBytes).CopyTo(target.AsSpan(at));
    }

    private void Report(string name, DamageJudge judge, int floor)
    {
        output.WriteLine($"{name}: {judge.Total} in all: {judge}. {PropertyRun.Hint}");
        TestCounts.Write($"damage/{name}", Enum.GetValues<DamageOutcome>().ToDictionary(
            outcome => outcome.ToString(), outcome => (double)judge[outcome], StringComparer.Ordinal));
        judge.AssertNothingElse();
        Assert.True(judge.Total >= floor, $"Only {judge.Total} were judged.");
        Assert.True(judge[DamageOutcome.Reported] > judge.Total / 4, "Too little was met to be a test.");
    }
}
