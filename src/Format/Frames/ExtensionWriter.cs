using System.Buffers.Binary;
using System.Text;

namespace Feedlog.Format.Frames;

/// <summary>Writes extensions one after the other into a span that is large enough.</summary>
public ref struct ExtensionWriter
{
    private readonly Span<byte> _target;

    /// <summary>Starts at the beginning of the target.</summary>
    public ExtensionWriter(Span<byte> target) => _target = target;

    /// <summary>How many bytes were written so far.</summary>
    public int LengthBytes { get; private set; }

    /// <summary>The size in bytes of an extension with a value of this size.</summary>
    public static int SizeOf(int valueBytes) => ExtensionReader.PrefixBytes + valueBytes;

    /// <summary>Writes one extension.</summary>
    public void Write(ExtensionType type, ReadOnlySpan<byte> value) => value.CopyTo(Begin(type, value.Length));

    /// <summary>Writes one extension whose value is the UTF-8 of the text.</summary>
    public void Write(ExtensionType type, string text, int utf8Bytes) =>
        Encoding.UTF8.GetBytes(text, Begin(type, utf8Bytes));

    /// <summary>Writes one extension whose value is an i64.</summary>
    public void Write(ExtensionType type, long value) =>
        BinaryPrimitives.WriteInt64LittleEndian(Begin(type, sizeof(long)), value);

    /// <summary>Writes the prefix of an extension and returns the place of its value.</summary>
    public Span<byte> Begin(ExtensionType type, int valueBytes)
    {
        Span<byte> place = _target[LengthBytes..];
        BinaryPrimitives.WriteUInt16LittleEndian(place, (ushort)type);
        BinaryPrimitives.WriteUInt32LittleEndian(place[2..], (uint)valueBytes);
        LengthBytes += ExtensionReader.PrefixBytes + valueBytes;
        return place.Slice(ExtensionReader.PrefixBytes, valueBytes);
    }
}
