using System.Buffers.Binary;
using Feedlog.Format.Indexes;

namespace Feedlog.Indexing.Sealed;

/// <summary>A section of tags with slots, with its directory and its filter.</summary>
internal sealed class TaggedSection
{
    // As many entries of a bucket are gone through one by one: they lie side by side.
    private const int FewEntries = 8;

    private readonly IndexFileReader _reader;
    private readonly IndexSection _section;
    private readonly IndexSection _directory;
    private readonly IndexSection _filter;
    private readonly int _bits;

    private TaggedSection(
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
    public static bool TryOpen(IndexFileReader reader, IndexSectionType type, out TaggedSection? section)
    {
        section = null;
        bool hasEntries = reader.TryGetSection(type, out IndexSection entries);
        bool hasDirectory = reader.TryGetSection(type + 1, out IndexSection directory);
        bool hasFilter = reader.TryGetSection(type + 2, out IndexSection filter);
        if (!hasEntries && !hasDirectory && !hasFilter) return true;
        bool isSound = hasEntries && hasDirectory && hasFilter && entries.EntryCount <= uint.MaxValue &&
            directory.EntryCount == BucketBits.DirectoryCount(entries.EntryCount) &&
            filter.EntryCount == FilterBlock.Count(entries.EntryCount);
        if (isSound) section = new TaggedSection(reader, entries, directory, filter);
        return isSound;
    }

    /// <summary>Says whether the filter knows the tag; false is certain.</summary>
    public bool MayHold(uint tag)
    {
        ulong hash = TaggedSlot.FilterHash(tag);
        return FilterBlock.MayHold(_reader.Entry(_filter, FilterBlock.Of(hash, _filter.EntryCount)), hash);
    }

    /// <summary>Says that the filter is about to be asked for a tag. Only a hint.</summary>
    public void PrefetchFilter(uint tag) =>
        _reader.Prefetch(_filter, FilterBlock.Of(TaggedSlot.FilterHash(tag), _filter.EntryCount));

    /// <summary>Says that an entry of a tag is about to be looked for. Only a hint: the filter and the bucket are
    /// fetched side by side and not one after the other.</summary>
    public void Prefetch(uint tag)
    {
        PrefetchFilter(tag);
        _reader.Prefetch(_directory, BucketBits.Bucket(TaggedSlot.OfId(tag, 0), _bits));
    }

    /// <summary>The number of the first entry that is not below one, or of the one behind its bucket.</summary>
    /// <exception cref="IndexDamageException">The directory contradicts itself.</exception>
    public long Find(ulong wanted)
    {
        long low = Bucket(wanted, out long high);
        while (high - low > FewEntries)
        {
            long middle = low + (high - low) / 2;
            if (Read(middle) < wanted) low = middle + 1;
            else high = middle;
        }

        while (low < high)
        {
            ReadOnlySpan<byte> entries = _reader.Entries(_section, low);
            for (; low < high && entries.Length > 0; low++, entries = entries[TagEntryLayout.EntryBytes..])
            {
                if (BinaryPrimitives.ReadUInt64LittleEndian(entries) >= wanted) return low;
            }
        }

        return low;
    }

    /// <summary>Reads an entry; false if there is none with this number, or if it has another tag.</summary>
    public bool TryRead(long index, uint tag, out ulong entry)
    {
        entry = index < Count ? Read(index) : 0;
        return index < Count && TaggedSlot.Tag(entry) == tag;
    }

    /// <summary>An exception that says that an entry cannot be what was written.</summary>
    public IndexDamageException Contradiction() => _reader.Contradiction(_section);

    private ulong Read(long index) => BinaryPrimitives.ReadUInt64LittleEndian(_reader.Entry(_section, index));

    // The first entry of the bucket of an entry, and the first behind it.
    private long Bucket(ulong wanted, out long limit)
    {
        long bucket = BucketBits.Bucket(wanted, _bits);
        ReadOnlySpan<byte> bounds = _reader.Entries(_directory, bucket);
        long first = BinaryPrimitives.ReadUInt32LittleEndian(bounds);
        // The bucket after the last of a page lies in the next page.
        bounds = bounds.Length > sizeof(uint) ? bounds[sizeof(uint)..] : _reader.Entry(_directory, bucket + 1);
        limit = BinaryPrimitives.ReadUInt32LittleEndian(bounds);
        if (first > limit || limit > Count) throw _reader.Contradiction(_directory);
        return first;
    }
}
