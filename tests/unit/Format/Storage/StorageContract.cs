using Feedlog.Format.Storage;

namespace Feedlog.Tests.Unit.Format.Storage;

/// <summary>What every storage does alike; run once for each of them.</summary>
public abstract class StorageContract
{
    private const string Name = "hot/a";

    /// <summary>A storage whose folder does not exist yet.</summary>
    protected abstract IStorage NewStorage();

    [Fact]
    public void Folder_ExistsOnceItWasCreated()
    {
        IStorage storage = NewStorage();
        Assert.False(storage.Exists);
        storage.CreateFolder("");
        Assert.True(storage.Exists);
        storage.CreateFolder("");
        Assert.True(storage.Exists);
        Assert.NotEmpty(storage.Place);
    }

    [Fact]
    public void List_OfAMissingFolder_IsEmpty()
    {
        IStorage storage = NewStorage();
        Assert.Empty(storage.List(""));
        storage.CreateFolder("");
        Assert.Empty(storage.List(""));
        Assert.Empty(storage.List("hot"));
    }

    [Fact]
    public void List_NamesFilesAndFoldersInOrdinalOrder()
    {
        IStorage storage = Ready();
        storage.CreateFolder("cold");
        foreach (string path in (string[])["b", "a", "B", "a.tmp", "hot/z", "hot/y"])
            storage.Open(path, StorageOpen.Create).Dispose();
        Assert.Equal(["B", "a", "a.tmp", "b", "cold", "hot"], storage.List(""));
        Assert.Equal(["y", "z"], storage.List("hot"));
        Assert.Empty(storage.List("cold"));
    }

    [Fact]
    public void Create_MakesAnEmptyFile()
    {
        IStorage storage = Ready();
        using IStorageFile file = storage.Open(Name, StorageOpen.Create);
        Assert.Equal(0, file.LengthBytes);
        Assert.Equal(Name, file.Path);
        Assert.Equal(0, file.Read(0, new byte[10]));
    }

    [Fact]
    public void Create_WhereAFileIs_FailsAndKeepsIt()
    {
        IStorage storage = WithFile([1, 2, 3]);
        Assert.Throws<IOException>(() => storage.Open(Name, StorageOpen.Create));
        Assert.Equal([1, 2, 3], Content(storage, Name));
    }

    [Fact]
    public void Create_InAMissingFolder_Fails()
    {
        IStorage storage = Ready();
        Assert.ThrowsAny<IOException>(() => storage.Open("index/a", StorageOpen.Create));
        Assert.Empty(storage.List("index"));
    }

    [Theory]
    [InlineData(StorageOpen.Read)]
    [InlineData(StorageOpen.Write)]
    public void Open_OfAMissingFile_IsFileNotFound(StorageOpen how)
    {
        IStorage storage = Ready();
        FileNotFoundException exception =
            Assert.Throws<FileNotFoundException>(() => storage.Open("hot/none", how));
        Assert.Equal("hot/none", exception.FileName);
        Assert.Empty(storage.List("hot"));
    }

    [Fact]
    public void Open_OfAFolder_Fails()
    {
        IStorage storage = Ready();
        Assert.ThrowsAny<IOException>(() => storage.Open("hot", StorageOpen.Read));
        Assert.ThrowsAny<IOException>(() => storage.Open("hot", StorageOpen.Write));
        Assert.ThrowsAny<IOException>(() => storage.Open("hot", StorageOpen.Create));
    }

    [Fact]
    public void Read_NearTheEnd_GivesWhatIsThere()
    {
        using IStorageFile file = WithFile([1, 2, 3, 4]).Open(Name, StorageOpen.Read);
        byte[] target = new byte[3];
        Assert.Equal(3, file.Read(0, target));
        Assert.Equal([1, 2, 3], target);
        Assert.Equal(2, file.Read(2, target));
        Assert.Equal([3, 4, 3], target);
        Assert.Equal(0, file.Read(4, target));
        Assert.Equal(0, file.Read(1000, target));
        Assert.Equal(0, file.Read(0, []));
    }

