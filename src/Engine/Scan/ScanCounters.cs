namespace Feedlog;

/// <summary>What a scan has read so far.</summary>
/// <param name="SegmentsTotal">How many segments the log has; those that are archived are none any more.</param>
/// <param name="SegmentsRead">In how many of them a record was read.</param>
/// <param name="ShardsTotal">How many shards the cold tier has.</param>
/// <param name="ShardsRead">In how many of them a record was read.</param>
/// <param name="FramesRead">How many records and deletions were read.</param>
/// <param name="RecordsGiven">How many records came of it.</param>
public readonly record struct ScanCounters(
    long SegmentsTotal, long SegmentsRead, long ShardsTotal, long ShardsRead, long FramesRead, long RecordsGiven);
