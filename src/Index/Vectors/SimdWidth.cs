namespace Feedlog.Indexing.Vectors;

/// <summary>How much a kernel does at once. Results do not depend on it, or by less than 1e-5 for floats.</summary>
internal enum SimdWidth
{
    /// <summary>One value at a time.</summary>
    Scalar,

    /// <summary>Vectors of 128 bits, on any machine that has them.</summary>
    Bits128,

    /// <summary>Vectors of 256 bits: AVX2.</summary>
    Bits256,

    /// <summary>Vectors of 512 bits: AVX-512.</summary>
    Bits512,
}
