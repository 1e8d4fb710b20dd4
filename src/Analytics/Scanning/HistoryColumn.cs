namespace Feedlog.Analytics.Scanning;

/// <summary>The columns of the view, in their order.</summary>
internal enum HistoryColumn
{
    /// <summary>What is counted only: no value is wanted.</summary>
    None = -1,

    Id = 0,
    Key,
    Stream,
    Sequence,
    Timestamp,
    RecordedAt,
    Kind,
    Tags,
    Content,
    Metadata,
    Tier,
    Shard,
    ContentBytes,
}
