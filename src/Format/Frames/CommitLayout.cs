namespace Feedlog.Format.Frames;

/// <summary>Offsets inside the content of a commit frame. FORMAT.md section 4.6; little-endian.</summary>
public static class CommitLayout
{
    /// <summary>Offset of the first sequence of the group, u64.</summary>
    public const int FirstSequence = 0;

    /// <summary>Offset of the number of frames in the group, u32.</summary>
    public const int FrameCount = FirstSequence + 8;

    /// <summary>Offset of four reserved bytes, zero.</summary>
    public const int Reserved = FrameCount + 4;

    /// <summary>Offset of the number of bytes of the group's frames, u64.</summary>
    public const int ByteCount = Reserved + 4;

    /// <summary>Offset of the hash over the header checksums of the group's frames, u64.</summary>
    public const int GroupHash = ByteCount + 8;

    /// <summary>Offset of the header checksum of the commit before this one, u64; 0 for the first of a store.</summary>
    public const int PreviousCommit = GroupHash + 8;

    /// <summary>Offset of the highest group that was synced before this commit was written, u64; 0 for none.</summary>
    public const int DurableThrough = PreviousCommit + 8;

    /// <summary>Size of the content in bytes.</summary>
    public const int ContentBytes = DurableThrough + 8;

    /// <summary>Size of the whole commit frame in bytes.</summary>
    public const int FrameBytes = FrameLayout.HeaderBytes + ContentBytes;
}
