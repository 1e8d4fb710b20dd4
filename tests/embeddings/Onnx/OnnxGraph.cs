using System.Buffers.Binary;
using System.Text;

namespace Feedlog.Tests.Embeddings.Onnx;

/// <summary>Writes a small ONNX model: a table of vectors from which token ids choose. Protobuf by hand.</summary>
internal sealed class OnnxGraph
{
    private const int Float = 1;
    private const int Int64 = 7;

    private readonly MemoryStream _bytes = new();

    /// <summary>A model whose output is the row of the table for each token: [batch, tokens, dimensions].</summary>
    /// <param name="table">The vectors, one for each id.</param>
    /// <param name="inputs">Names of the inputs; the first chooses.</param>
    /// <param name="output">Name of the output.</param>
    public static byte[] Lookup(float[][] table, string[] inputs, string output)
    {
        byte[] raw = new byte[table.Length * table[0].Length * sizeof(float)];
        for (int i = 0; i < table.Length * table[0].Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(
                raw.AsSpan(i * sizeof(float)), table[i / table[0].Length][i % table[0].Length]);
        }

        OnnxGraph node = new OnnxGraph().Text(1, "table").Text(1, inputs[0]).Text(2, output).Text(4, "Gather");
        OnnxGraph tensor = new OnnxGraph().Number(1, table.Length).Number(1, table[0].Length).Number(2, Float)
            .Text(8, "table").Bytes(9, raw);
        OnnxGraph graph = new OnnxGraph().Part(1, node).Text(2, "lookup").Part(5, tensor);
        foreach (string input in inputs) graph.Part(11, Value(input, Int64, "batch", "tokens"));
        graph.Part(12, Value(output, Float, "batch", "tokens", table[0].Length));
        OnnxGraph operators = new OnnxGraph().Text(1, "").Number(2, 13);
        return new OnnxGraph().Number(1, 8).Part(7, graph).Part(8, operators)._bytes.ToArray();
    }

    private static OnnxGraph Value(string name, int elementType, params object[] dimensions)
    {
        OnnxGraph shape = new();
        foreach (object dimension in dimensions)
        {
            shape.Part(1, dimension is string symbol
                ? new OnnxGraph().Text(2, symbol)
                : new OnnxGraph().Number(1, (int)dimension));
        }

        OnnxGraph tensor = new OnnxGraph().Number(1, elementType).Part(2, shape);
        return new OnnxGraph().Text(1, name).Part(2, new OnnxGraph().Part(1, tensor));
    }

    private OnnxGraph Number(int field, long value)
    {
        Varint((ulong)field << 3);
        Varint((ulong)value);
        return this;
    }

    private OnnxGraph Bytes(int field, ReadOnlySpan<byte> bytes)
    {
        Varint((ulong)field << 3 | 2);
        Varint((ulong)bytes.Length);
        _bytes.Write(bytes);
        return this;
    }

    private OnnxGraph Text(int field, string text) => Bytes(field, Encoding.UTF8.GetBytes(text));

    private OnnxGraph Part(int field, OnnxGraph part) => Bytes(field, part._bytes.ToArray());

    private void Varint(ulong value)
    {
        for (; value >= 0x80; value >>= 7) _bytes.WriteByte((byte)(value | 0x80));
        _bytes.WriteByte((byte)value);
    }
}
