using System.Diagnostics.CodeAnalysis;
using Feedlog.Cold;
using Feedlog.Feed;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;
using Feedlog.Indexing.Views;

namespace Feedlog.Read;

/// <summary>
/// The view that readers get, and the files behind it. One thread publishes; readers acquire without locks.
/// </summary>
/// <param name="storage">Where the files are.</param>
/// <param name="salt">The salt of the store.</param>
/// <param name="options">How it was opened.</param>
/// <param name="isWriter">Whether files that are no longer listed are deleted when nobody reads them any more.</param>
internal sealed class PublishedViews(IStorage storage, ulong salt, FeedlogOptions options, bool isWriter)
{
    private readonly ChunkCache _chunks = new(options.ColdCacheBytes);
    private SegmentReader[] _readers = []; // Of the segments that have a file, by rising number.
    private ShardFile[] _shards = []; // By rising first address.
    private ReadView? _current;

    /// <summary>The current view; its segments may be gone unless they are acquired.</summary>
    public ReadView Current => Volatile.Read(ref _current) ??
        throw new ObjectDisposedException(nameof(FeedlogStore));

    /// <summary>How much of what is published is durable.</summary>
    public DurableMark Durable { get; } = new();

    /// <summary>How often chunks of shards had to be unpacked.</summary>
    public UnpackCounts Unpacked => _chunks.Unpacked;

    /// <summary>The current view with a reference to its segments, to be released.</summary>
    /// <exception cref="ObjectDisposedException">The store was closed.</exception>
    public ReadView Acquire()
    {
        while (true)
        {
            ReadView view = Current;
            // A set that is gone was replaced by a newer one, or the store was closed.
            if (view.Segments.TryAcquire()) return view;
        }
    }

    /// <summary>The current view with a reference to its segments, to be released; false if the store was closed.
    /// </summary>
    public bool TryAcquire([NotNullWhen(true)] out ReadView? view)
    {
        do view = Volatile.Read(ref _current);
        while (view is not null && !view.Segments.TryAcquire());
        return view is not null;
    }

    /// <summary>Says that everything up to this sequence is durable, as far as it is published. Publisher only.
    /// </summary>
    public void PublishDurable(ulong sequence)
    {
        if (_current is ReadView view) Durable.Advance(Math.Min(sequence, view.Sequence));
    }

    /// <summary>
    /// Publishes what the catalog holds now. Opens what is new, maps again what has grown, lets go of what is no longer
    /// listed. Publisher only.
    /// </summary>
    /// <param name="catalog">The indexes.</param>
    /// <param name="segments">The manifest's segments.</param>
    /// <param name="shards">The manifest's shards.</param>
    /// <param name="endBytes">Where the last of the segments ends.</param>
    public void Publish(
        IndexCatalog catalog, IReadOnlyList<SegmentEntry> segments, IReadOnlyList<ShardEntry> shards, long endBytes)
    {
        ReadView? old = _current;
        bool isSame = old is not null && IsStillRight(old, catalog, segments, shards, endBytes);
        SegmentSet set = isSame ? old!.Segments : BuildSet(segments, shards, catalog.Parts.Sealed); // isSame said so.
        Volatile.Write(ref _current, new ReadView(
            catalog.Parts, set, segments, shards, catalog.Parts.Active.Slots.Count, catalog.LastSequence, endBytes,
            catalog.RecordCount, catalog.EndedCount));
        if (old is not null && old.Segments != set) old.Segments.Release();
    }

    /// <summary>Lets go of all files that no lease holds; nothing can be acquired afterwards.</summary>
    public void Close()
    {
        ReadView? old = Interlocked.Exchange(ref _current, null);
        Durable.Close();
        old?.Segments.Release();
        foreach (SegmentReader reader in _readers) reader.Release();
        foreach (ShardFile shard in _shards) shard.Release();
        _readers = [];
        _shards = [];
    }

    private bool IsStillRight(
        ReadView old, IndexCatalog catalog, IReadOnlyList<SegmentEntry> segments, IReadOnlyList<ShardEntry> shards,
        long endBytes) =>
        ReferenceEquals(old.Parts.Sealed, catalog.Parts.Sealed) &&
        (ReferenceEquals(old.Shards, shards) || old.Shards.SequenceEqual(shards)) &&
        old.Entries.Count == segments.Count &&
        old.Entries[^1].Number == segments[^1].Number &&
        (_readers.Length == 0 || _readers[^1].FollowsGrowth || _readers[^1].ReadableBytes >= endBytes);

    private SegmentSet BuildSet(
        IReadOnlyList<SegmentEntry> segments, IReadOnlyList<ShardEntry> shards, SealedIndexes indexes)
    {
        BuildReaders(segments);
        BuildShards(shards);
        // What fails is to fail while the store is opened; the others wait until they are needed.
        if (_readers.Length > 0) _readers[^1].Open();
        return new SegmentSet(_readers, _shards, new MovedFrames(storage, salt, _chunks), indexes, salt);
    }

    private void BuildReaders(IReadOnlyList<SegmentEntry> segments)
    {
        Dictionary<ulong, SegmentReader> old = _readers.ToDictionary(reader => reader.Number);
        List<SegmentReader> readers = new(segments.Count);
        for (int i = 0; i < segments.Count; i++)
        {
            SegmentEntry entry = segments[i];
            if (entry.State == SegmentState.Archived)
            {
                if (isWriter && old.TryGetValue(entry.Number, out SegmentReader? archived)) archived.MarkObsolete();
                continue;
            }

            bool isKept = old.TryGetValue(entry.Number, out SegmentReader? known) &&
                SeesAll(known, entry, isLast: i == segments.Count - 1);
            if (isKept) old.Remove(entry.Number);
            readers.Add(isKept ? known! : new SegmentReader(storage, entry.Number, salt, options.ReadMode));
        }

        _readers = [.. readers];
        foreach (SegmentReader reader in old.Values) reader.Release();
    }

    private void BuildShards(IReadOnlyList<ShardEntry> shards)
    {
        Dictionary<ulong, ShardFile> old = _shards.ToDictionary(file => file.Entry.Number);
        _shards = [.. shards.Select(entry => old.Remove(entry.Number, out ShardFile? known)
            ? known
            : new ShardFile(storage, entry, salt, options.ReadMode, _chunks))];
        foreach (ShardFile file in old.Values)
        {
            if (isWriter) file.MarkObsolete();
            file.Release();
        }
    }

    // The last one may have grown since it was mapped: a new reader sees its present length. And so may one that was
    // the last for a reader beside the writer, and is sealed by now.
    private static bool SeesAll(SegmentReader reader, SegmentEntry entry, bool isLast) =>
        isLast ? reader.FollowsGrowth : !reader.EndsBefore(entry.LogicalEndBytes);
}
