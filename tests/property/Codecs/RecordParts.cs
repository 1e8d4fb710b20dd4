using Feedlog.Format;
using Feedlog.Format.Frames;

namespace Feedlog.Tests.Property.Codecs;

/// <summary>The parts of a frame v2, as a generator makes them.</summary>
internal sealed record RecordParts(
    byte Type, byte Flags, ulong Sequence, ulong Id, long TimestampMs, byte[] Key, byte[] Extensions, byte[] Content,
    byte[] Metadata)
{
    /// <summary>The frame of these parts, for the place that the seed stands for.</summary>
    public byte[] Encode(ulong placeSeed)
    {
        FrameHeader header = new()
        {
            Type = (FrameType)Type,
            Flags = (FrameFlags)Flags | (Key.Length > 0 ? FrameFlags.HasKey : FrameFlags.None),
            TotalLengthBytes =
                (int)FrameHeader.TotalLength(Key.Length, Extensions.Length, Content.Length, Metadata.Length),
            Id = Id,
            TimestampMs = TimestampMs,
            KeyLengthBytes = Key.Length,
            ExtensionsLengthBytes = Extensions.Length,
            ContentLengthBytes = Content.Length,
            MetadataLengthBytes = Metadata.Length,
        };
        byte[] frame = new byte[header.TotalLengthBytes];
        FrameEncoder.Begin(frame, header);
        byte[] body = [.. Key, .. Extensions, .. Content, .. Metadata];
        body.CopyTo(frame, FrameLayout.HeaderBytes);
        FrameEncoder.SealBody(frame, FrameLayout.HeaderBytes + body.Length);
        FrameEncoder.SealHeader(frame, Sequence, placeSeed);
        return frame;
    }

    /// <summary>The parts that a frame shows.</summary>
    public static RecordParts Of(in FrameView view) => new(
        (byte)view.Header.Type, (byte)(view.Header.Flags & ~FrameFlags.HasKey), view.Header.Sequence, view.Header.Id,
        view.Header.TimestampMs, view.Key.ToArray(), view.Extensions.ToArray(), view.Content.ToArray(),
        view.Metadata.ToArray());
}
