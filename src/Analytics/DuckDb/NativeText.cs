using System.Runtime.InteropServices;

namespace Feedlog.Analytics.DuckDb;

/// <summary>duckdb_string_t: up to 12 bytes lie in it, longer ones where it points.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeText
{
    /// <summary>How long a text is at most that lies in its value.</summary>
    public const int InlineBytes = 12;

    // Of a longer text, its first bytes, and then the pointer.
    private const int PrefixBytes = 4;

    private int _lengthBytes;
    private fixed byte _inline[InlineBytes];

    /// <summary>The bytes at a place of a vector; valid as long as its chunk.</summary>
    public static ReadOnlySpan<byte> At(nint values, int row)
    {
        NativeText* text = (NativeText*)values + row;
        if (text->_lengthBytes <= InlineBytes) return new ReadOnlySpan<byte>(text->_inline, text->_lengthBytes);
        return new ReadOnlySpan<byte>(*(byte**)(text->_inline + PrefixBytes), text->_lengthBytes);
    }

    /// <summary>Writes a text that lies in its value.</summary>
    public static void WriteInline(nint values, int row, ReadOnlySpan<byte> bytes)
    {
        NativeText* text = (NativeText*)values + row;
        text->_lengthBytes = bytes.Length;
        Span<byte> inline = new(text->_inline, InlineBytes);
        inline.Clear();
        bytes.CopyTo(inline);
    }

    /// <summary>
    /// Cuts the long text of the first row into one for each row: they point into it, and it lives as long as the
    /// vector.
    /// </summary>
    public static void Cut(nint values, int rowCount, int lengthBytes)
    {
        NativeText* text = (NativeText*)values;
        byte* bytes = *(byte**)(text->_inline + PrefixBytes);
        for (int row = 0; row < rowCount; row++, text++, bytes += lengthBytes)
        {
            text->_lengthBytes = lengthBytes;
            *(uint*)text->_inline = *(uint*)bytes;
            *(byte**)(text->_inline + PrefixBytes) = bytes;
        }
    }
}
