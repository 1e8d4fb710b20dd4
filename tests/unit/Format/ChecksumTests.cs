using System.Globalization;
using System.IO.Hashing;
using Feedlog.Format;

namespace Feedlog.Tests.Unit.Format;

/// <summary>The checksums against values that other implementations computed.</summary>
public sealed class ChecksumTests
{
    [Fact]
    public void CheckInputs_GiveThePublishedValues()
    {
        Assert.Equal(0xCBF4_3926u, Checksum.Crc32Ieee("123456789"u8));
        Assert.Equal(0u, Checksum.Crc32Ieee([]));
        Assert.Equal(0x2D06_8005_38D3_94C2UL, Checksum.Xxh3([]));
    }

    [GoldenHashesFact]
    public void GoldenInputs_GiveTheGoldenValues()
    {
        string[] lines = File.ReadAllLines(GoldenHashesFactAttribute.File!);
        Assert.Equal("input\tlength\tbase64(len<=65)\tcrc32\tcrc32c\txxh32\txxh64\txxh3_64\txxh128", lines[0]);
        int compared = 0;
        foreach (string[] cells in lines.Skip(1).Select(line => line.Split('\t')))
        {
            byte[] input = Input(cells);
            Assert.Equal(Hex(cells[3]), Checksum.Crc32Ieee(input));
            Assert.Equal(Hex(cells[7]), Checksum.Xxh3(input));
            compared++;
        }

        Assert.Equal(74, compared);
    }

    [Fact]
    public void PlaceSeed_DependsOnEachOfItsInputs()
    {
        ulong seed = Checksum.PlaceSeed(1, 2, 3);
        Assert.Equal(seed, Checksum.PlaceSeed(1, 2, 3));
        Assert.NotEqual(seed, Checksum.PlaceSeed(2, 2, 3));
        Assert.NotEqual(seed, Checksum.PlaceSeed(1, 3, 3));
        Assert.NotEqual(seed, Checksum.PlaceSeed(1, 2, 4));
        Assert.Equal(ulong.MaxValue, Checksum.PlaceSeed(ulong.MaxValue, 0, 0));
    }

    [Fact]
    public void Xxh3_WithAnotherSeed_IsAnother()
    {
        foreach (int lengthBytes in (int[])[1, 8, 56, 64, 200, 300, 5000])
        {
            byte[] input = new byte[lengthBytes];
            Assert.Equal(Checksum.Xxh3(input), Checksum.Xxh3(input, 0));
            Assert.NotEqual(Checksum.Xxh3(input, 1), Checksum.Xxh3(input, 2));
            Assert.NotEqual(Checksum.Xxh3(input, 1UL << 63), Checksum.Xxh3(input, 0));
        }
    }

    [Fact]
    public void Xxh3_OfAnyLengthAndSeed_IsThatOfTheLibrary()
    {
        byte[] input = new byte[6000];
        Random random = new(20251122);
        random.NextBytes(input);
        int[] lengths = [.. Enumerable.Range(0, 2200), 3071, 3072, 3073, 4096, 4097, 5999];
        foreach (int lengthBytes in lengths)
        {
            ReadOnlySpan<byte> bytes = input.AsSpan(lengthBytes & 1, lengthBytes);
            foreach (ulong seed in (ulong[])[0, 1, ulong.MaxValue, (ulong)random.NextInt64()])
                Assert.Equal(XxHash3.HashToUInt64(bytes, unchecked((long)seed)), Checksum.Xxh3(bytes, seed));
        }
    }

    private static byte[] Input(string[] cells)
    {
        int lengthBytes = int.Parse(cells[1], CultureInfo.InvariantCulture);
        if (cells[2].Length > 0) return Convert.FromBase64String(cells[2]);
        byte[] pattern = new byte[lengthBytes];
        for (int i = 0; i < lengthBytes; i++) pattern[i] = (byte)(i * 131 + 7);
        Assert.True(
            cells[0].StartsWith($"pattern[{lengthBytes}]", StringComparison.Ordinal), $"Unknown input {cells[0]}.");
        return pattern;
    }

    private static ulong Hex(string digits) =>
        ulong.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
