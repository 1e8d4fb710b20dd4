using Feedlog.Cold;
using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Format.Indexes;
using Feedlog.Format.Segments;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;
using Feedlog.Indexing.Analysis;
using Feedlog.Indexing.Keyword;
using Feedlog.Read;

namespace Feedlog.Sealing;

/// <summary>Reads whole groups of the log and gives their records to a builder. One thread.</summary>
/// <param name="storage">Where the log is.</param>
/// <param name="salt">The salt of the store.</param>
/// <param name="analyzer">Cuts text into words.</param>
/// <param name="builder">Takes the words.</param>
internal sealed class WordReader(IStorage storage, ulong salt, Analyzer analyzer, KeywordBuilder builder)
{
    private readonly RecordWords _words = new(analyzer, builder);
    private IndexCoverage? _read;
    private GroupChain _chain;

    /// <summary>How many bytes of log the last stretch has.</summary>
    public long LogBytes { get; private set; }

    /// <summary>Reads on from where words end.</summary>
    /// <param name="view">What is published; held by the caller.</param>
    /// <param name="after">The stretch before; null to begin with the log.</param>
    /// <param name="lastSequence">No group is read that goes beyond it.</param>
    /// <param name="bytesMax">Enough bytes of log; a group is read whole.</param>
    /// <param name="token">Ends the reading.</param>
    /// <returns>The stretch that the builder was given; null if there is none that could be read.</returns>
    /// <exception cref="IOException">The log cannot be read.</exception>
    public IndexCoverage? Read(
        ReadView view, IndexCoverage? after, ulong lastSequence, long bytesMax, CancellationToken token)
    {
        _read = null;
        LogBytes = 0;
        _chain = after is null
            ? new GroupChain(1, 1, 0)
            : new GroupChain(after.LastGroup + 1, after.LastSequence + 1, after.LastCommit);
        for (int i = 0; i < view.Entries.Count; i++)
        {
            SegmentEntry entry = view.Entries[i];
            if (after is not null && entry.Number < after.EndSegment) continue;
            bool isEntered = entry.Number == after?.EndSegment;
            long startBytes = isEntered ? after!.EndOffsetBytes : SegmentLayout.HeaderBytes; // It has a number.
            long limitBytes = i == view.Entries.Count - 1 ? view.EndBytes : entry.LogicalEndBytes;
            if (startBytes >= limitBytes) continue;
            if (!isEntered) _chain = _chain with { NextSequence = entry.FirstSequence };
            if (view.Segments.FindHot(entry.Number) is null)
            {
                bool isRead = TryReadShards(view, entry, limitBytes - startBytes, lastSequence, token);
                if (isRead && LogBytes < bytesMax) continue;
                break;
            }

            if (!TryReadSegment(entry.Number, startBytes, limitBytes, lastSequence, bytesMax, token)) break;
        }

        return _read;
    }

    // False if that is all for now: enough was read, or what comes next is damaged, beyond the end, or written by a
    // newer version. Then whoever searches reads the log from there on, and is told what is wrong with it.
    private bool TryReadSegment(
        ulong number, long startBytes, long limitBytes, ulong lastSequence, long bytesMax, CancellationToken token)
    {
        using IStorageFile file = storage.Open(StoreLayout.Segment(number), StorageOpen.Read);
        GroupScanner scanner = new(file, salt, number, startBytes, limitBytes, _chain);
        while (LogBytes < bytesMax && scanner.MoveNext())
        {
            token.ThrowIfCancellationRequested();
            if (scanner.Commit.LastSequence > lastSequence || !IsReadable(scanner.Group)) return false;
            Add(scanner.Group);
            LogBytes += scanner.Group.Length;
            _chain = scanner.Chain;
            _read = new IndexCoverage
            {
                FirstSequence = _read?.FirstSequence ?? scanner.Commit.FirstSequence,
                LastSequence = scanner.Commit.LastSequence,
                FirstGroup = _read?.FirstGroup ?? scanner.Commit.Group,
                LastGroup = scanner.Commit.Group,
                LastCommit = scanner.Chain.PreviousCommit,
                EndSegment = number,
                EndOffsetBytes = scanner.EndBytes,
            };
        }

        return LogBytes < bytesMax && scanner.EndBytes >= limitBytes;
    }

    // Of what is archived no groups are known but the last of each segment: it is read whole. False as above.
    private bool TryReadShards(
        ReadView view, SegmentEntry entry, long logBytes, ulong lastSequence, CancellationToken token)
    {
        if (entry.LastSequence > lastSequence) return false;
        ShardSet shards = view.Segments.AcquireShards(entry, _chain.NextSequence, entry.LastSequence);
        try
        {
            if (!AreReadable(new ColdWalk(shards, _chain.NextSequence, entry.LastSequence), token)) return false;
            ColdWalk walk = new(shards, _chain.NextSequence, entry.LastSequence);
            while (walk.MoveNext()) _words.Add(walk.Frame);
        }
        finally
        {
            shards.Release();
        }

        LogBytes += logBytes;
        _read = new IndexCoverage
        {
            FirstSequence = _read?.FirstSequence ?? _chain.NextSequence,
            LastSequence = entry.LastSequence,
            FirstGroup = _read?.FirstGroup ?? _chain.NextGroup,
            LastGroup = entry.LastGroup,
            LastCommit = entry.LastCommit,
            EndSegment = entry.Number,
            EndOffsetBytes = entry.LogicalEndBytes,
        };
        _chain = new GroupChain(entry.LastGroup + 1, entry.LastSequence + 1, entry.LastCommit);
        return true;
    }

    private static bool AreReadable(ColdWalk walk, CancellationToken token)
    {
        while (walk.MoveNext())
        {
            token.ThrowIfCancellationRequested();
            if (walk.Frame.Header.ExtensionsLengthBytes > 0 && !FrameDecoder.IsReadable(walk.Frame)) return false;
        }

        return true;
    }

    private void Add(ReadOnlySpan<byte> group)
    {
        for (int at = 0; at < group.Length - CommitLayout.FrameBytes;)
        {
            FrameView frame = FrameView.TrustedAt(group[at..]);
            if (frame.Header.TakesSlot) _words.Add(frame);
            at += frame.Bytes.Length;
        }
    }

    // What only a newer version can read must not pass for something without words.
    private static bool IsReadable(ReadOnlySpan<byte> group)
    {
        for (int at = 0; at < group.Length - CommitLayout.FrameBytes;)
        {
            FrameView frame = FrameView.TrustedAt(group[at..]);
            if (frame.HasExtensions && !FrameDecoder.IsReadable(frame)) return false;
            at += frame.Bytes.Length;
        }

        return true;
    }
}
