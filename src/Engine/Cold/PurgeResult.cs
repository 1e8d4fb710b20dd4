namespace Feedlog;

/// <summary>What a purge has done, or would do.</summary>
/// <param name="Purged">Records that are gone, each version counted.</param>
/// <param name="NotFound">Targets that no record fits.</param>
/// <param name="FilesRewritten">Segments and shards that held something of them and are gone.</param>
/// <param name="QuarantineFiles">Files of the folder quarantine that are gone; it is emptied whenever a record is
/// purged.</param>
/// <param name="BytesBefore">Bytes of those segments and shards.</param>
/// <param name="BytesAfter">Bytes of the shards in their place.</param>
/// <param name="Elapsed">How long it took.</param>
public sealed record PurgeResult(
    long Purged, IReadOnlyList<PurgeTarget> NotFound, int FilesRewritten, int QuarantineFiles, long BytesBefore,
    long BytesAfter, TimeSpan Elapsed);
