using System.Diagnostics.CodeAnalysis;
using Feedlog.Feed;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;
using Feedlog.Indexing.Views;

namespace Feedlog.Read;

/// <summary>
/// The view that readers get, and the files behind it. One thread publishes; readers acquire without locks.
/// </summary>
internal sealed class PublishedViews(IStorage storage, ulong salt, ReadMode mode)
{
    private SegmentReader[] _readers = []; // By rising number, as the manifest lists them.
    private ReadView? _current;

    /// <summary>The current view; its segments may be gone unless they are acquired.</summary>
    public ReadView Current => Volatile.Read(ref _current) ??
        throw new ObjectDisposedException(nameof(FeedlogStore));

    /// <summary>How much of what is published is durable.</summary>
    public DurableMark Durable { get; } = new();

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
    /// <param name="endBytes">Where the last of them ends.</param>
    public void Publish(IndexCatalog catalog, IReadOnlyList<SegmentEntry> segments, long endBytes)
    {
        ReadView? old = _current;
        bool isSame = old is not null && IsStillRight(old, catalog, segments, endBytes);
        SegmentSet set = isSame ? old!.Segments : BuildSet(segments, catalog.Parts.Sealed); // isSame said so.
        Volatile.Write(ref _current, new ReadView(
            catalog.Parts, set, segments, catalog.Parts.Active.Slots.Count, catalog.LastSequence, endBytes,
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
        _readers = [];
    }

    private bool IsStillRight(
        ReadView old, IndexCatalog catalog, IReadOnlyList<SegmentEntry> segments, long endBytes) =>
        ReferenceEquals(old.Parts.Sealed, catalog.Parts.Sealed) &&
        _readers.Length == segments.Count &&
        _readers[^1].Number == segments[^1].Number &&
        (_readers[^1].FollowsGrowth || _readers[^1].ReadableBytes >= endBytes);

    private SegmentSet BuildSet(IReadOnlyList<SegmentEntry> segments, SealedIndexes indexes)
    {
        SegmentReader[] old = _readers;
        SegmentReader[] readers = new SegmentReader[segments.Count];
        int next = 0;
        for (int i = 0; i < readers.Length; i++)
        {
            SegmentEntry entry = segments[i];
            for (; next < old.Length && old[next].Number < entry.Number; next++) old[next].Release();
            bool isKnown = next < old.Length && old[next].Number == entry.Number;
            readers[i] = isKnown && SeesAll(old[next], entry, isLast: i == readers.Length - 1)
                ? old[next++]
                : new SegmentReader(storage, entry.Number, salt, mode);
        }

        for (; next < old.Length; next++) old[next].Release();
        _readers = readers;
        // What fails is to fail while the store is opened; the others wait until they are needed.
        readers[^1].Open();
        return new SegmentSet(readers, indexes);
    }

    // The last one may have grown since it was mapped: a new reader sees its present length. And so may one that was
    // the last for a reader beside the writer, and is sealed by now.
    private static bool SeesAll(SegmentReader reader, SegmentEntry entry, bool isLast) =>
        isLast ? reader.FollowsGrowth : !reader.EndsBefore(entry.LogicalEndBytes);
}