    [Fact]
    public void Write_BehindTheEnd_FillsWithZeros()
    {
        IStorage storage = WithFile([1]);
        using (IStorageFile file = storage.Open(Name, StorageOpen.Write))
        {
            file.Write(4, [5, 6]);
            Assert.Equal(6, file.LengthBytes);
        }

        Assert.Equal([1, 0, 0, 0, 5, 6], Content(storage, Name));
    }

    [Fact]
    public void Write_InTheMiddle_ChangesOnlyThat()
    {
        IStorage storage = WithFile([1, 2, 3, 4]);
        using (IStorageFile file = storage.Open(Name, StorageOpen.Write)) file.Write(1, [8, 9]);
        Assert.Equal([1, 8, 9, 4], Content(storage, Name));
    }

    [Fact]
    public void TwoOpenFiles_SeeTheSameBytes()
    {
        IStorage storage = WithFile([1, 2]);
        using IStorageFile writer = storage.Open(Name, StorageOpen.Write);
        using IStorageFile reader = storage.Open(Name, StorageOpen.Read);
        writer.Write(0, [7, 7, 7]);
        byte[] target = new byte[3];
        Assert.Equal(3, reader.Read(0, target));
        Assert.Equal([7, 7, 7], target);
        Assert.Equal(3, reader.LengthBytes);
    }

    [Fact]
    public void Allocate_SetsTheLengthAndNeverShrinks()
    {
        IStorage storage = WithFile([1, 2]);
        using (IStorageFile file = storage.Open(Name, StorageOpen.Write))
        {
            file.Allocate(5000);
            Assert.Equal(5000, file.LengthBytes);
            file.Allocate(10);
            Assert.Equal(5000, file.LengthBytes);
            file.Sync();
        }

        byte[] content = Content(storage, Name);
        Assert.Equal([1, 2, 0, 0], content[..4]);
        Assert.False(content.AsSpan(4).ContainsAnyExcept((byte)0));
    }

    [Fact]
    public void ZeroAhead_LeavesWhatIsThereAndTheLength()
    {
        const int lengthBytes = 200_000;
        byte[] bytes = new byte[5000];
        bytes.AsSpan().Fill(1);
        IStorage storage = WithFile(bytes);
        using (IStorageFile file = storage.Open(Name, StorageOpen.Write))
        {
            file.Allocate(lengthBytes);
            file.ZeroAhead(bytes.Length, lengthBytes - bytes.Length);
            Assert.Equal(lengthBytes, file.LengthBytes);
            file.Write(lengthBytes - 1, [2]);
            file.Sync();
        }

        byte[] expected = new byte[lengthBytes];
        bytes.CopyTo(expected, 0);
        expected[^1] = 2;
        Assert.Equal(expected, Content(storage, Name));
    }

    [Theory]
    [InlineData(4096, 4096)]
    [InlineData(10, 20)]
    [InlineData(0, 0)]
    public void PunchHole_ZeroesThatAndKeepsTheLength(int offset, int length)
    {
        byte[] bytes = new byte[3 * 4096];
        bytes.AsSpan().Fill(1);
        IStorage storage = WithFile(bytes);
        using (IStorageFile file = storage.Open(Name, StorageOpen.Write))
        {
            file.PunchHole(offset, length);
            Assert.Equal(bytes.Length, file.LengthBytes);
        }

        bytes.AsSpan(offset, length).Clear();
        Assert.Equal(bytes, Content(storage, Name));
    }

    [Fact]
    public void PunchHole_AcrossTheEnd_ZeroesWhatIsThere()
    {
        IStorage storage = WithFile([1, 2, 3]);
        using (IStorageFile file = storage.Open(Name, StorageOpen.Write))
        {
            file.PunchHole(1, 4096);
            file.PunchHole(8192, 4096);
            Assert.Equal(3, file.LengthBytes);
        }

        Assert.Equal([1, 0, 0], Content(storage, Name));
    }

