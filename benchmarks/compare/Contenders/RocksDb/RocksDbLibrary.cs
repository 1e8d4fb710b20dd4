using System.Runtime.InteropServices;

namespace Feedlog.Compare.Contenders.RocksDb;

/// <summary>
/// The system's RocksDB by its C functions. Handles are its own pointers; a flag is a byte, 0 or 1; who gives a place
/// for an error gets null there, or text to be freed.
/// </summary>
internal static unsafe partial class RocksDbLibrary
{
    /// <summary>Compression by LZ4.</summary>
    internal const int Lz4 = 4;

    private const string Name = "rocksdb";

    private static readonly string[] s_candidates = ["librocksdb.so.7.8", "librocksdb.so.8.9", "rocksdb"];

    // Said so explicitly, it runs before the first call and not at some time.
    static RocksDbLibrary() => IsPresent = SystemLibrary.TryLoad(Name, s_candidates);

    /// <summary>Says whether the library was found.</summary>
    internal static bool IsPresent { get; }

    /// <summary>The names that were tried, for a message.</summary>
    internal static string Tried => string.Join(", ", s_candidates);

    /// <summary>Throws, and frees the text, if a call left an error.</summary>
    /// <exception cref="RocksDbException">It did.</exception>
    internal static void Require(byte* error, string call)
    {
        if (error is null) return;
        string text = Marshal.PtrToStringUTF8((nint)error) ?? "";
        Free(error);
        throw new RocksDbException($"{call}: {text}");
    }

    /// <summary>Makes options.</summary>
    [LibraryImport(Name, EntryPoint = "rocksdb_options_create")]
    internal static partial nint OptionsCreate();

    /// <summary>Says that a database is made where there is none.</summary>
    [LibraryImport(Name, EntryPoint = "rocksdb_options_set_create_if_missing")]
    internal static partial void OptionsSetCreateIfMissing(nint options, byte isSet);

    /// <summary>Says how many threads may flush and compact.</summary>
    [LibraryImport(Name, EntryPoint = "rocksdb_options_increase_parallelism")]
    internal static partial void OptionsIncreaseParallelism(nint options, int threads);

    /// <summary>Says how tables are compressed.</summary>
    [LibraryImport(Name, EntryPoint = "rocksdb_options_set_compression")]
    internal static partial void OptionsSetCompression(nint options, int compression);

    /// <summary>Says how tables are laid out.</summary>
    [LibraryImport(Name, EntryPoint = "rocksdb_options_set_block_based_table_factory")]
    internal static partial void OptionsSetTables(nint options, nint tableOptions);

    /// <summary>Makes options of tables.</summary>
    [LibraryImport(Name, EntryPoint = "rocksdb_block_based_options_create")]
    internal static partial nint TableOptionsCreate();

    /// <summary>Says which filter tables have; it is theirs from then on.</summary>
    [LibraryImport(Name, EntryPoint = "rocksdb_block_based_options_set_filter_policy")]
    internal static partial void TableOptionsSetFilter(nint tableOptions, nint filter);

    /// <summary>Says in which cache blocks are kept.</summary>
    [LibraryImport(Name, EntryPoint = "rocksdb_block_based_options_set_block_cache")]
    internal static partial void TableOptionsSetCache(nint tableOptions, nint cache);

    /// <summary>Makes a cache.</summary>
    [LibraryImport(Name, EntryPoint = "rocksdb_cache_create_lru")]
    internal static partial nint CacheCreate(nuint bytes);

    /// <summary>Makes a Bloom filter of so many bits a key.</summary>
    [LibraryImport(Name, EntryPoint = "rocksdb_filterpolicy_create_bloom_full")]
    internal static partial nint FilterCreate(double bitsPerKey);

