using System.Buffers.Binary;

namespace Feedlog.Format.Frames;

/// <summary>The parsed commit frame that closes a group. FORMAT.md section 4.6.</summary>
/// <remarks>The group's frames have the sequences FirstSequence to FirstSequence + FrameCount - 1, in order.</remarks>
public readonly record struct CommitFrame
{
    /// <summary>Number of the group, counted from 1 in a store.</summary>
    public required ulong Group { get; init; }

    /// <summary>Wall-clock time of recording, ms since 1970 UTC.</summary>
    public required long RecordedAtMs { get; init; }

    /// <summary>Sequence of the group's first frame.</summary>
    public required ulong FirstSequence { get; init; }

    /// <summary>Number of frames in the group, this one not counted.</summary>
    public required int FrameCount { get; init; }

    /// <summary>Bytes of the group's frames, this one not counted.</summary>
    public required long ByteCount { get; init; }

    /// <summary>XXH3 over the header checksums of the group's frames, 8 bytes each, little-endian.</summary>
    public required ulong GroupHash { get; init; }

    /// <summary>Header checksum of the commit before; 0 for the first of a store.</summary>
    public required ulong PreviousCommit { get; init; }

    /// <summary>The highest group that was synced before this commit was written.</summary>
    public required ulong DurableThrough { get; init; }

    /// <summary>Sequence of the group's last frame.</summary>
    public ulong LastSequence => FirstSequence + (ulong)FrameCount - 1;

    /// <summary>Writes the whole frame and returns its header checksum.</summary>
    /// <param name="target">At least <see cref="CommitLayout.FrameBytes"/> bytes.</param>
    /// <param name="placeSeed">Seed of the place where the frame will lie.</param>
    public ulong Write(Span<byte> target, ulong placeSeed)
    {
        Span<byte> frame = target[..CommitLayout.FrameBytes];
        FrameEncoder.Begin(frame, new FrameHeader
        {
            Type = FrameType.Commit,
            TotalLengthBytes = CommitLayout.FrameBytes,
            TimestampMs = RecordedAtMs,
            ContentLengthBytes = CommitLayout.ContentBytes,
        });
        Span<byte> content = frame[FrameLayout.HeaderBytes..];
        BinaryPrimitives.WriteUInt64LittleEndian(content[CommitLayout.FirstSequence..], FirstSequence);
        BinaryPrimitives.WriteUInt32LittleEndian(content[CommitLayout.FrameCount..], (uint)FrameCount);
        BinaryPrimitives.WriteUInt32LittleEndian(content[CommitLayout.Reserved..], 0);
        BinaryPrimitives.WriteUInt64LittleEndian(content[CommitLayout.ByteCount..], (ulong)ByteCount);
        BinaryPrimitives.WriteUInt64LittleEndian(content[CommitLayout.GroupHash..], GroupHash);
        BinaryPrimitives.WriteUInt64LittleEndian(content[CommitLayout.PreviousCommit..], PreviousCommit);
        BinaryPrimitives.WriteUInt64LittleEndian(content[CommitLayout.DurableThrough..], DurableThrough);
        FrameEncoder.SealBody(frame, frame.Length);
        return FrameEncoder.SealHeader(frame, Group, placeSeed);
    }

    /// <summary>Reads the commit out of a checked frame. Never throws.</summary>
    public static bool TryRead(in FrameView view, out CommitFrame commit, out FormatFault fault)
    {
        commit = default;
        FrameHeader header = view.Header;
        if (header.Type != FrameType.Commit)
        {
            fault = FormatFault.BadType;
            return false;
        }

        ReadOnlySpan<byte> content = view.Content;
        if (header.TotalLengthBytes != CommitLayout.FrameBytes || content.Length != CommitLayout.ContentBytes)
        {
            fault = FormatFault.BadLength;
            return false;
        }

        uint frameCount = BinaryPrimitives.ReadUInt32LittleEndian(content[CommitLayout.FrameCount..]);
        ulong byteCount = BinaryPrimitives.ReadUInt64LittleEndian(content[CommitLayout.ByteCount..]);
        bool isReservedZero = BinaryPrimitives.ReadUInt32LittleEndian(content[CommitLayout.Reserved..]) == 0;
        if (frameCount is 0 or > FormatLimits.GroupFramesMax || byteCount > FormatLimits.GroupBytesMax ||
            !isReservedZero)
        {
            fault = FormatFault.BadGroup;
            return false;
        }

        commit = new CommitFrame
        {
            Group = header.Sequence,
            RecordedAtMs = header.TimestampMs,
            FirstSequence = BinaryPrimitives.ReadUInt64LittleEndian(content[CommitLayout.FirstSequence..]),
            FrameCount = (int)frameCount,
            ByteCount = (long)byteCount,
            GroupHash = BinaryPrimitives.ReadUInt64LittleEndian(content[CommitLayout.GroupHash..]),
            PreviousCommit = BinaryPrimitives.ReadUInt64LittleEndian(content[CommitLayout.PreviousCommit..]),
            DurableThrough = BinaryPrimitives.ReadUInt64LittleEndian(content[CommitLayout.DurableThrough..]),
        };
        fault = FormatFault.None;
        return true;
    }
}
