using System.Runtime.InteropServices;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;
using Feedlog.Fsck;

namespace Feedlog.Tests.Unit.Fsck;

/// <summary>Stores on a disk: what stands in place of files, who may use them, and that nothing is touched.</summary>
public sealed class DiskStoreTests
{
    [Fact]
    public async Task Check_SoundStoreOnDisk_IsSilentAndChangesNothing()
    {
        using TempFolder folder = await MakeStoreAsync();
        string[] before = Snapshot(folder);

        CheckReport report = Check(folder);

        Assert.Equal(before, Snapshot(folder));
        Assert.Empty(report.Findings);
        Assert.Equal(ExitCode.Clean, report.Exit);
        Assert.Equal(SampleStores.RecordCount, report.Totals.IntactFrames);
    }

    [Fact]
    public async Task Check_DamagedStoreOnDisk_ChangesNothing()
    {
        using TempFolder folder = await MakeStoreAsync();
        File.Delete(folder.File(SampleStores.Second));
        await File.WriteAllTextAsync(folder.File("hot/000000000001.feed.tmp"), "");
        byte[] bytes = await File.ReadAllBytesAsync(folder.File(SampleStores.First));
        bytes[200] ^= 1;
        await File.WriteAllBytesAsync(folder.File(SampleStores.First), bytes);
        string[] before = Snapshot(folder);

        CheckReport report = Check(folder);

        Assert.Equal(before, Snapshot(folder));
        Assert.Equal(ExitCode.Damage | ExitCode.Benign, report.Exit);
    }

    [LinuxFact]
    public async Task Check_PipeInPlaceOfAnyFile_IsAFindingAndDoesNotHang()
    {
        foreach (string path in await PathsAsync())
        {
            using TempFolder folder = await MakeStoreAsync();
            File.Delete(folder.File(path));
            Assert.Equal(0, MakePipe(folder.File(path), 0x180));

            AssertNotAFile(Check(folder), path);
        }
    }

    [LinuxFact]
    public async Task Check_FolderInPlaceOfAnyFile_IsAFinding()
    {
        foreach (string path in await PathsAsync())
        {
            using TempFolder folder = await MakeStoreAsync();
            File.Delete(folder.File(path));
            Directory.CreateDirectory(folder.File(path));

            AssertNotAFile(Check(folder), path);
        }
    }

    [LinuxFact]
    public async Task Check_LinkInPlaceOfAnyFile_IsAFindingAndIsNotFollowed()
    {
        foreach (string path in await PathsAsync())
        {
            using TempFolder folder = await MakeStoreAsync();
            string elsewhere = folder.Store + "-elsewhere";
            File.Move(folder.File(path), elsewhere);
            File.CreateSymbolicLink(folder.File(path), elsewhere);

            AssertNotAFile(Check(folder), path);
        }
    }

    [LinuxFact]
    public async Task Check_FileInPlaceOfTheLog_IsAFinding()
    {
        using TempFolder folder = await MakeStoreAsync();
        Directory.Delete(folder.File("hot"), recursive: true);
        await File.WriteAllTextAsync(folder.File("hot"), "");

        CheckReport report = Check(folder);

        Assert.Equal(FindingCode.SegmentMissing, report.Findings.First(each => each.File == SampleStores.First).Code);
        Assert.Equal(ExitCode.Damage, report.Exit & ExitCode.Damage);
    }

    [Fact]
    public void Check_FileInPlaceOfTheStore_CouldNotRun()
    {
        using TempFolder folder = new();
        File.WriteAllText(folder.Store, "not a store");

        CheckReport report = Check(folder);

        Assert.Equal(FindingCode.StoreMissing, Assert.Single(report.Findings).Code);
        Assert.Equal(ExitCode.CouldNotRun, report.Exit);
    }

    [LinuxFact]
    public async Task Check_PermissionsForOthers_AreRemarked()
    {
        using TempFolder folder = await MakeStoreAsync();
        if (OperatingSystem.IsWindows()) return;
        File.SetUnixFileMode(folder.Store, (UnixFileMode)0x1ED);
        File.SetUnixFileMode(folder.File(SampleStores.Second), (UnixFileMode)0x1A4);

        CheckReport report = Check(folder);

        Assert.Equal(
            [("permissions-wide", ""), ("permissions-wide", SampleStores.Second)],
            report.Findings.Select(each => (each.Code.Name, each.File)));
        Assert.Contains("0755", report.Findings[0].Message, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Benign, report.Exit);
    }

    private static string[] Snapshot(TempFolder folder) =>
    [
        .. Directory.EnumerateFileSystemEntries(folder.Store, "*", SearchOption.AllDirectories).Order()
            .Select(path => path + " " + File.GetLastWriteTimeUtc(path).Ticks + " " +
                (Directory.Exists(path) ? "" : Convert.ToHexString(File.ReadAllBytes(path)))),
        "" + Directory.GetLastWriteTimeUtc(folder.Store).Ticks,
    ];

    private static CheckReport Check(TempFolder folder) =>
        new StoreCheck(new DiskStorage(folder.Store), null, new DiskFileModes(folder.Store)).Run();

    private static async Task<TempFolder> MakeStoreAsync()
    {
        TempFolder folder = new();
        await SampleStores.WriteAsync(
            new DiskStorage(folder.Store), SampleStores.RecordCount, SampleStores.SmallSegments);
        return folder;
    }

    private static async Task<IReadOnlyList<string>> PathsAsync()
    {
        using TempFolder folder = await MakeStoreAsync();
        return
        [
            StoreLayout.Manifest, StoreLayout.Watermark, StoreLayout.Lock, SampleStores.First,
            StoreLayout.Segment(StoreImage.Of(new DiskStorage(folder.Store)).Manifest.Segments[^1].Number),
        ];
    }

    private static void AssertNotAFile(CheckReport report, string path)
    {
        Finding finding = report.Findings.First(each => each.Code == FindingCode.NotAFile);
        Assert.Equal(path, finding.File);
        Assert.Equal(ExitCode.Damage, report.Exit & ~ExitCode.Benign);
    }

    [DllImport("libc", EntryPoint = "mkfifo", BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int MakePipe([MarshalAs(UnmanagedType.LPUTF8Str)] string path, uint mode);
}
