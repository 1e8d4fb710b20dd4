using System.Buffers.Binary;
using Feedlog.Format.Indexes;

namespace Feedlog.Indexing.Sealed;

/// <summary>A section in the order of hashes, with its directory and its filter.</summary>
internal sealed class HashedSection
{
    private readonly IndexFileReader _reader;
    private readonly IndexSection _section;
    private readonly IndexSection _directory;
    private readonly IndexSection _filter;
    private readonly int _bits;

    private HashedSection(
        IndexFileReader reader, IndexSection section, IndexSection directory, IndexSection filter)
    {
        _reader = reader;
        _section = section;
        _directory = directory;
        _filter = filter;
        _bits = BucketBits.Of(section.EntryCount);
    }

    /// <summary>Number of entries.</summary>
    public long Count => _section.EntryCount;

    /// <summary>Finds the section, its directory and its filter, which follow it by number.</summary>
    /// <returns>False if they do not fit each other; all may be missing.</returns>
    public static bool TryOpen(IndexFileReader reader, IndexSectionType type, out HashedSection? section)
    {
        section = null;
        bool hasEntries = reader.TryGetSection(type, out IndexSection entries);
        bool hasDirectory = reader.TryGetSection(type + 1, out IndexSection directory);
        bool hasFilter = reader.TryGetSection(type + 2, out IndexSection filter);
        if (!hasEntries && !hasDirectory && !hasFilter) return true;
        bool isSound = hasEntries && hasDirectory && hasFilter && entries.EntryCount <= uint.MaxValue &&
            directory.EntryCount == BucketBits.DirectoryCount(entries.EntryCount) &&
            filter.EntryCount == FilterBlock.Count(entries.EntryCount);
        if (isSound) section = new HashedSection(reader, entries, directory, filter);
        return isSound;
    }

    /// <summary>The bytes of an entry.</summary>
    public ReadOnlySpan<byte> Entry(long index) => _reader.Entry(_section, index);

    /// <summary>The bytes of an entry and of all behind it in its page.</summary>
    public ReadOnlySpan<byte> Entries(long index) => _reader.Entries(_section, index);

    /// <summary>Says whether the filter knows the hash; false is certain.</summary>
    public bool MayHold(ulong hash) =>
        FilterBlock.MayHold(_reader.Entry(_filter, FilterBlock.Of(hash, _filter.EntryCount)), hash);

    /// <summary>Says that the filter is about to be asked for a hash. Only a hint.</summary>
    public void PrefetchFilter(ulong hash) =>
        _reader.Prefetch(_filter, FilterBlock.Of(hash, _filter.EntryCount));

    /// <summary>The entries of the bucket of a hash.</summary>
    /// <param name="hash">The hash by which the entries are sorted.</param>
    /// <param name="limit">The first entry behind the bucket.</param>
    /// <returns>The first entry of the bucket.</returns>
    /// <exception cref="IndexDamageException">The directory contradicts itself.</exception>
    public long Bucket(ulong hash, out long limit)
    {
        long bucket = BucketBits.Bucket(hash, _bits);
        ReadOnlySpan<byte> bounds = _reader.Entries(_directory, bucket);
        long first = BinaryPrimitives.ReadUInt32LittleEndian(bounds);
        // The bucket after the last of a page lies in the next page.
        bounds = bounds.Length > sizeof(uint) ? bounds[sizeof(uint)..] : _reader.Entry(_directory, bucket + 1);
        limit = BinaryPrimitives.ReadUInt32LittleEndian(bounds);
        if (first > limit || limit > Count) throw _reader.Contradiction(_directory);
        return first;
    }
}