    [Fact]
    public void Rename_ReplacesTheTargetInOneStep()
    {
        IStorage storage = WithFile([1]);
        Put(storage, "hot/b", [2]);
        using IStorageFile replaced = storage.Open("hot/b", StorageOpen.Read);
        storage.Rename(Name, "hot/b");
        storage.SyncFolder("hot");
        Assert.Equal(["b"], storage.List("hot"));
        Assert.Equal([1], Content(storage, "hot/b"));

        byte[] target = new byte[1];
        Assert.Equal(1, replaced.Read(0, target));
        Assert.Equal([2], target);
    }

    [Fact]
    public void Rename_OfAnOpenFile_KeepsItOpen()
    {
        IStorage storage = WithFile([1]);
        using IStorageFile file = storage.Open(Name, StorageOpen.Write);
        storage.Rename(Name, "hot/b");
        file.Write(0, [9]);
        Assert.Equal([9], Content(storage, "hot/b"));
    }

    [Fact]
    public void Rename_OfAMissingFile_IsFileNotFound()
    {
        IStorage storage = Ready();
        Assert.Throws<FileNotFoundException>(() => storage.Rename("hot/none", "hot/b"));
        Assert.Empty(storage.List("hot"));
    }

    [Fact]
    public void Rename_IntoAMissingFolder_FailsAndKeepsTheFile()
    {
        IStorage storage = WithFile([1]);
        Assert.ThrowsAny<IOException>(() => storage.Rename(Name, "index/a"));
        Assert.Equal([1], Content(storage, Name));
    }

    [Fact]
    public void Delete_RemovesTheNameAndNotWhatIsOpen()
    {
        IStorage storage = WithFile([1]);
        using IStorageFile file = storage.Open(Name, StorageOpen.Read);
        storage.Delete(Name);
        Assert.Empty(storage.List("hot"));
        Assert.Equal(1, file.Read(0, new byte[1]));
        Assert.Throws<FileNotFoundException>(() => storage.Open(Name, StorageOpen.Read));
        storage.Open(Name, StorageOpen.Create).Dispose();
        Assert.Empty(Content(storage, Name));
    }

    [Fact]
    public void Delete_OfAMissingFile_DoesNothing()
    {
        IStorage storage = Ready();
        storage.Delete("hot/none");
        Assert.Empty(storage.List("hot"));
    }

    [Fact]
    public void Map_ShowsTheFileAndLaterWrites()
    {
        using IStorageFile file = WithFile(new byte[8192]).Open(Name, StorageOpen.Write);
        using IStorageView view = file.Map(8192);
        Assert.Equal(8192, view.LengthBytes);
        file.Write(4095, [1, 2, 3]);
        Assert.Equal([0, 1, 2, 3, 0], view.Slice(4094, 5).ToArray());
    }

    [Theory]
    [InlineData(0, 64 * 1024)]
    [InlineData(64 * 1024, 64 * 1024)]
    [InlineData(128 * 1024, 1)]
    [InlineData(0, long.MaxValue)]
    public void Ask_OfAnything_ChangesNothing(long offsetBytes, long lengthBytes)
    {
        byte[] bytes = [.. Enumerable.Range(0, 100_000).Select(i => (byte)(i / 7))];
        using IStorageFile file = WithFile(bytes).Open(Name, StorageOpen.Read);
        using IStorageView view = file.Map(bytes.Length);
        view.Ask(offsetBytes, lengthBytes);
        Assert.Equal(bytes, view.Slice(0, bytes.Length).ToArray());
    }

    [Fact]
    public void Map_AfterTheFileHasGrown_StillShowsLaterWrites()
    {
        using IStorageFile file = WithFile(new byte[4096]).Open(Name, StorageOpen.Write);
        using IStorageView view = file.Map(4096);
        file.Allocate(64 * 1024);
        file.Write(100, [7]);
        Assert.Equal([7], view.Slice(100, 1).ToArray());
        file.Write(128 * 1024, [1]);
        file.Write(101, [8]);
        Assert.Equal([7, 8], view.Slice(100, 2).ToArray());
    }

