using Feedlog.Format.Frames;

namespace Feedlog.Fsck;

/// <summary>What was counted on the way. Frames are those that take a slot: records, tombstones, vectors.</summary>
internal sealed class CheckTotals
{
    /// <summary>Frames that were found sound.</summary>
    public long IntactFrames { get; set; }

    /// <summary>Frames with a sound header and a damaged body.</summary>
    public long DamagedFrames { get; set; }

    /// <summary>Frames that must have been there and of which no header was found.</summary>
    public long MissingFrames { get; set; }

    /// <summary>Bytes that were read.</summary>
    public long BytesRead { get; set; }

    /// <summary>Whole groups.</summary>
    public long Groups { get; set; }

    /// <summary>Segments that were walked.</summary>
    public long Segments { get; set; }

    /// <summary>Index files that the manifest lists and that were there.</summary>
    public long IndexFiles { get; set; }

    /// <summary>Their length in bytes.</summary>
    public long IndexBytes { get; set; }

    /// <summary>Shards that the manifest lists and that were there.</summary>
    public long Shards { get; set; }

    /// <summary>Their length in bytes.</summary>
    public long ShardBytes { get; set; }

    /// <summary>Records in whole groups.</summary>
    public long Records { get; private set; }

    /// <summary>Tombstones in whole groups.</summary>
    public long Tombstones { get; private set; }

    /// <summary>Vectors in whole groups.</summary>
    public long Vectors { get; private set; }

    /// <summary>Bytes of content of records.</summary>
    public long ContentBytes { get; private set; }

    /// <summary>Bytes of metadata of records.</summary>
    public long MetadataBytes { get; private set; }

    /// <summary>Length of the longest frame in bytes.</summary>
    public long LongestFrameBytes { get; private set; }

    /// <summary>Earliest timestamp of a record in ms; the largest i64 if there is none.</summary>
    public long TimeMinMs { get; private set; } = long.MaxValue;

    /// <summary>Latest timestamp of a record in ms; the smallest i64 if there is none.</summary>
    public long TimeMaxMs { get; private set; } = long.MinValue;

    /// <summary>First sequence; 0 if there is none.</summary>
    public ulong FirstSequence { get; private set; }

    /// <summary>Last sequence; 0 if there is none.</summary>
    public ulong LastSequence { get; private set; }

    /// <summary>Frames that were seen, sound or not.</summary>
    public long CheckedFrames => IntactFrames + DamagedFrames;

    /// <summary>Forgets all counts.</summary>
    public void Clear()
    {
        IntactFrames = DamagedFrames = MissingFrames = BytesRead = Groups = Segments = 0;
        IndexFiles = IndexBytes = Shards = ShardBytes = 0;
        Records = Tombstones = Vectors = ContentBytes = MetadataBytes = LongestFrameBytes = 0;
        (TimeMinMs, TimeMaxMs) = (long.MaxValue, long.MinValue);
        (FirstSequence, LastSequence) = (0, 0);
    }

    /// <summary>Counts in what was counted of a later part of the log.</summary>
    public void Add(CheckTotals part)
    {
        IntactFrames += part.IntactFrames;
        DamagedFrames += part.DamagedFrames;
        MissingFrames += part.MissingFrames;
        BytesRead += part.BytesRead;
        Groups += part.Groups;
        Segments += part.Segments;
        IndexFiles += part.IndexFiles;
        IndexBytes += part.IndexBytes;
        Shards += part.Shards;
        ShardBytes += part.ShardBytes;
        Records += part.Records;
        Tombstones += part.Tombstones;
        Vectors += part.Vectors;
        ContentBytes += part.ContentBytes;
        MetadataBytes += part.MetadataBytes;
        LongestFrameBytes = Math.Max(LongestFrameBytes, part.LongestFrameBytes);
        TimeMinMs = Math.Min(TimeMinMs, part.TimeMinMs);
        TimeMaxMs = Math.Max(TimeMaxMs, part.TimeMaxMs);
        if (FirstSequence == 0) FirstSequence = part.FirstSequence;
        else if (part.FirstSequence != 0) FirstSequence = Math.Min(FirstSequence, part.FirstSequence);
        LastSequence = Math.Max(LastSequence, part.LastSequence);
    }

    /// <summary>Counts in a sound frame of a whole group.</summary>
    public void Add(in FrameHeader header)
    {
        IntactFrames++;
        LongestFrameBytes = Math.Max(LongestFrameBytes, header.TotalLengthBytes);
        if (FirstSequence == 0) FirstSequence = header.Sequence;
        LastSequence = Math.Max(LastSequence, header.Sequence);
        if (header.Type == FrameType.Tombstone) Tombstones++;
        if (header.Type == FrameType.Vector) Vectors++;
        if (header.Type != FrameType.Record) return;

        Records++;
        ContentBytes += header.ContentLengthBytes;
        MetadataBytes += header.MetadataLengthBytes;
        TimeMinMs = Math.Min(TimeMinMs, header.TimestampMs);
        TimeMaxMs = Math.Max(TimeMaxMs, header.TimestampMs);
    }
}
