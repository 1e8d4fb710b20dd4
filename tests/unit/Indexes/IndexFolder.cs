using Feedlog.Format;
using Feedlog.Format.Indexes;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;
using Feedlog.Indexing.Sealed;

namespace Feedlog.Tests.Unit.Indexes;

/// <summary>A store's folder in memory with index files in it.</summary>
internal sealed class IndexFolder
{
    public const long NowMs = 1_700_000_000_000;

    private ulong _number;

    public IndexFolder() => Storage.CreateFolder("");

    public MemoryStorage Storage { get; } = new();

    public ulong NextNumber() => ++_number;

    /// <summary>Builds a run of some groups of a log.</summary>
    public IndexFileEntry WriteRun(LogModel log, Range groups, OpenSegmentState? state = null) =>
        log.Builder(groups).Write(Storage, LogModel.Store, NextNumber(), log.Coverage(groups), state, NowMs);

    /// <summary>Builds a file of deaths of some groups of a log.</summary>
    public IndexFileEntry WriteDeaths(LogModel log, Range groups) =>
        log.DeathsBuilder(groups).Write(Storage, LogModel.Store, NextNumber(), log.Coverage(groups), NowMs);

    /// <summary>Where pages are kept that are read by position; null for a mapping.</summary>
    public static IndexPageCache? Pages(bool isMapped) => isMapped ? null : new IndexPageCache();

    public RunReader OpenRun(IndexFileEntry entry, bool isMapped = true)
    {
        Assert.True(RunReader.TryOpen(
            Storage, LogModel.Store, entry, Pages(isMapped), out RunReader? reader, out FormatFault fault));
        Assert.Equal(FormatFault.None, fault);
        return reader;
    }

    public DeathsReader OpenDeaths(IndexFileEntry entry, bool isMapped = true)
    {
        Assert.True(DeathsReader.TryOpen(
            Storage, LogModel.Store, entry, Pages(isMapped), out DeathsReader? reader, out FormatFault fault));
        Assert.Equal(FormatFault.None, fault);
        return reader;
    }

    public byte[] Bytes(IndexFileEntry entry)
    {
        using IStorageFile file = Storage.Open(StoreLayout.IndexFile(entry.Kind, entry.Number), StorageOpen.Read);
        byte[] bytes = new byte[file.LengthBytes];
        file.Read(0, bytes);
        return bytes;
    }

    /// <summary>Puts other bytes in the place of a file.</summary>
    public void Replace(IndexFileEntry entry, ReadOnlySpan<byte> bytes)
    {
        string path = StoreLayout.IndexFile(entry.Kind, entry.Number);
        Storage.Delete(path);
        using IStorageFile file = Storage.Open(path, StorageOpen.Create);
        file.Write(0, bytes);
    }
}
