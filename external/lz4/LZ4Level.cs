using System.Diagnostics.CodeAnalysis;

namespace K4os.Compression.LZ4;

/// <summary>How hard an encoder looks for matches; the blocks of every level are read by the same decoder.</summary>
[SuppressMessage("Naming", "CA1707", Justification = "The names are those of the package this assembly stands in for.")]
public enum LZ4Level
{
    /// <summary>One table look-up a position; the fastest level.</summary>
    L00_FAST = 0,

    /// <summary>Hash chains, 8 candidates a position.</summary>
    L03_HC = 3,

    /// <summary>Hash chains, 16 candidates a position.</summary>
    L04_HC = 4,

    /// <summary>Hash chains, 32 candidates a position.</summary>
    L05_HC = 5,

    /// <summary>Hash chains, 64 candidates a position.</summary>
    L06_HC = 6,

    /// <summary>Hash chains, 128 candidates a position.</summary>
    L07_HC = 7,

    /// <summary>Hash chains, 256 candidates a position.</summary>
    L08_HC = 8,

    /// <summary>Hash chains, 512 candidates a position.</summary>
    L09_HC = 9,

    /// <summary>Cheapest parse over hash chains, 128 candidates a position.</summary>
    L10_OPT = 10,

    /// <summary>Cheapest parse over hash chains, 512 candidates a position.</summary>
    L11_OPT = 11,

    /// <summary>Cheapest parse over hash chains, 4,096 candidates a position; the smallest blocks.</summary>
    L12_MAX = 12,
}
