using System.Buffers.Binary;
using System.Globalization;

namespace Feedlog.Fsck.Explain;

/// <summary>A field of a structure on disk.</summary>
/// <param name="Name">Its name in FORMAT.md.</param>
/// <param name="OffsetBytes">Where it begins in the structure.</param>
/// <param name="SizeBytes">Its size.</param>
/// <param name="Form">How to read it.</param>
internal readonly record struct Field(string Name, int OffsetBytes, int SizeBytes, FieldForm Form)
{
    /// <summary>The value as text.</summary>
    /// <param name="structure">The bytes of the structure; where they end before the field, the text says so.</param>
    public string Show(ReadOnlySpan<byte> structure)
    {
        if (structure.Length < OffsetBytes + SizeBytes) return "(cut off)";
        ReadOnlySpan<byte> bytes = structure.Slice(OffsetBytes, SizeBytes);
        return Form switch
        {
            FieldForm.Number => ReadNumber(bytes).ToString(CultureInfo.InvariantCulture),
            FieldForm.Hexadecimal => "0x" + ReadNumber(bytes).ToString(
                "x" + (SizeBytes * 2).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture),
            FieldForm.Time => ShowTime(BinaryPrimitives.ReadInt64LittleEndian(bytes)),
            FieldForm.Text => ShowText(bytes),
            _ => Convert.ToHexStringLower(bytes),
        };
    }

    private static ulong ReadNumber(ReadOnlySpan<byte> bytes)
    {
        ulong number = 0;
        for (int i = bytes.Length - 1; i >= 0; i--) number = number << 8 | bytes[i];
        return number;
    }

    private static string ShowTime(long timeMs)
    {
        bool isTime = timeMs is >= Format.FormatLimits.TimestampMsMin and <= Format.FormatLimits.TimestampMsMax;
        string text = timeMs.ToString(CultureInfo.InvariantCulture);
        return isTime
            ? text + DateTimeOffset.FromUnixTimeMilliseconds(timeMs)
                .ToString(" (yyyy-MM-ddTHH:mm:ss.fffZ)", CultureInfo.InvariantCulture)
            : text;
    }

    // Control characters of a hostile file must not reach a terminal.
    private static string ShowText(ReadOnlySpan<byte> bytes)
    {
        int end = bytes.IndexOf((byte)0);
        ReadOnlySpan<byte> used = end < 0 ? bytes : bytes[..end];
        return string.Create(CultureInfo.InvariantCulture, $"'{Printable(used)}'");
    }

    private static string Printable(ReadOnlySpan<byte> bytes)
    {
        Span<char> chars = stackalloc char[bytes.Length];
        for (int i = 0; i < bytes.Length; i++) chars[i] = bytes[i] is >= 0x20 and < 0x7F ? (char)bytes[i] : '.';
        return new string(chars);
    }
}
