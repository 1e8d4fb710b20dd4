using System.Runtime.InteropServices;

namespace Feedlog.Analytics.DuckDb;

/// <summary>duckdb_string_t: up to 12 bytes lie in it, longer ones where it points.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeText
{
    private const int InlineBytes = 12;

    private readonly int _lengthBytes;
    private fixed byte _inline[InlineBytes];

    /// <summary>The bytes at a place of a vector; valid as long as its chunk.</summary>
    public static ReadOnlySpan<byte> At(nint values, int row)
    {
        NativeText* text = (NativeText*)values + row;
        if (text->_lengthBytes <= InlineBytes) return new ReadOnlySpan<byte>(text->_inline, text->_lengthBytes);
        // Four bytes of prefix, then the pointer.
        return new ReadOnlySpan<byte>(*(byte**)(text->_inline + 4), text->_lengthBytes);
    }
}
