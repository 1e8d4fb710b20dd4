using System.IO.Compression;
using System.Runtime.InteropServices;

namespace Feedlog.Retrieval.Collections;

/// <summary>Reads the vectors that lie beside a collection: one for each document and each query, in their order.
/// </summary>
/// <remarks>f32, little-endian, one behind the other, in files that may be gzipped.</remarks>
internal static class VectorFiles
{
    /// <summary>The vectors of a file.</summary>
    /// <param name="path">The file, without .gz.</param>
    /// <param name="count">How many there are.</param>
    /// <exception cref="IOException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It does not hold so many vectors.</exception>
    internal static float[][] Read(string path, int count)
    {
        bool isPlain = File.Exists(path);
        using FileStream file = File.OpenRead(isPlain ? path : path + ".gz");
        using Stream content = isPlain ? file : new GZipStream(file, CompressionMode.Decompress);
        using MemoryStream bytes = new();
        content.CopyTo(bytes);
        float[] values = MemoryMarshal.Cast<byte, float>(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)).ToArray();
        if (count == 0 || values.Length == 0 || values.Length % count != 0)
            throw new InvalidDataException($"{path} does not hold {count} vectors.");
        return [.. values.Chunk(values.Length / count)];
    }
}
