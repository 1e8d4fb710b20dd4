using K4os.Compression.LZ4;

namespace Feedlog.Tests.Unit.Lz4;

/// <summary>Makes a seeded row of damaged blocks, each with a target length that may or may not suit.</summary>
internal sealed class BlockMutator
{
    /// <summary>No target length is above this.</summary>
    internal const int TargetBytesMax = 6_000;

    private static readonly byte[] s_tellingBytes = [0x00, 0x01, 0x04, 0x0F, 0x10, 0x1F, 0xF0, 0xFE, 0xFF];

    private readonly Random _random;
    private readonly List<(byte[] Block, int RawBytes)> _seeds = [];

    internal BlockMutator(int seed)
    {
        _random = new Random(seed);
        foreach (SampleKind kind in Enum.GetValues<SampleKind>())
        {
            foreach (int lengthBytes in new[] { 1, 13, 40, 90, 200, 700, 2_000 })
            {
                byte[] sample = SampleBytes.Make(kind, lengthBytes, seed + lengthBytes);
                _seeds.Add((EncodedBlock.Of(sample, LZ4Level.L00_FAST), lengthBytes));
                _seeds.Add((EncodedBlock.Of(sample, LZ4Level.L12_MAX), lengthBytes));
            }
        }
    }

    /// <summary>The next damaged block and a target length for it.</summary>
    internal byte[] Next(out int targetBytes)
    {
        (byte[] seed, int rawBytes) = _seeds[_random.Next(_seeds.Count)];
        byte[] block = seed;
        for (int mutations = _random.Next(4); mutations >= 0; mutations--) block = Mutate(block);
        targetBytes = _random.Next(6) switch
        {
            0 => rawBytes - 1,
            1 => _random.Next(rawBytes + 1),
            2 => rawBytes + _random.Next(64),
            3 => _random.Next(TargetBytesMax + 1),
            _ => rawBytes,
        };
        return block;
    }

    private byte[] Mutate(byte[] block)
    {
        if (block.Length == 0) return [(byte)_random.Next(256)];
        int at = _random.Next(block.Length);
        switch (_random.Next(8))
        {
            case 0:
                return block[..at];
            case 1:
                return [.. block[..at], .. block[Math.Min(block.Length, at + _random.Next(1, 9))..]];
            case 2:
                return [.. block[..at], .. Enumerable.Repeat((byte)255, _random.Next(1, 30)), .. block[at..]];
            case 3:
                byte[] other = _seeds[_random.Next(_seeds.Count)].Block;
                return [.. block[..at], .. other[_random.Next(other.Length)..]];
            case 4:
                byte[] zeroed = [.. block];
                zeroed.AsSpan(at, Math.Min(2, block.Length - at)).Clear();
                return zeroed;
            case 5:
                byte[] told = [.. block];
                told[at] = s_tellingBytes[_random.Next(s_tellingBytes.Length)];
                return told;
            case 6:
                byte[] replaced = [.. block];
                replaced[at] = (byte)_random.Next(256);
                return replaced;
            default:
                byte[] flipped = [.. block];
                flipped[at] ^= (byte)(1 << _random.Next(8));
                return flipped;
        }
    }
}
