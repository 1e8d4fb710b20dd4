namespace Feedlog;

/// <summary>What an archiving has done.</summary>
/// <param name="Archived">Records that lie in shards now and did not before.</param>
/// <param name="Dead">How many of them had been deleted, superseded or had expired; they are kept for history.</param>
/// <param name="Segments">Segments that are gone.</param>
/// <param name="Shards">Shards that were made.</param>
/// <param name="BytesBefore">Bytes of log of those segments.</param>
/// <param name="BytesAfter">Bytes of those shards.</param>
/// <param name="Elapsed">How long it took.</param>
public sealed record ArchiveResult(
    long Archived, long Dead, int Segments, int Shards, long BytesBefore, long BytesAfter, TimeSpan Elapsed);
