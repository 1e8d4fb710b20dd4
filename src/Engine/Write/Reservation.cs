namespace Feedlog.Write;

/// <summary>A part of a block that one producer fills.</summary>
/// <param name="Block">The block.</param>
/// <param name="OffsetBytes">Where its bytes begin.</param>
/// <param name="LengthBytes">How many they are.</param>
/// <param name="EntryCount">How many entries it has.</param>
internal readonly record struct Reservation(AppendBlock Block, int OffsetBytes, int LengthBytes, int EntryCount)
{
    /// <summary>The bytes to fill.</summary>
    public Span<byte> Bytes => Block.Buffer.AsSpan(OffsetBytes, LengthBytes);
}
