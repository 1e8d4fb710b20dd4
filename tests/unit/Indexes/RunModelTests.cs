using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Format.Indexes;
using Feedlog.Indexing.Sealed;
using Feedlog.Tests.Support;

namespace Feedlog.Tests.Unit.Indexes;

/// <summary>Runs, built and merged, answer as plain lists do.</summary>
public sealed class RunModelTests
{
    public static TheoryData<int, int, string, int> Logs()
    {
        TheoryData<int, int, string, int> logs = [];
        int seed = 1;
        foreach (int slotCount in (int[])[1, 2, 3, 7, 62, 63, 64, 252, 253, 700, 5000])
        {
            foreach (string idStyle in LogModel.IdStyles) logs.Add(seed++, slotCount, idStyle, slotCount / 10);
        }

        logs.Add(seed++, 3000, "random", 1);
        logs.Add(seed++, 3000, "random", 2);
        logs.Add(seed++, 3000, "random", 3000);
        int more = TestLevel.Count(onShort: 0, onCi: 50, onSoak: 1000);
        for (int i = 0; i < more; i++) logs.Add(seed++, 10 + i * 7, LogModel.IdStyles[i % 6], i);
        return logs;
    }

    [Theory]
    [MemberData(nameof(Logs))]
    public void Run_AnswersAsTheLogDoes(int seed, int slotCount, string idStyle, int keyCount)
    {
        LogModel log = new(seed, slotCount, idStyle, keyCount);
        IndexFolder folder = new();
        Range all = ..log.Groups.Count;
        IndexFileEntry entry = folder.WriteRun(log, all);
        using RunReader mapped = folder.OpenRun(entry);
        using RunReader positioned = folder.OpenRun(entry, isMapped: false);
        Assert.Equal(log.Coverage(all), mapped.Coverage);
        Assert.Equal(entry, mapped.Entry);
        AssertAnswers(mapped, log);
        AssertAnswers(positioned, log);
        Assert.Equal(mapped.VerifiedPages, positioned.VerifiedPages);
    }

    [Theory]
    [MemberData(nameof(Logs))]
    public void Merge_IsTheRunThatIsBuiltFromAll(int seed, int slotCount, string idStyle, int keyCount)
    {
        LogModel log = new(seed, slotCount, idStyle, keyCount);
        IndexFolder folder = new();
        OpenSegmentState state = SegmentStates.Random(seed);
        IndexFileEntry whole = folder.WriteRun(log, ..log.Groups.Count, state);
        foreach (int parts in (int[])[1, 2, 3, 8])
        {
            Range[] ranges = log.Cut(parts).ToArray();
            RunReader[] runs = ranges.Select((range, i) => folder.OpenRun(
                folder.WriteRun(log, range, i == ranges.Length - 1 ? state : SegmentStates.Random(seed + i + 1)),
                isMapped: i % 2 == 0)).ToArray();
            // Small windows, so that the filters are made in several stretches.
            IndexFileEntry merged = RunMerger.Merge(
                runs, folder.Storage, LogModel.Store, folder.NextNumber(), IndexFolder.NowMs, parts, default);
            AssertSamePayload(folder, whole, merged);
            using RunReader reader = folder.OpenRun(merged);
            Assert.Equal(whole with { Number = merged.Number }, reader.Entry);
            foreach (RunReader run in runs) run.Dispose();
        }
    }

    [Fact]
    public void MergeOfMerges_IsTheRunThatIsBuiltFromAll()
    {
        LogModel log = new(4711, 4000);
        IndexFolder folder = new();
        IndexFileEntry whole = folder.WriteRun(log, ..log.Groups.Count);
        RunReader[] runs = log.Cut(6).Select(range => folder.OpenRun(folder.WriteRun(log, range))).ToArray();
        RunReader[] halves = new[] { runs[..3], runs[3..] }.Select(half => folder.OpenRun(RunMerger.Merge(
            half, folder.Storage, LogModel.Store, folder.NextNumber(), 0, CancellationToken.None))).ToArray();
        IndexFileEntry merged = RunMerger.Merge(
            halves, folder.Storage, LogModel.Store, folder.NextNumber(), IndexFolder.NowMs, CancellationToken.None);
        AssertSamePayload(folder, whole, merged);
    }

