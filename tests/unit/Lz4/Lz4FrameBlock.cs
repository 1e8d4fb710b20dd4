namespace Feedlog.Tests.Unit.Lz4;

/// <summary>One block of a frame.</summary>
/// <param name="Content">The block's bytes.</param>
/// <param name="IsStored">True if the content is raw.</param>
/// <param name="IsLinked">True if matches may reach back into the raw bytes of the frame before this block.</param>
/// <param name="RawBytesMax">The most raw bytes the block may hold.</param>
internal sealed record Lz4FrameBlock(ReadOnlyMemory<byte> Content, bool IsStored, bool IsLinked, int RawBytesMax);
