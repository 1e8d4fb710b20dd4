namespace Feedlog;

/// <summary>What an archiving has done.</summary>
/// <param name="Archived">Records that lie in shards now and did not before.</param>
/// <param name="Dead">How many of them had been deleted, superseded or had expired; they are kept for history.</param>
/// <param name="Segments">Segments that are gone.</param>
/// <param name="Shards">Shards that were made of them.</param>
/// <param name="Merged">How many shards there are less, because those of a month became one.</param>
/// <param name="Promoted">Chunks that were read often and are uncompressed now.</param>
/// <param name="BytesBefore">Bytes of log of those segments.</param>
/// <param name="BytesAfter">Bytes of those shards.</param>
/// <param name="Elapsed">How long it took.</param>
public sealed record ArchiveResult(
    long Archived, long Dead, int Segments, int Shards, int Merged, int Promoted, long BytesBefore, long BytesAfter,
    TimeSpan Elapsed);
