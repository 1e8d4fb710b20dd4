using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Indexing.Analysis;
using Feedlog.Indexing.Query;
using Feedlog.Indexing.Ranking;
using Feedlog.Indexing.Vectors;
using Feedlog.Read;

namespace Feedlog.Search;

/// <summary>
/// Says which records of a view a search for vectors may find: live ones, that match the filters, of a range of time.
/// For one thread.
/// </summary>
/// <remarks>Liveness is a mask of the indexes. What filters and times ask for is read from each record, once.</remarks>
internal sealed class VectorMask : IRecordMask
{
    private readonly SnapshotReader _reader;
    private readonly CancellationToken _cancellationToken;
    private readonly long _fromMs;
    private readonly long _toMs;
    private readonly RecordMatcher? _matcher;
    private readonly bool _readsRecords;
    private readonly HashSet<ulong> _expired = [];
    private readonly Dictionary<ulong, bool> _judged = [];

    /// <summary>A mask for one search.</summary>
    public VectorMask(
        SnapshotReader reader, Analyzer analyzer, QueryNode filter, long fromMs, long toMs,
        CancellationToken cancellationToken)
    {
        _reader = reader;
        _cancellationToken = cancellationToken;
        _fromMs = fromMs;
        _toMs = toMs;
        if (filter is not AllNode)
            _matcher = new RecordMatcher(new QueryPlan(filter, Bm25Parameters.Default), analyzer);
        _readsRecords = _matcher is not null || fromMs != long.MinValue || toMs != long.MaxValue;
        if (!_readsRecords) _expired.UnionWith(reader.View.Expired());
    }

    /// <inheritdoc/>
    public int WindowSlots => _readsRecords ? 1 : FormatLimits.ChunkSlotsMax;

    /// <inheritdoc/>
    public ulong Mask(ulong firstSequence, int count)
    {
        _cancellationToken.ThrowIfCancellationRequested();
        if (_readsRecords) return Passes(firstSequence) ? 1ul : 0;
        ulong mask = _reader.View.LiveMask(firstSequence, count);
        if (_expired.Count == 0) return mask;
        for (int i = 0; i < count; i++)
        {
            if (_expired.Contains(firstSequence + (ulong)i)) mask &= ~(1ul << i);
        }

        return mask;
    }

    private bool Passes(ulong sequence)
    {
        if (_judged.TryGetValue(sequence, out bool passes)) return passes;
        passes = !_reader.View.TryFindKiller(sequence, out _, out _) && PassesByItself(sequence);
        _judged.Add(sequence, passes);
        return passes;
    }

    private bool PassesByItself(ulong sequence)
    {
        if (!_reader.TryFindSequence(sequence, out FrameAddress address, out bool isRecord) || !isRecord) return false;
        FrameView frame = _reader.Read(address, out byte[]? rented);
        long timestampMs = frame.TimestampMs;
        bool passes = timestampMs >= _fromMs && timestampMs < _toMs && frame.ExpiresAtMs > _reader.View.NowMs;
        if (passes && _matcher is not null)
        {
            _matcher.Load(frame);
            passes = _matcher.IsMatch;
        }

        SnapshotReader.Return(rented);
        return passes;
    }
}
