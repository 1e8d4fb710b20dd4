namespace Feedlog.Compare.Contenders;

/// <summary>A contender that can move records into smaller files, where they are found as before.</summary>
internal interface IArchivingContender : IContender
{
    /// <summary>How they can be compressed, the usual way first.</summary>
    IReadOnlyList<string> Codecs { get; }

    /// <summary>Moves all records of a closed store.</summary>
    ValueTask<ArchivedRecords> ArchiveAsync(string folder, string codec);
}