    [Fact]
    public void Run_WithoutSlots_KnowsNothing()
    {
        IndexFolder folder = new();
        LogModel log = new(1, 1);
        IndexCoverage coverage = log.Coverage(..1);
        IndexFileEntry entry = new RunBuilder().Write(folder.Storage, LogModel.Store, 7, coverage, null, 0);
        using RunReader run = folder.OpenRun(entry);
        Assert.False(run.TryFindId(1, log, out _, out _));
        Assert.False(run.TryFindKey(new WideHash(0, 1), ulong.MaxValue, log, out _, out _));
        Assert.Empty(run.Versions(new WideHash(0, 1), ulong.MaxValue, log));
        Assert.False(run.TryFindSlot(LogModel.FirstSequence, out _, out _));
        Assert.Equal(0, run.CountTimesBefore(long.MaxValue));
        Assert.Equal(0, run.CountExpiredBy(long.MaxValue));
        Assert.False(run.TrySequenceAt(long.MaxValue, out _));
        Assert.False(run.TryRecordedAt(0, out _));
        Assert.Null(run.ReadSegmentState());
        Assert.Throws<ArgumentOutOfRangeException>(() => run.TimeAt(0));
        Assert.Equal(IndexPageLayout.PageBytes, entry.LengthBytes);

        RunReader[] runs = [run];
        IndexFileEntry merged = RunMerger.Merge(
            runs, folder.Storage, LogModel.Store, 8, IndexFolder.NowMs, CancellationToken.None);
        Assert.Equal(entry with { Number = 8 }, merged);
    }

    [Fact]
    public void Builder_ThatWasCleared_BuildsTheSame()
    {
        LogModel log = new(5, 300);
        IndexFolder folder = new();
        RunBuilder builder = new LogModel(6, 500).Builder(..40);
        builder.Clear();
        foreach (RunSlot slot in log.Slots) builder.Add(slot);
        foreach (ModelGroup group in log.Groups) builder.AddGroup(group.RecordedAtMs, group.LastSequence);
        Range all = ..log.Groups.Count;
        IndexFileEntry again = builder.Write(
            folder.Storage, LogModel.Store, folder.NextNumber(), log.Coverage(all), null, IndexFolder.NowMs);
        AssertSamePayload(folder, folder.WriteRun(log, all), again);
    }

    [Fact]
    public void Merge_OfRunsThatDoNotFollowEachOther_IsRefused()
    {
        LogModel log = new(9, 900);
        IndexFolder folder = new();
        RunReader[] runs = log.Cut(3).Select(range => folder.OpenRun(folder.WriteRun(log, range))).ToArray();
        foreach (RunReader[] wrong in (RunReader[][])[[], [runs[0], runs[2]], [runs[1], runs[0]], [runs[0], runs[0]]])
        {
            Assert.Throws<ArgumentException>(() => RunMerger.Merge(
                wrong, folder.Storage, LogModel.Store, folder.NextNumber(), 0, CancellationToken.None));
        }

        Assert.Equal(3, folder.Storage.List("index").Count);
    }

    [Fact]
    public void Merge_ThatIsCancelled_LeavesNothing()
    {
        LogModel log = new(9, 900);
        IndexFolder folder = new();
        RunReader[] runs = log.Cut(3).Select(range => folder.OpenRun(folder.WriteRun(log, range))).ToArray();
        Assert.Throws<OperationCanceledException>(() => RunMerger.Merge(
            runs, folder.Storage, LogModel.Store, folder.NextNumber(), 0, new CancellationToken(canceled: true)));
        Assert.Equal(3, folder.Storage.List("index").Count);
    }

