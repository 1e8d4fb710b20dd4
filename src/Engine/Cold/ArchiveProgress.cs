namespace Feedlog;

/// <summary>How far an archiving has come.</summary>
/// <param name="Archived">Records that were written to shards.</param>
/// <param name="Bytes">Bytes of log and of shards that were read; each is read twice, the second time to compare.
/// </param>
/// <param name="TotalBytes">How many there will be, as far as is known: which shards are merged turns out when all is
/// archived.</param>
public readonly record struct ArchiveProgress(long Archived, long Bytes, long TotalBytes);
