using System.Text;
using Feedlog.Format.Indexes;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;
using Feedlog.Format;
using Feedlog.Indexing.Vectors;
using Feedlog.Tests.Unit.Indexes;

namespace Feedlog.Tests.Unit.Vectors;

/// <summary>A folder in memory with files of vector sketches in it.</summary>
internal sealed class VectorFolder
{
    public const string Model = "test-model";

    public static readonly StoreIdentity Store = new()
    {
        Id = new Guid("00112233-4455-6677-8899-aabbccddeeff"),
        Salt = 0x0123_4567_89AB_CDEF,
    };

    public static readonly IndexCoverage Coverage = new()
    {
        FirstSequence = 1,
        LastSequence = 1_000_000_000,
        FirstGroup = 1,
        LastGroup = 9,
        LastCommit = 77,
        EndSegment = 1,
        EndOffsetBytes = 4096,
    };

    private readonly Dictionary<ulong, IndexFileEntry> _entries = [];

    public MemoryStorage Storage { get; } = new();

    /// <summary>Writes parts as a file and opens it.</summary>
    public VectorFileReader Write(params IReadOnlyList<VectorPart> parts) => Write(true, parts);

    public VectorFileReader Write(bool isMapped, IReadOnlyList<VectorPart> parts)
    {
        ulong number = (ulong)_entries.Count + 1;
        _entries.Add(number, VectorFileWriter.Write(
            Storage, Store, number, Encoding.UTF8.GetBytes(Model), Coverage, parts, 5));
        return Open(number, isMapped);
    }

    public VectorFileReader Open(ulong number, bool isMapped)
    {
        bool isOpen = TryOpen(number, Store, isMapped, out VectorFileReader? reader, out FormatFault fault);
        Assert.True(isOpen, fault.ToString());
        return reader!; // It is open.
    }

    public bool TryOpen(
        ulong number, StoreIdentity store, bool isMapped, out VectorFileReader? reader, out FormatFault fault) =>
        VectorFileReader.TryOpen(Storage, store, _entries[number], IndexFolder.Pages(isMapped), out reader, out fault);

    public static string PathOf(ulong number) => StoreLayout.Vectors(number);

    public byte[] Bytes(ulong number)
    {
        using IStorageFile file = Storage.Open(PathOf(number), StorageOpen.Read);
        byte[] bytes = new byte[file.LengthBytes];
        file.Read(0, bytes);
        return bytes;
    }

    public void Replace(ulong number, byte[] bytes)
    {
        Storage.Delete(PathOf(number));
        using IStorageFile file = Storage.Open(PathOf(number), StorageOpen.Create);
        file.Write(0, bytes);
    }
}