    [Fact]
    public void FirstLookUps_TouchFewPages()
    {
        LogModel log = new(11, 40_000, keyCount: 5000);
        IndexFolder folder = new();
        IndexFileEntry entry = folder.WriteRun(log, ..log.Groups.Count);
        RunSlot slot = log.Records.Last(slot => slot.HasKey);
        using RunReader byId = folder.OpenRun(entry);
        Assert.Equal(0, byId.VerifiedPages);
        Assert.True(byId.TryFindId(slot.Id, log, out _, out _));
        Assert.InRange(byId.VerifiedPages, 3, 5);
        using RunReader byKey = folder.OpenRun(entry);
        Assert.True(byKey.TryFindKey(slot.KeyHash, ulong.MaxValue, log, out _, out _));
        Assert.InRange(byKey.VerifiedPages, 3, 40);
        using RunReader byTime = folder.OpenRun(entry);
        byTime.CountTimesBefore(slot.TimestampMs);
        Assert.InRange(byTime.VerifiedPages, 2, 3);
        using RunReader absent = folder.OpenRun(entry);
        for (ulong id = 1; id <= 100; id++) absent.TryFindId(id << 20, log, out _, out _);
        Assert.InRange(absent.VerifiedPages, 1, 20);
    }

    private static void AssertSamePayload(IndexFolder folder, IndexFileEntry expected, IndexFileEntry actual)
    {
        Assert.Equal(expected with { Number = actual.Number }, actual);
        byte[] expectedBytes = folder.Bytes(expected);
        byte[] actualBytes = folder.Bytes(actual);
        for (int page = 0; page < expectedBytes.Length; page += IndexPageLayout.PageBytes)
        {
            Span<byte> expectedPage = expectedBytes.AsSpan(page, IndexPageLayout.PayloadBytes);
            Span<byte> actualPage = actualBytes.AsSpan(page, IndexPageLayout.PayloadBytes);
            if (page == 0)
            {
                expectedPage.Slice(IndexHeaderLayout.Number, 8).Clear();
                actualPage.Slice(IndexHeaderLayout.Number, 8).Clear();
            }

            int same = expectedPage.CommonPrefixLength(actualPage);
            Assert.True(
                same == IndexPageLayout.PayloadBytes, $"The files differ at {page + same} of {expectedBytes.Length}.");
        }
    }

    private static void AssertAnswers(RunReader run, LogModel log)
    {
        Assert.Equal(log.Slots.Count, run.SlotCount);
        Assert.Equal(log.Records.Count(), run.RecordCount);
        AssertSlots(run, log);
        AssertIds(run, log);
        AssertKeys(run, log);
        AssertTimes(run, log);
        AssertGroups(run, log);
    }

    private static void AssertSlots(RunReader run, LogModel log)
    {
        Dictionary<ulong, RunSlot> bySequence = log.Slots.ToDictionary(slot => slot.Sequence);
        for (ulong sequence = LogModel.FirstSequence - 2; sequence <= log.Slots[^1].Sequence + 2; sequence++)
        {
            bool isThere = bySequence.TryGetValue(sequence, out RunSlot slot);
            Assert.Equal(isThere, run.TryFindSlot(sequence, out FrameAddress address, out bool isRecord));
            Assert.Equal(slot.Address, address);
            Assert.Equal(slot.IsRecord, isRecord);
        }

        Assert.False(run.TryFindSlot(0, out _, out _));
        Assert.False(run.TryFindSlot(ulong.MaxValue, out _, out _));
    }

    private static void AssertIds(RunReader run, LogModel log)
    {
        HashSet<ulong> ids = [];
        foreach (RunSlot slot in log.Records.Where(slot => slot.Id != 0))
        {
            Assert.True(run.TryFindId(slot.Id, log, out ulong sequence, out FrameAddress address));
            Assert.Equal((slot.Sequence, slot.Address), (sequence, address));
            ids.Add(slot.Id);
        }

        Assert.False(run.TryFindId(0, log, out _, out _));
        foreach (ulong id in ids)
        {
            foreach (ulong other in (ulong[])[id + 1, id ^ 1UL << 63, ~id])
                Assert.Equal(ids.Contains(other), run.TryFindId(other, log, out _, out _));
        }
    }

