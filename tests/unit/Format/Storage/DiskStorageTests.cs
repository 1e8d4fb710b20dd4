using System.Diagnostics;
using System.Text;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;

namespace Feedlog.Tests.Unit.Format.Storage;

/// <summary>The storage contract on a disk, and what only a disk has: modes, links, pipes, other processes.</summary>
public sealed class DiskStorageTests : StorageContract, IDisposable
{
    private const UnixFileMode FolderMode =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly string _parent = Directory.CreateTempSubdirectory("feedlog-disk-").FullName;

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_parent, recursive: true);

    [LinuxFact]
    public void FoldersAndFiles_AreForTheirOwnerOnly()
    {
        IStorage storage = Ready();
        storage.Open("hot/a", StorageOpen.Create).Dispose();
        Assert.True(storage.TryLock(StorageLockKind.Writer, "me", out IDisposable? held, out _));
        held!.Dispose();
        Assert.Equal(FolderMode, Mode(Full("")));
        Assert.Equal(FolderMode, Mode(Full("hot")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, Mode(Full("hot/a")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, Mode(Full(StoreLayout.Lock)));
    }

    [LinuxFact]
    public void SymbolicLink_InThePlaceOfAFile_IsRefused()
    {
        IStorage storage = Ready();
        string target = Path.Combine(_parent, "elsewhere");
        File.WriteAllBytes(target, [1, 2, 3]);
        File.CreateSymbolicLink(Full("hot/link"), target);
        Assert.ThrowsAny<IOException>(() => storage.Open("hot/link", StorageOpen.Read));
        Assert.ThrowsAny<IOException>(() => storage.Open("hot/link", StorageOpen.Write));
        Assert.ThrowsAny<IOException>(() => storage.Open("hot/link", StorageOpen.Create));
        Assert.Equal([1, 2, 3], File.ReadAllBytes(target));
    }

    [LinuxFact]
    public void SymbolicLink_InThePlaceOfTheLock_IsRefusedAndItsTargetKept()
    {
        IStorage storage = Ready();
        string target = Path.Combine(_parent, "elsewhere");
        File.WriteAllBytes(target, [1, 2, 3]);
        File.CreateSymbolicLink(Full(StoreLayout.Lock), target);
        Assert.ThrowsAny<IOException>(() => storage.TryLock(StorageLockKind.Writer, "note", out _, out _));
        Assert.Equal([1, 2, 3], File.ReadAllBytes(target));
    }

    [LinuxFact]
    public void Pipe_InThePlaceOfAFile_IsRefusedWithoutWaiting()
    {
        IStorage storage = Ready();
        using (Process mkfifo = Process.Start("mkfifo", Full("hot/pipe"))) mkfifo.WaitForExit();
        Assert.True(File.Exists(Full("hot/pipe")));
        Stopwatch watch = Stopwatch.StartNew();
        Assert.ThrowsAny<IOException>(() => storage.Open("hot/pipe", StorageOpen.Read));
        Assert.ThrowsAny<IOException>(() => storage.Open("hot/pipe", StorageOpen.Write));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10));
    }

    [LinuxFact]
    public void SyncOfAMissingFolder_Fails() =>
        Assert.ThrowsAny<IOException>(() => Ready().SyncFolder("index"));

    [LinuxFact]
    public void WriterLock_IsHeldAgainstOtherProcesses()
    {
        IStorage storage = Ready();
        Assert.True(storage.TryLock(StorageLockKind.Writer, "me", out IDisposable? held, out _));
        Assert.Equal(1, Flock(Full(StoreLayout.Lock)));
        held!.Dispose();
        Assert.Equal(0, Flock(Full(StoreLayout.Lock)));
        Assert.True(File.Exists(Full(StoreLayout.Lock)));
    }

    [LinuxFact]
    public void WriterLock_HeldByAnotherProcess_IsRefused()
    {
        IStorage storage = Ready();
        File.WriteAllText(Full(StoreLayout.Lock), "pid 77");
        ProcessStartInfo start = new("flock", ["-x", Full(StoreLayout.Lock), "sh", "-c", "echo held; read line"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        using Process other = Process.Start(start)!;
        Assert.Equal("held", other.StandardOutput.ReadLine());
        Assert.False(storage.TryLock(StorageLockKind.Writer, "me", out _, out string holder));
        Assert.Equal("pid 77", holder);

        other.StandardInput.WriteLine("done");
        other.WaitForExit();
        Assert.True(storage.TryLock(StorageLockKind.Writer, "me", out IDisposable? held, out _));
        held!.Dispose();
    }

    [LinuxFact]
    public void WriterLock_WithDotnetsFileLockingSwitchedOff_StillHolds()
    {
        // The switch is read once at the start of a process, so the contract's lock tests run again in one that has it.
        ProcessStartInfo start = new("dotnet",
        [
            "vstest", typeof(DiskStorageTests).Assembly.Location,
            "--TestCaseFilter:FullyQualifiedName~DiskStorageTests.WriterLock_TakenTwice",
        ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_SYSTEM_IO_DISABLEFILELOCKING"] = "1";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        using Process child = Process.Start(start)!;
        Task<string> errors = child.StandardError.ReadToEndAsync();
        string output = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        Assert.True(child.ExitCode == 0, output + errors.Result);
        Assert.Matches(@"Passed:\s*1\b", output);
    }

    [LinuxFact]
    public void SwitchOfDotnetsFileLocking_HasTheNameThatIsTested()
    {
        // Else the test above would test nothing.
        byte[] runtime = File.ReadAllBytes(typeof(object).Assembly.Location);
        byte[] name = Encoding.Unicode.GetBytes("DOTNET_SYSTEM_IO_DISABLEFILELOCKING");
        Assert.True(runtime.AsSpan().IndexOf(name) >= 0, "This runtime knows the switch under another name.");
    }

    /// <inheritdoc/>
    protected override IStorage NewStorage() => new DiskStorage(Full(""));

    private static UnixFileMode Mode(string path) =>
        OperatingSystem.IsWindows() ? UnixFileMode.None : File.GetUnixFileMode(path);

    private static int Flock(string path)
    {
        using Process flock = Process.Start("flock", ["-n", path, "true"]);
        flock.WaitForExit();
        return flock.ExitCode;
    }

    private string Full(string path) => Path.Join(_parent, "store", path);
}
