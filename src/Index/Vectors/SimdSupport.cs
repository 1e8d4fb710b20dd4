using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Feedlog.Indexing.Vectors;

/// <summary>What this machine can do. The compiler knows the answers: they cost nothing.</summary>
internal static class SimdSupport
{
    /// <summary>The widest that runs here.</summary>
    public static SimdWidth Best =>
        IsSupported(SimdWidth.Bits512) ? SimdWidth.Bits512
        : IsSupported(SimdWidth.Bits256) ? SimdWidth.Bits256
        : IsSupported(SimdWidth.Bits128) ? SimdWidth.Bits128
        : SimdWidth.Scalar;

    /// <summary>Whether a width runs here.</summary>
    public static bool IsSupported(SimdWidth width) => width switch
    {
        SimdWidth.Scalar => true,
        SimdWidth.Bits128 => Vector128.IsHardwareAccelerated,
        SimdWidth.Bits256 => Avx2.IsSupported && Fma.IsSupported,
        SimdWidth.Bits512 => Avx512BW.IsSupported && Vector512.IsHardwareAccelerated,
        _ => false,
    };
}