    private static void AssertKeys(RunReader run, LogModel log)
    {
        foreach (IGrouping<WideHash, RunSlot> key in log.Records.Where(slot => slot.HasKey).GroupBy(slot => slot.KeyHash))
        {
            RunSlot[] newestFirst = key.Reverse().ToArray();
            IEnumerable<ulong> bounds = newestFirst.Length > 50
                ? [0, newestFirst[^1].Sequence - 1, newestFirst[20].Sequence, newestFirst[0].Sequence, ulong.MaxValue]
                : newestFirst.SelectMany(slot => (ulong[])[slot.Sequence - 1, slot.Sequence, slot.Sequence + 1]);
            foreach (ulong bound in bounds)
            {
                (ulong, FrameAddress)[] expected = newestFirst.Where(slot => slot.Sequence <= bound)
                    .Select(slot => (slot.Sequence, slot.Address)).ToArray();
                Assert.Equal(expected, run.Versions(key.Key, bound, log));
                bool isThere = run.TryFindKey(key.Key, bound, log, out ulong sequence, out FrameAddress address);
                Assert.Equal(expected.Length > 0, isThere);
                Assert.Equal(expected.FirstOrDefault(), (sequence, address));
            }

            Assert.False(run.TryFindKey(key.Key with { Low = key.Key.Low ^ 1 }, ulong.MaxValue, log, out _, out _));
            Assert.False(run.TryFindKey(key.Key with { High = key.Key.High ^ 1 }, ulong.MaxValue, log, out _, out _));
            Assert.False(run.TryFindKey(new WideHash(~key.Key.High, ~key.Key.Low), ulong.MaxValue, log, out _, out _));
        }
    }

    private static void AssertTimes(RunReader run, LogModel log)
    {
        (long, ulong)[] times = log.Records.Select(slot => (slot.TimestampMs, slot.Sequence)).Order().ToArray();
        (long, ulong)[] expiries = log.Records.Where(slot => slot.ExpiresAtMs != long.MaxValue)
            .Select(slot => (slot.ExpiresAtMs, slot.Sequence)).Order().ToArray();
        Assert.Equal(times, Enumerable.Range(0, (int)run.TimeCount).Select(i => run.TimeAt(i)));
        Assert.Equal(expiries, Enumerable.Range(0, (int)run.ExpiryCount).Select(i => run.ExpiryAt(i)));
        foreach (long ms in Bounds(times.Concat(expiries).Select(pair => pair.Item1)))
        {
            Assert.Equal(times.Count(pair => pair.Item1 < ms), run.CountTimesBefore(ms));
            Assert.Equal(expiries.Count(pair => pair.Item1 <= ms), run.CountExpiredBy(ms));
        }
    }

    private static void AssertGroups(RunReader run, LogModel log)
    {
        long floorMs = long.MinValue;
        List<(long TimeMs, ulong LastSequence)> groups = [];
        foreach (ModelGroup group in log.Groups)
        {
            floorMs = Math.Max(floorMs, group.RecordedAtMs);
            groups.Add((floorMs, group.LastSequence));
        }

        foreach (long ms in Bounds(groups.Select(group => group.TimeMs)))
        {
            ulong expected = groups.LastOrDefault(group => group.TimeMs <= ms).LastSequence;
            Assert.Equal(expected != 0, run.TrySequenceAt(ms, out ulong lastSequence));
            Assert.Equal(expected, lastSequence);
        }

        foreach (RunSlot slot in log.Slots.Where((_, i) => i % 7 == 0))
        {
            Assert.True(run.TryRecordedAt(slot.Sequence, out long recordedAtMs));
            Assert.Equal(groups.First(group => group.LastSequence >= slot.Sequence).TimeMs, recordedAtMs);
        }

        Assert.False(run.TryRecordedAt(log.Groups[^1].LastSequence + 1, out _));
    }

    // The places where an answer changes, and their neighbours; of many times only some.
    private static IEnumerable<long> Bounds(IEnumerable<long> times)
    {
        long[] distinct = times.Distinct().Order().ToArray();
        int step = Math.Max(1, distinct.Length / 100);
        return distinct.Where((_, i) => i % step == 0).SelectMany(ms => (long[])[ms - 1, ms, ms + 1])
            .Concat([long.MinValue, long.MaxValue, 0]);
    }
}
