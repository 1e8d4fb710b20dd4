using System.Buffers.Binary;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Feedlog.Format.Frames;
using Feedlog.Format.Segments;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;
using Feedlog.Fsck;

namespace Feedlog.Tests.Unit.Fsck;

/// <summary>What is no store at all, or was made to hang or exhaust a checker: it ends soon and says what it is.
/// </summary>
public sealed class HostileStoreTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    [LinuxFact]
    public void Check_AnythingButAFolderInPlaceOfTheStore_CouldNotRun()
    {
        Action<string>[] makers =
        [
            path => File.WriteAllBytes(path, []),
            path => File.WriteAllBytes(path, RandomBytes(1, 100_000)),
            path => Assert.Equal(0, MakePipe(path, 0x180)),
            path => File.CreateSymbolicLink(path, path),
            path => File.CreateSymbolicLink(path, "/dev/zero"),
            path => File.CreateSymbolicLink(path, path + "-nowhere"),
        ];
        foreach (Action<string> make in makers)
        {
            using TempFolder folder = new();
            make(folder.Store);

            AssertOnly(Check(folder), FindingCode.StoreMissing, ExitCode.CouldNotRun);
        }
    }

    [Fact]
    public void Check_FolderThatIsNoStore_CouldNotRun()
    {
        Action<string>[] makers =
        [
            _ => { },
            path => File.WriteAllBytes(Path.Combine(path, "data.bin"), RandomBytes(2, 100_000)),
            path => Directory.CreateDirectory(Path.Combine(path, "hot")),
            path => File.WriteAllBytes(Path.Combine(path, "hot"), []),
        ];
        foreach (Action<string> make in makers)
        {
            using TempFolder folder = new();
            Directory.CreateDirectory(folder.Store);
            make(folder.Store);

            AssertOnly(Check(folder), FindingCode.NotAStore, ExitCode.CouldNotRun);
        }
    }

    [Fact]
    public void Check_RandomBytesUnderTheNamesOfAStore_IsDamage()
    {
        using TempFolder folder = new();
        Directory.CreateDirectory(folder.File("hot"));
        string[] paths = [StoreLayout.Manifest, StoreLayout.Watermark, SampleStores.First, SampleStores.Second];
        foreach (string path in paths) File.WriteAllBytes(folder.File(path), RandomBytes(3, 300_000));

        CheckReport report = Check(folder);

        Assert.Equal(ExitCode.Damage, report.Exit & ~ExitCode.Benign);
        Assert.Equal(
            [
                ("manifest-damaged", StoreLayout.Manifest), ("segment-header-damaged", SampleStores.First),
                ("segment-header-damaged", SampleStores.Second),
            ],
            report.Findings.Where(each => each.Code.Severity == Severity.Error)
                .Select(each => (each.Code.Name, each.File)));
    }

    [LinuxFact]
    public async Task Check_FolderOfTheLogIsALoop_IsAFinding()
    {
        using TempFolder folder = await MakeStoreAsync();
        Directory.Delete(folder.File("hot"), recursive: true);
        File.CreateSymbolicLink(folder.File("hot"), ".");
        Directory.CreateDirectory(folder.File("index"));
        File.CreateSymbolicLink(folder.File("index/000000000001.idx"), "..");

        CheckReport report = Check(folder);

        Assert.Contains(report.Findings, each => each.Code == FindingCode.NotAFile && each.File == "hot");
        Assert.Equal(ExitCode.Damage, report.Exit & ~ExitCode.Benign);
    }

    [LinuxFact]
    public async Task Check_LinkToADeviceOrToItselfInPlaceOfAnyFile_IsAFindingAndIsNotFollowed()
    {
        string[] paths = [StoreLayout.Manifest, StoreLayout.Watermark, StoreLayout.Lock, SampleStores.First];
        foreach (string path in paths)
        {
            foreach (string target in (string[])["/dev/zero", Path.GetFileName(path), "/"])
            {
                using TempFolder folder = await MakeStoreAsync();
                File.Delete(folder.File(path));
                File.CreateSymbolicLink(folder.File(path), target);

                CheckReport report = Check(folder);

                Assert.Contains(report.Findings, each => each.Code == FindingCode.NotAFile && each.File == path);
                Assert.Equal(ExitCode.Damage, report.Exit & ~ExitCode.Benign);
            }
        }
    }

    [Fact]
    public async Task Check_AnyFileMayNotBeRead_CouldNotRun()
    {
        StoreImage image = await SampleStores.ClosedAsync();
        foreach (string path in image.Paths)
        {
            FailingStorage storage = new(image.ToStorage()) { ForbiddenPath = path };

            CheckReport report = new StoreCheck(storage).Run();

            Assert.Equal((FindingCode.FileUnreadable, path),
                (Assert.Single(report.Findings).Code, report.Findings[0].File));
            Assert.Equal(ExitCode.CouldNotRun, report.Exit);
        }
    }

    [LinuxFact]
    public async Task Check_FilesOfATerabyte_EndsSoon()
    {
        const long terabyte = 1L << 40;
        using TempFolder sample = await MakeStoreAsync();
        string open = StoreLayout.Segment(
            StoreImage.Of(new DiskStorage(sample.Store)).Manifest.Segments[^1].Number);
        foreach (string path in (string[])[StoreLayout.Manifest, StoreLayout.Watermark, SampleStores.First, open])
        {
            using TempFolder folder = await MakeStoreAsync();
            using (FileStream file = File.OpenWrite(folder.File(path))) file.SetLength(terabyte);

            CheckReport report = Check(folder);

            Assert.Contains(report.Findings, each => each.Code == FindingCode.FileOversized && each.File == path);
        }
    }

    [Fact]
    public async Task Check_LengthsBeyondReasonWithSoundChecksums_AreNotBelieved()
    {
        StoreImage image = await SampleStores.ClosedAsync();
        foreach (int field in (int[])[ManifestLayout.SegmentCount, ManifestLayout.TotalLength])
        {
            StoreImage wild = image.Copy();
            byte[] manifest = wild[StoreLayout.Manifest];
            BinaryPrimitives.WriteUInt32LittleEndian(manifest.AsSpan(field), uint.MaxValue);
            BinaryPrimitives.WriteUInt64LittleEndian(manifest.AsSpan(manifest.Length - ManifestLayout.HashBytes),
                Feedlog.Format.Checksum.Xxh3(manifest.AsSpan(0, manifest.Length - ManifestLayout.HashBytes)));

            AssertOnly(wild.Check(), FindingCode.ManifestDamaged, ExitCode.Damage);
        }

        (StoreImage one, var commit) = await CraftedStore.WithOneRecordAsync();
        foreach (int field in (int[])[
            FrameLayout.ContentLength, FrameLayout.MetadataLength, FrameLayout.ExtensionsLength])
        {
            StoreImage wild = one.Copy();
            BinaryPrimitives.WriteUInt32LittleEndian(CraftedStore.Frame(wild)[field..], uint.MaxValue);
            CraftedStore.Reseal(wild, commit);

            AssertOnly(wild.Check(), FindingCode.SegmentDamaged, ExitCode.Damage);
        }

        Manifest sound = image.Manifest;
        SegmentEntry first = sound.Segments[0] with { LogicalEndBytes = SegmentLayout.HeaderBytes + (60 << 20) };
        image[StoreLayout.Manifest] = (sound with
        {
            Segments = [first with { FooterOffsetBytes = first.LogicalEndBytes }, .. sound.Segments.Skip(1)],
        }).Write();
        Assert.Equal(ExitCode.Damage, image.Check().Exit);
    }

    private static CheckReport Check(TempFolder folder)
    {
        long started = Stopwatch.GetTimestamp();
        CheckReport report =
            new StoreCheck(new DiskStorage(folder.Store), null, new DiskFileModes(folder.Store)).Run();
        Assert.True(Stopwatch.GetElapsedTime(started) < s_patience);
        return report;
    }

    private static void AssertOnly(CheckReport report, FindingCode code, int exit)
    {
        Assert.Equal([code], report.Findings.Select(each => each.Code));
        Assert.Equal(exit, report.Exit);
    }

    private static byte[] RandomBytes(int seed, int lengthBytes)
    {
        byte[] bytes = new byte[lengthBytes];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private static async Task<TempFolder> MakeStoreAsync()
    {
        TempFolder folder = new();
        await SampleStores.WriteAsync(
            new DiskStorage(folder.Store), SampleStores.RecordCount, SampleStores.SmallSegments);
        return folder;
    }

    [DllImport("libc", EntryPoint = "mkfifo", BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int MakePipe([MarshalAs(UnmanagedType.LPUTF8Str)] string path, uint mode);
}