    /// <summary>Opens a database.</summary>
    [LibraryImport(Name, EntryPoint = "rocksdb_open", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint Open(nint options, string folder, byte** error);

    /// <summary>Opens a database to be read.</summary>
    [LibraryImport(Name, EntryPoint = "rocksdb_open_for_read_only", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint OpenReadOnly(nint options, string folder, byte failsOnLog, byte** error);

    /// <summary>Closes a database.</summary>
    [LibraryImport(Name, EntryPoint = "rocksdb_close")]
    internal static partial void Close(nint database);

    /// <summary>Makes options of writes.</summary>
    [LibraryImport(Name, EntryPoint = "rocksdb_writeoptions_create")]
    internal static partial nint WriteOptionsCreate();

    /// <summary>Says whether a write ends when its log is synced.</summary>
    [LibraryImport(Name, EntryPoint = "rocksdb_writeoptions_set_sync")]
    internal static partial void WriteOptionsSetSync(nint options, byte isSet);

    /// <summary>Makes a batch.</summary>
    [LibraryImport(Name, EntryPoint = "rocksdb_writebatch_create")]
    internal static partial nint BatchCreate();

    /// <summary>Frees a batch.</summary>
    [LibraryImport(Name, EntryPoint = "rocksdb_writebatch_destroy")]
    internal static partial void BatchDestroy(nint batch);

    /// <summary>Adds a key and its value to a batch, which copies them.</summary>
    [LibraryImport(Name, EntryPoint = "rocksdb_writebatch_put")]
    internal static partial void BatchPut(nint batch, byte* key, nuint keyBytes, byte* value, nuint valueBytes);

    /// <summary>Writes a batch as a whole.</summary>
    [LibraryImport(Name, EntryPoint = "rocksdb_write")]
    internal static partial void Write(nint database, nint options, nint batch, byte** error);

    /// <summary>Writes out the log, and syncs it if asked.</summary>
    [LibraryImport(Name, EntryPoint = "rocksdb_flush_wal")]
    internal static partial void FlushLog(nint database, byte isSynced, byte** error);

    /// <summary>Reads a number that the database keeps of itself.</summary>
    /// <returns>0 if there is such a number.</returns>
    [LibraryImport(Name, EntryPoint = "rocksdb_property_int", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int PropertyNumber(nint database, string name, out ulong value);

    /// <summary>Makes options of reads: checksums are checked by default.</summary>
    [LibraryImport(Name, EntryPoint = "rocksdb_readoptions_create")]
    internal static partial nint ReadOptionsCreate();

    /// <summary>Finds the value of a key, pinned; 0 if there is none.</summary>
    [LibraryImport(Name, EntryPoint = "rocksdb_get_pinned")]
    internal static partial nint GetPinned(nint database, nint options, byte* key, nuint keyBytes, byte** error);

    /// <summary>The bytes of a pinned value.</summary>
    [LibraryImport(Name, EntryPoint = "rocksdb_pinnableslice_value")]
    internal static partial byte* PinnedValue(nint slice, out nuint bytes);

    /// <summary>Lets go of a pinned value.</summary>
    [LibraryImport(Name, EntryPoint = "rocksdb_pinnableslice_destroy")]
    internal static partial void PinnedDestroy(nint slice);

    /// <summary>Makes an iterator over a snapshot.</summary>
    [LibraryImport(Name, EntryPoint = "rocksdb_create_iterator")]
    internal static partial nint IteratorCreate(nint database, nint options);

    /// <summary>Frees an iterator.</summary>
    [LibraryImport(Name, EntryPoint = "rocksdb_iter_destroy")]
    internal static partial void IteratorDestroy(nint iterator);

    /// <summary>Goes to the first key that is not less than the one given.</summary>
    [LibraryImport(Name, EntryPoint = "rocksdb_iter_seek")]
    internal static partial void IteratorSeek(nint iterator, byte* key, nuint keyBytes);

    /// <summary>Goes to the next key.</summary>
    [LibraryImport(Name, EntryPoint = "rocksdb_iter_next")]
    internal static partial void IteratorNext(nint iterator);

    /// <summary>Says whether the iterator stands at a key.</summary>
    [LibraryImport(Name, EntryPoint = "rocksdb_iter_valid")]
    internal static partial byte IteratorIsValid(nint iterator);

    /// <summary>The key at which the iterator stands.</summary>
    [LibraryImport(Name, EntryPoint = "rocksdb_iter_key")]
    internal static partial byte* IteratorKey(nint iterator, out nuint bytes);

    /// <summary>The value at which the iterator stands.</summary>
    [LibraryImport(Name, EntryPoint = "rocksdb_iter_value")]
    internal static partial byte* IteratorValue(nint iterator, out nuint bytes);

    [LibraryImport(Name, EntryPoint = "rocksdb_free")]
    private static partial void Free(byte* text);
}
