using System.Globalization;
using System.Text;
using Feedlog.Format;
using Feedlog.Format.Segments;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;
using Feedlog.Format.V1;
using Feedlog.Fsck.Commands;
using Feedlog.Fsck.Copying;
using Feedlog.Fsck.Migrating;
using Feedlog.Fsck.Repairing;
using Feedlog.Fsck.Salvaging;

namespace Feedlog.Fsck.Selftest;

/// <summary>
/// Makes a store in memory, damages it in every way that a check is to notice, and looks whether it does, and whether
/// salvage brings back all that is left. Touches no disk.
/// </summary>
internal sealed class SelftestRun(CancellationToken cancellationToken)
{
    private const int RecordCount = 300;
    private const int SegmentBytes = 16 * 1024;
    private const int FrameVictim = 40;

    /// <summary>Told of every trial: its name, whether it went well, and what was found.</summary>
    public Action<string, bool, string>? OnTrial { get; init; }

    /// <summary>Trials that went well.</summary>
    public int PassedCount { get; private set; }

    /// <summary>Trials that did not.</summary>
    public int FailedCount { get; private set; }

    /// <summary>Runs all trials.</summary>
    public void Run()
    {
        MemoryStorage sound = MakeStore();
        MemoryStorage foreign = MakeStore();
        Tell("a sound store is clean", Check(sound).Findings.Count == 0, "");
        foreach (PlantedDamage damage in Damages(foreign)) Try(sound, damage);
        TrySalvage(sound);
        TryRepair(sound);
    }

    private static IReadOnlyList<PlantedDamage> Damages(MemoryStorage foreign)
    {
        string second = StoreLayout.Segment(2);
        string third = StoreLayout.Segment(3);
        return
        [
            new("a flipped bit in a record", FindingCode.SegmentDamaged,
                storage => Flip(storage, second, SegmentLayout.HeaderBytes + FrameVictim)),
            new("a zeroed sector", FindingCode.SegmentDamaged, storage => Change(storage, second, bytes =>
            {
                bytes.AsSpan(4096, 512).Clear();
                return bytes;
            })),
            new("a cut segment", FindingCode.SegmentTruncated,
                storage => Change(storage, second, bytes => bytes[..(bytes.Length / 2)])),
            new("a missing segment", FindingCode.SegmentMissing, storage => storage.Delete(second)),
            new("a damaged segment header", FindingCode.SegmentHeaderDamaged, storage => Flip(storage, second, 40)),
            new("a segment of another store", FindingCode.SegmentForeign,
                storage => Change(storage, second, _ => Read(foreign, second))),
            new("a segment under another name", FindingCode.SegmentMisplaced,
                storage => Change(storage, second, _ => Read(storage, third))),
            new("a damaged footer", FindingCode.FooterDamaged,
                storage => Change(storage, second, bytes => [.. bytes[..^1], (byte)(bytes[^1] ^ 1)])),
            new("a damaged manifest", FindingCode.ManifestDamaged, storage => Flip(storage, StoreLayout.Manifest, 70)),
            new("a missing manifest", FindingCode.ManifestMissing, storage => storage.Delete(StoreLayout.Manifest)),
            new("a damaged watermark", FindingCode.WatermarkDamaged, storage =>
            {
                Flip(storage, StoreLayout.Watermark, 10);
                Flip(storage, StoreLayout.Watermark, WatermarkLayout.SlotStrideBytes + 10);
            }),
            new("a missing watermark", FindingCode.WatermarkMissing, storage => storage.Delete(StoreLayout.Watermark)),
            new("a damaged index", FindingCode.IndexDamaged, storage => Flip(storage, StoreLayout.Index(1), 5000)),
            new("a missing index", FindingCode.IndexMissing, storage => storage.Delete(StoreLayout.Index(1))),
            new("a stray file", FindingCode.StrayFile,
                storage => Write(storage, StoreLayout.Segment(99), [1, 2, 3])),
        ];
    }

