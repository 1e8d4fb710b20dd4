using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Format.Indexes;
using Feedlog.Format.Segments;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;
using Feedlog.Fsck;
using Feedlog.Tests.Support;

namespace Feedlog.Tests.Unit.Fsck;

/// <summary>
/// Whatever happens to the files of a store, the check names the file and the place, or the store lacks nothing.
/// </summary>
public sealed class DamageProperties
{
    private const int Seed = 20260310;

    [Fact]
    public async Task Check_AnyPlantedDamage_IsNamedOrCostsNothing()
    {
        int rounds = TestLevel.Count(onShort: 600, onCi: 6000, onSoak: 200_000);
        (StoreImage sound, StoreImage stale) = await StoresAsync();
        (StoreImage foreign, _) = await StoresAsync();
        string[] records = await ReadAsync(sound);
        Assert.Empty(sound.Check(new CheckOptions { IsDeep = true }).Findings);
        int foundCount = 0;
        for (int round = 0; round < rounds; round++)
        {
            int seed = unchecked(Seed + round);
            StoreImage image = sound.Copy();
            Damage damage = new DamageMaker(new Random(seed), foreign, stale).Plant(image);

            CheckReport report = image.Check();

            string context = $"seed {seed}: {damage}: {string.Join("; ", report.Findings)}";
            bool isNamed = report.Findings.Any(finding => Names(finding, damage, sound));
            if ((report.Exit & ~ExitCode.Benign) == 0)
            {
                // Damage to an index costs nothing, but it does not go by unseen.
                Assert.True(isNamed || !IsIndex(damage.Path) || IsUnchanged(damage, image, sound), context);
                string[] left = await ReadAsync(image);
                Assert.True(records.SequenceEqual(left), context);
                continue;
            }

            foundCount++;
            Assert.True(isNamed, context);
            Assert.True(report.Totals.IntactFrames <= records.Length, context);
        }

        Assert.InRange(foundCount, rounds / 3, rounds);
    }

    // A closed store with several sealed segments, records that carry frames, and the same store at an earlier moment.
    private static async Task<(StoreImage Now, StoreImage Before)> StoresAsync()
    {
        MemoryStorage storage = (await HiddenFrame.StoreAsync()).ToStorage();
        await SampleStores.WriteAsync(storage, 24, SampleStores.SmallSegments);
        StoreImage before = StoreImage.Of(storage);
        await using (FeedlogStore store = await FeedlogStore.OpenAsync(storage, SampleStores.SmallSegments))
        {
            await SampleStores.AppendAsync(store, 24, 12, Durability.Durable);
            byte[] segment = before[SampleStores.First];
            await store.AppendAsync(
                new RecordDraft { ContentBytes = segment.AsMemory(0, Math.Min(segment.Length, 3000)) });
            await store.AppendManyAsync([.. Enumerable.Range(0, 10).Select(i => new RecordDraft("In a group " + i))]);
        }

        return (IndexedStore.Of(StoreImage.Of(storage)), IndexedStore.Of(before));
    }

    private static async Task<string[]> ReadAsync(StoreImage image)
    {
        await using FeedlogStore store = await FeedlogStore.OpenAsync(image.ToStorage(), SampleStores.SmallSegments);
        using FeedlogSnapshot snapshot = store.OpenSnapshot();
        return
        [
            .. snapshot.Scan().Select(record => string.Join(
                '|', record.Sequence, record.Id, record.Key, Convert.ToHexString(record.ContentBytes.Span))),
        ];
    }

    private static bool IsIndex(string path) =>
        path.StartsWith(StoreLayout.IndexFolder, StringComparison.Ordinal);

    private static bool IsUnchanged(Damage damage, StoreImage image, StoreImage sound) =>
        image.Paths.Contains(damage.Path) && image[damage.Path].AsSpan().SequenceEqual(sound[damage.Path]);

    private static bool Names(Finding finding, Damage damage, StoreImage sound)
    {
        if (finding.File != damage.Path && finding.File != damage.OtherPath) return false;
        (long from, long to) = Stretch(damage, sound);
        return finding.OffsetBytes >= from && finding.OffsetBytes <= to;
    }

    // From the beginning of the structure in which the damage begins to the end of the damage.
    private static (long From, long To) Stretch(Damage damage, StoreImage sound)
    {
        if (IsIndex(damage.Path))
            return (damage.FromBytes - damage.FromBytes % IndexPageLayout.PageBytes, damage.ToBytes);
        bool isSegment = damage.Path.StartsWith(StoreLayout.HotFolder, StringComparison.Ordinal);
        if (!isSegment || damage.FromBytes < SegmentLayout.HeaderBytes) return (0, damage.ToBytes);
        Assert.True(StoreLayout.TryParseSegment(Path.GetFileName(damage.Path), out ulong number));
        byte[] bytes = sound[damage.Path];
        int frameAt = SegmentLayout.HeaderBytes;
        for (int at = frameAt; at <= damage.FromBytes;)
        {
            frameAt = at;
            ulong seed = Checksum.PlaceSeed(sound.Manifest.Store.Salt, number, (ulong)at);
            if (!FrameHeader.TryRead(bytes.AsSpan(at), seed, out FrameHeader header, out _)) break;
            at += header.TotalLengthBytes;
        }

        return (frameAt, damage.ToBytes);
    }
}
