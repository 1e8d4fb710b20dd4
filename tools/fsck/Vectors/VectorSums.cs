using System.Buffers.Binary;
using Feedlog.Format;
using Feedlog.Format.Indexes;

namespace Feedlog.Fsck.Vectors;

/// <summary>What a file of vectors says, or what the log says of the same stretch and model, as a sum of hashes.
/// </summary>
/// <param name="shape">Of the vectors.</param>
internal sealed class VectorSums(VectorShape shape)
{
    private readonly byte[] _row = new byte[VectorRowLayout.EntryBytes];

    /// <summary>Of the vectors.</summary>
    public VectorShape Shape => shape;

    /// <summary>Of the rows and their codes, whatever their order.</summary>
    public ulong Rows { get; private set; }

    /// <summary>How many there are.</summary>
    public long Count { get; private set; }

    /// <summary>Takes a row as it stands in the file, with its codes.</summary>
    public void Add(ReadOnlySpan<byte> row, ReadOnlySpan<byte> codes)
    {
        Rows += Checksum.Xxh3(row, Checksum.Xxh3(codes));
        Count++;
    }

    /// <summary>Takes a vector as it stands in the log.</summary>
    /// <param name="target">Sequence of the record.</param>
    /// <param name="sequence">Sequence of the frame.</param>
    /// <param name="address">Where the frame is.</param>
    /// <param name="values">The vector.</param>
    /// <returns>False if it has no direction, and so no row.</returns>
    public bool TryAdd(ulong target, ulong sequence, ulong address, ReadOnlySpan<float> values)
    {
        double square = 0;
        double largest = 0;
        foreach (float value in values)
        {
            square += (double)value * value;
            largest = Math.Max(largest, Math.Abs((double)value));
        }

        double length = Math.Sqrt(square);
        if (!(length > 0) || !double.IsFinite(length)) return false;
        byte[] codes = new byte[shape.CodeBytes];
        for (int i = 0; i < values.Length; i++)
            codes[i] = unchecked((byte)(sbyte)Math.Round(values[i] / largest * 127, MidpointRounding.AwayFromZero));
        BinaryPrimitives.WriteUInt64LittleEndian(_row.AsSpan(VectorRowLayout.Target), target);
        BinaryPrimitives.WriteUInt64LittleEndian(_row.AsSpan(VectorRowLayout.Sequence), sequence);
        BinaryPrimitives.WriteUInt64LittleEndian(_row.AsSpan(VectorRowLayout.Address), address);
        BinaryPrimitives.WriteSingleLittleEndian(
            _row.AsSpan(VectorRowLayout.Step), (float)(largest / length / 127));
        Add(_row, codes);
        return true;
    }
}
