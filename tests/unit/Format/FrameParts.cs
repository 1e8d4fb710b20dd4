using Feedlog.Format;
using Feedlog.Format.Frames;

namespace Feedlog.Tests.Unit.Format;

/// <summary>The parts of a frame, as a test wants them, and the frame made of them by the encoder.</summary>
internal sealed record FrameParts
{
    public FrameType Type { get; init; } = FrameType.Record;

    public FrameFlags Flags { get; init; }

    public ulong Sequence { get; init; } = 1;

    public ulong Id { get; init; } = 0x1122_3344_5566_7788;

    public long TimestampMs { get; init; } = Samples.TimeMs;

    public byte[] Key { get; init; } = [];

    public byte[] Extensions { get; init; } = [];

    public byte[] Content { get; init; } = [];

    public byte[] Metadata { get; init; } = [];

    /// <summary>The header that belongs to the parts; HasKey follows from the key.</summary>
    public FrameHeader Header => new()
    {
        Type = Type,
        Flags = Flags | (Key.Length > 0 ? FrameFlags.HasKey : FrameFlags.None),
        TotalLengthBytes =
            (int)FrameHeader.TotalLength(Key.Length, Extensions.Length, Content.Length, Metadata.Length),
        Id = Id,
        TimestampMs = TimestampMs,
        KeyLengthBytes = Key.Length,
        ExtensionsLengthBytes = Extensions.Length,
        ContentLengthBytes = Content.Length,
        MetadataLengthBytes = Metadata.Length,
    };

    /// <summary>Encodes the parts for a place in a store with the salt of the samples.</summary>
    public byte[] Encode(ulong segment = 1, ulong offset = Samples.FirstOffset, ulong salt = Samples.Salt)
    {
        FrameHeader header = Header;
        byte[] frame = new byte[header.TotalLengthBytes];
        frame.AsSpan().Fill(0xA5);
        FrameEncoder.Begin(frame, header);
        int at = FrameLayout.HeaderBytes;
        foreach (byte[] part in (byte[][])[Key, Extensions, Content, Metadata])
        {
            part.CopyTo(frame, at);
            at += part.Length;
        }

        FrameEncoder.SealBody(frame, at);
        FrameEncoder.SealHeader(frame, Sequence, Checksum.PlaceSeed(salt, segment, offset));
        return frame;
    }
}
