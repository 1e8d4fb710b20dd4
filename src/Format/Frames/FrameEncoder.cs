using System.Buffers.Binary;

namespace Feedlog.Format.Frames;

/// <summary>
/// Turns parts into a frame v2 in three steps that may run on different threads: <see cref="Begin"/> and
/// <see cref="SealBody"/> where the record is made, <see cref="SealHeader"/> where its place becomes known.
/// </summary>
public static class FrameEncoder
{
    /// <summary>
    /// Writes every header field but sequence and checksums. The target must hold the whole frame; the caller then
    /// fills key, extensions, content and metadata, in this order, right after the header.
    /// </summary>
    public static void Begin(Span<byte> target, in FrameHeader header)
    {
        target[FrameLayout.Magic] = FrameLayout.Magic0;
        target[FrameLayout.Magic + 1] = FrameLayout.Magic1;
        target[FrameLayout.Version] = FormatVersion.Current;
        target[FrameLayout.Type] = (byte)header.Type;
        BinaryPrimitives.WriteUInt32LittleEndian(target[FrameLayout.TotalLength..], (uint)header.TotalLengthBytes);
        BinaryPrimitives.WriteUInt64LittleEndian(target[FrameLayout.Sequence..], 0);
        BinaryPrimitives.WriteUInt64LittleEndian(target[FrameLayout.Id..], header.Id);
        BinaryPrimitives.WriteInt64LittleEndian(target[FrameLayout.Timestamp..], header.TimestampMs);
        BinaryPrimitives.WriteUInt32LittleEndian(target[FrameLayout.ContentLength..], (uint)header.ContentLengthBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(
            target[FrameLayout.MetadataLength..], (uint)header.MetadataLengthBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(
            target[FrameLayout.ExtensionsLength..], (uint)header.ExtensionsLengthBytes);
        BinaryPrimitives.WriteUInt16LittleEndian(target[FrameLayout.KeyLength..], (ushort)header.KeyLengthBytes);
        BinaryPrimitives.WriteUInt16LittleEndian(target[FrameLayout.Flags..], (ushort)header.Flags);
    }

    /// <summary>Zeroes the padding after <paramref name="usedBytes"/> and writes the hash of the body.</summary>
    /// <param name="frame">The frame, exactly its total length.</param>
    /// <param name="usedBytes">Bytes of header and parts, without padding.</param>
    public static void SealBody(Span<byte> frame, int usedBytes)
    {
        frame[usedBytes..].Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(
            frame[FrameLayout.BodyHash..], Checksum.Xxh3(frame[FrameLayout.HeaderBytes..]));
    }

    /// <summary>Writes the sequence and the header checksum; returns the checksum.</summary>
    /// <param name="frame">A frame whose body is sealed.</param>
    /// <param name="sequence">Its sequence, or the group number of a commit frame.</param>
    /// <param name="placeSeed"><see cref="Checksum.PlaceSeed"/> of the place where the frame will lie.</param>
    public static ulong SealHeader(Span<byte> frame, ulong sequence, ulong placeSeed)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(frame[FrameLayout.Sequence..], sequence);
        ulong hash = Checksum.Xxh3(frame[..FrameLayout.HeaderHash], placeSeed);
        BinaryPrimitives.WriteUInt64LittleEndian(frame[FrameLayout.HeaderHash..], hash);
        return hash;
    }
}