    [Theory]
    [InlineData(0, 4097)]
    [InlineData(4096, 1)]
    [InlineData(4097, 0)]
    [InlineData(-1, 1)]
    [InlineData(1L << 32, 1)]
    [InlineData(0, -1)]
    public void Slice_OutsideTheMappedBytes_IsRefused(long offsetBytes, int lengthBytes)
    {
        using IStorageFile file = WithFile(new byte[8192]).Open(Name, StorageOpen.Read);
        using IStorageView view = file.Map(4096);
        Assert.Throws<ArgumentOutOfRangeException>(() => { view.Slice(offsetBytes, lengthBytes); });
        Assert.Equal(4096, view.Slice(0, 4096).Length);
        Assert.True(view.Slice(4096, 0).IsEmpty);
    }

    [Fact]
    public void Map_LongerThanTheFile_IsRefused()
    {
        using IStorageFile file = WithFile(new byte[100]).Open(Name, StorageOpen.Read);
        Assert.ThrowsAny<ArgumentException>(() => file.Map(101));
    }

    [Fact]
    public void View_OutlivesItsFileAndItsName()
    {
        IStorage storage = WithFile([1, 2, 3]);
        IStorageFile file = storage.Open(Name, StorageOpen.Read);
        using IStorageView view = file.Map(3);
        file.Dispose();
        storage.Delete(Name);
        Assert.Equal([1, 2, 3], view.Slice(0, 3).ToArray());
    }

    [Fact]
    public void WriterLock_TakenTwice_IsRefusedWithTheNoteOfTheHolder()
    {
        IStorage storage = Ready();
        Assert.True(storage.TryLock(StorageLockKind.Writer, "pid 1", out IDisposable? first, out _));
        Assert.False(storage.TryLock(StorageLockKind.Writer, "pid 2", out IDisposable? second, out string holder));
        Assert.Null(second);
        Assert.Equal("pid 1", holder);

        first!.Dispose();
        Assert.True(storage.TryLock(StorageLockKind.Writer, "3", out IDisposable? third, out _));
        Assert.False(storage.TryLock(StorageLockKind.Writer, "4", out _, out holder));
        Assert.Equal("3", holder);
        third!.Dispose();
    }

    [Fact]
    public void WriterLock_LetGoTwice_DoesNotLetGoOfTheNextHoldersLock()
    {
        IStorage storage = Ready();
        Assert.True(storage.TryLock(StorageLockKind.Writer, "1", out IDisposable? first, out _));
        first!.Dispose();
        Assert.True(storage.TryLock(StorageLockKind.Writer, "2", out IDisposable? second, out _));
        first.Dispose();
        Assert.False(storage.TryLock(StorageLockKind.Writer, "3", out _, out _));
        second!.Dispose();
    }

    [Fact]
    public void ReadersLock_ExcludesNeitherReadersNorTheWriter()
    {
        IStorage storage = Ready();
        Assert.True(storage.TryLock(StorageLockKind.Readers, "", out IDisposable? first, out _));
        Assert.True(storage.TryLock(StorageLockKind.Readers, "", out IDisposable? second, out _));
        Assert.True(storage.TryLock(StorageLockKind.Writer, "w", out IDisposable? writer, out _));
        Assert.True(storage.TryLock(StorageLockKind.Readers, "", out IDisposable? third, out _));
        foreach (IDisposable? held in (IDisposable?[])[first, second, third, writer]) held!.Dispose();
    }

    /// <summary>A storage with its folder and the folder of the log.</summary>
    protected IStorage Ready()
    {
        IStorage storage = NewStorage();
        storage.CreateFolder("");
        storage.CreateFolder("hot");
        return storage;
    }

    private IStorage WithFile(byte[] content)
    {
        IStorage storage = Ready();
        Put(storage, Name, content);
        return storage;
    }

    private static void Put(IStorage storage, string path, byte[] content)
    {
        using IStorageFile file = storage.Open(path, StorageOpen.Create);
        file.Write(0, content);
    }

    private static byte[] Content(IStorage storage, string path)
    {
        using IStorageFile file = storage.Open(path, StorageOpen.Read);
        byte[] content = new byte[file.LengthBytes];
        Assert.Equal(content.Length, file.Read(0, content));
        return content;
    }
}
