using K4os.Compression.LZ4;

namespace Feedlog.Tests.Unit.Lz4;

/// <summary>Blocks of the encoder under test.</summary>
internal static class EncodedBlock
{
    /// <summary>Encodes into a target of the maximum size and returns the block alone.</summary>
    internal static byte[] Of(byte[] sample, LZ4Level level)
    {
        byte[] target = new byte[LZ4Codec.MaximumOutputSize(sample.Length)];
        int written = LZ4Codec.Encode(sample, target, level);
        Assert.InRange(written, sample.Length == 0 ? 0 : 1, target.Length);
        return target[..written];
    }
}