    private MemoryStorage MakeStore()
    {
        MemoryStorage file = new();
        file.CreateFolder("");
        using MemoryStream frames = new();
        for (int i = 0; i < RecordCount; i++)
        {
            byte[] content = Encoding.UTF8.GetBytes(string.Create(
                CultureInfo.InvariantCulture, $"Record {i} of a store that is there to be damaged."));
            string extras = string.Create(CultureInfo.InvariantCulture, $"\"key\":\"k{i % 200}\",\"kind\":\"trial\"");
            byte[] metadata = Encoding.UTF8.GetBytes("{\"_feedlog\":{" + extras + "},\"of\":\"selftest\"}");
            byte[] id = Encoding.UTF8.GetBytes(
                ((ulong)i + 1).ToString("x16", CultureInfo.InvariantCulture));
            byte[] frame = new byte[FrameV1.TotalLength(id.Length, content.Length, metadata.Length)];
            FrameV1.Write(id, i, content, metadata, frame);
            frames.Write(frame);
        }

        const string name = "records";
        Write(file, name, frames.ToArray());
        MemoryStorage store = new();
        MigrateRun migration = new(file, name, store, new CheckOptions(), cancellationToken)
        {
            SegmentBytesMax = SegmentBytes,
        };
        migration.Run();
        ReindexCommand.Run(store, meter: null, cancellationToken);
        return store;
    }

    private void Try(MemoryStorage sound, PlantedDamage damage)
    {
        MemoryStorage storage = Copy(sound);
        damage.Plant(storage);
        IReadOnlyList<Finding> findings = Check(storage).Findings;
        Tell(damage.Name, findings.Any(finding => finding.Code == damage.Expected),
            string.Join(' ', findings.Select(finding => finding.Code.Name).Distinct()));
    }

    private void TrySalvage(MemoryStorage sound)
    {
        MemoryStorage damaged = Copy(sound);
        Flip(damaged, StoreLayout.Segment(2), SegmentLayout.HeaderBytes + FrameVictim);
        damaged.Delete(StoreLayout.Manifest);
        MemoryStorage rescued = new();
        CheckReport report = new SalvageRun(damaged, rescued, new CheckOptions(), cancellationToken).Run();
        CompareRun compare = new(sound, rescued, new CheckOptions(), cancellationToken);
        compare.Run();
        bool isExact = report.Totals.MissingFrames == 1 && compare.SameCount == RecordCount - 1 &&
            compare.Findings.Kept.Count == 1;
        Tell("salvage brings all but the damaged record", isExact,
            $"{compare.SameCount} records, {report.Totals.MissingFrames} missing");
    }

    private void TryRepair(MemoryStorage sound)
    {
        MemoryStorage damaged = Copy(sound);
        Flip(damaged, StoreLayout.Manifest, 70);
        Flip(damaged, StoreLayout.Index(1), 5000);
        CheckReport left =
            new RepairRun(damaged, null, RepairArea.All, new CheckOptions(), cancellationToken).Apply();
        Tell("repair mends manifest and indexes", left.Findings.Count == 0,
            string.Join(' ', left.Findings.Select(finding => finding.Code.Name)));
    }

    private CheckReport Check(IStorage storage) => new StoreCheck(storage).Run(cancellationToken);

    private void Tell(string name, bool isPassed, string found)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (isPassed) PassedCount++;
        else FailedCount++;
        OnTrial?.Invoke(name, isPassed, found);
    }

    private static MemoryStorage Copy(MemoryStorage source)
    {
        MemoryStorage copy = new();
        copy.CreateFolder("");
        foreach (string name in source.List(""))
        {
            if (name is not (StoreLayout.HotFolder or StoreLayout.IndexFolder))
            {
                if (name != StoreLayout.Lock) Write(copy, name, Read(source, name));
                continue;
            }

            copy.CreateFolder(name);
            foreach (string inner in source.List(name))
                Write(copy, name + "/" + inner, Read(source, name + "/" + inner));
        }

        return copy;
    }

    private static void Flip(IStorage storage, string path, int at) => Change(storage, path, bytes =>
    {
        bytes[at] ^= 1;
        return bytes;
    });

    private static void Change(IStorage storage, string path, Func<byte[], byte[]> change)
    {
        byte[] bytes = change(Read(storage, path));
        storage.Delete(path);
        Write(storage, path, bytes);
    }

    private static byte[] Read(IStorage storage, string path)
    {
        using IStorageFile file = storage.Open(path, StorageOpen.Read);
        byte[] bytes = new byte[file.LengthBytes];
        return bytes[..file.Read(0, bytes)];
    }

    private static void Write(IStorage storage, string path, byte[] bytes)
    {
        using IStorageFile file = storage.Open(path, StorageOpen.Create);
        file.Write(0, bytes);
    }
}
