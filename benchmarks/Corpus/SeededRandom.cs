namespace Feedlog.Benchmarks.Corpus;

/// <summary>SplitMix64: the same numbers on every machine and runtime. Not safe for several threads.</summary>
internal struct SeededRandom
{
    private ulong _state;

    /// <summary>Starts a row of numbers that depends on both values.</summary>
    internal SeededRandom(ulong seed, ulong stream) => _state = Mix(seed + Mix(stream));

    /// <summary>A bijection of 64 bits: different inputs give different, well spread outputs.</summary>
    internal static ulong Mix(ulong value)
    {
        value += 0x9E37_79B9_7F4A_7C15;
        value = (value ^ (value >> 30)) * 0xBF58_476D_1CE4_E5B9;
        value = (value ^ (value >> 27)) * 0x94D0_49BB_1331_11EB;
        return value ^ (value >> 31);
    }

    /// <summary>The next 64 bits.</summary>
    internal ulong Next()
    {
        ulong value = Mix(_state);
        _state += 0x9E37_79B9_7F4A_7C15;
        return value;
    }

    /// <summary>The next number in 0 &lt;= n &lt; limit.</summary>
    internal int Below(int limit) => (int)Math.BigMul(Next(), (ulong)limit, out _);

    /// <summary>The next number in 0 &lt;= x &lt; 1.</summary>
    internal double Unit() => (Next() >> 11) * (1.0 / (1UL << 53));
}
