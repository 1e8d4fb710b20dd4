using System.Text.Json;
using Feedlog.Format;

namespace Feedlog.Indexing.Query;

/// <summary>Finds the values in the metadata of a record that a query can ask for.</summary>
/// <remarks>
/// <para>A value stands under a path: the names of the members that lead to it, joined by dots. Elements of an array
/// stand under the path of the array, so a field may have many values. Null is no value; nor is a number beyond the
/// range of a double, nor a text or name with half a surrogate pair. Where a name is there twice, both count.</para>
/// <para>Metadata that is no JSON has values up to where it breaks; a store accepts none such.</para>
/// <para>Made to be used again: it grows to the largest metadata it has seen and allocates nothing after that. For one
/// thread.</para>
/// </remarks>
public sealed class MetadataReader
{
    private readonly int[] _pathLengths = new int[FormatLimits.MetadataDepthMax + 2];
    private byte[] _path = new byte[256];
    private byte[] _value = new byte[256];

    /// <summary>Gives every value to a sink, in the order of the text.</summary>
    /// <param name="metadata">One JSON object, UTF-8; or empty.</param>
    /// <param name="sink">Takes the values.</param>
    public void Read<TSink>(ReadOnlySpan<byte> metadata, ref TSink sink)
        where TSink : IMetadataSink, allows ref struct
    {
        if (metadata.IsEmpty) return;
        Utf8JsonReader reader = new(metadata, new JsonReaderOptions { MaxDepth = FormatLimits.MetadataDepthMax });
        int pathBytes = 0;
        try
        {
            while (reader.Read())
            {
                switch (reader.TokenType)
                {
                    case JsonTokenType.StartObject or JsonTokenType.StartArray:
                        _pathLengths[reader.CurrentDepth] = pathBytes;
                        break;
                    case JsonTokenType.EndObject or JsonTokenType.EndArray:
                        pathBytes = _pathLengths[reader.CurrentDepth];
                        break;
                    case JsonTokenType.PropertyName:
                        pathBytes = SetName(ref reader);
                        break;
                    default:
                        if (pathBytes > 0) Take(ref reader, _path.AsSpan(0, pathBytes), ref sink);
                        break;
                }
            }
        }
        catch (JsonException)
        {
            // Only metadata that no store accepts ends here; what stands before the break is all there is.
        }
    }

    private static bool TryCopy(ref Utf8JsonReader reader, Span<byte> target, out int lengthBytes)
    {
        try
        {
            lengthBytes = reader.CopyString(target);
            return true;
        }
        catch (InvalidOperationException)
        {
            // An escape stands for half a surrogate pair.
            lengthBytes = 0;
            return false;
        }
    }

    // The path of a member: that of the object that holds it, a dot, the name. 0 for a name that cannot be asked for.
    private int SetName(ref Utf8JsonReader reader)
    {
        // Depth 1 is the outermost object, whose path is empty; the members of an unnamed object stay unnamed.
        int baseBytes = reader.CurrentDepth == 1 ? 0 : _pathLengths[reader.CurrentDepth - 1];
        if (reader.CurrentDepth > 1 && baseBytes == 0) return 0;
        int separatorBytes = baseBytes == 0 ? 0 : 1;
        Grow(ref _path, baseBytes + separatorBytes + reader.ValueSpan.Length);
        if (!TryCopy(ref reader, _path.AsSpan(baseBytes + separatorBytes), out int nameBytes)) return 0;
        if (separatorBytes > 0) _path[baseBytes] = (byte)'.';
        return baseBytes + separatorBytes + nameBytes;
    }

    private void Take<TSink>(ref Utf8JsonReader reader, ReadOnlySpan<byte> path, ref TSink sink)
        where TSink : IMetadataSink, allows ref struct
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                Grow(ref _value, reader.ValueSpan.Length);
                if (TryCopy(ref reader, _value, out int lengthBytes))
                    sink.TakeText(path, _value.AsSpan(0, lengthBytes));
                break;
            case JsonTokenType.Number:
                if (reader.TryGetDouble(out double number) && double.IsFinite(number))
                    sink.TakeNumber(path, number == 0 ? 0 : number);
                break;
            case JsonTokenType.True or JsonTokenType.False:
                sink.TakeBoolean(path, reader.TokenType == JsonTokenType.True);
                break;
        }
    }

    private static void Grow(ref byte[] buffer, int lengthBytes)
    {
        if (buffer.Length < lengthBytes) Array.Resize(ref buffer, Math.Max(lengthBytes, 2 * buffer.Length));
    }
}
