namespace Feedlog.Tests.Unit.Lz4;

/// <summary>What sample bytes look like, from hopeless to trivial for a compressor.</summary>
public enum SampleKind
{
    /// <summary>Uniform random bytes.</summary>
    Random,

    /// <summary>Random bytes from an alphabet of four.</summary>
    FourSymbols,

    /// <summary>Words of a small vocabulary, Zipf-like.</summary>
    Words,

    /// <summary>JSON lines with running ids and words.</summary>
    JsonLines,

    /// <summary>Single-precision numbers of a random walk.</summary>
    Floats,

    /// <summary>A random pattern of 1 to 40 bytes over and over, with rare faults.</summary>
    ShortPeriod,

    /// <summary>A random pattern of 60,000 to 70,000 bytes, repeated: distances around the format's limit.</summary>
    LongPeriod,

    /// <summary>Zeros with rare random bytes.</summary>
    Sparse,

    /// <summary>Stretches of all the other kinds.</summary>
    Mixed,
}
