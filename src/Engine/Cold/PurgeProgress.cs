namespace Feedlog;

/// <summary>How far a purge has come.</summary>
/// <param name="Bytes">Bytes of files to be rewritten that were read; each is read twice, the second time to compare.
/// </param>
/// <param name="TotalBytes">How many there will be; 0 while it is being looked for what names the records.</param>
public readonly record struct PurgeProgress(long Bytes, long TotalBytes);
