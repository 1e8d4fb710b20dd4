using System.Buffers.Binary;
using Feedlog.Format.Indexes;

namespace Feedlog.Indexing.Keyword;

/// <summary>Writes the pages of a section that is a stream of bytes, and says where in it things lie.</summary>
/// <remarks>A place counts the bytes of payloads from the beginning of the section.</remarks>
internal sealed class ByteStreamWriter(IndexFileWriter writer)
{
    private readonly byte[] _page = new byte[IndexPageLayout.PayloadBytes];
    private long _pageCount;
    private int _usedBytes;

    /// <summary>Where the next byte goes.</summary>
    public long Place => _pageCount * IndexPageLayout.PayloadBytes + _usedBytes;

    /// <summary>How many bytes are left in the page.</summary>
    public int LeftBytes => IndexPageLayout.PayloadBytes - _usedBytes;

    /// <summary>Whether the page has no bytes yet.</summary>
    public bool IsAtPageStart => _usedBytes == 0;

    /// <summary>Begins a section behind the one before.</summary>
    public void Begin(IndexSectionType type)
    {
        writer.BeginSection(type, IndexSection.StreamEntryBytes);
        _pageCount = 0;
        _usedBytes = 0;
        Array.Clear(_page);
    }

    /// <summary>Makes room for bytes that are to lie in one page, and moves to a multiple of what divides a page.
    /// </summary>
    /// <returns>Where they will begin.</returns>
    public long Align(int lengthBytes, int alignmentBytes = 1)
    {
        _usedBytes = (_usedBytes + alignmentBytes - 1) / alignmentBytes * alignmentBytes;
        if (LeftBytes < lengthBytes) EndPage();
        return Place;
    }

    /// <summary>Writes bytes, over the end of the page if need be.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            if (LeftBytes == 0) EndPage();
            int lengthBytes = Math.Min(bytes.Length, LeftBytes);
            bytes[..lengthBytes].CopyTo(_page.AsSpan(_usedBytes));
            _usedBytes += lengthBytes;
            bytes = bytes[lengthBytes..];
        }
    }

    /// <summary>Writes a number in a few bytes, little-endian.</summary>
    public void WriteNumber(ulong value, int widthBytes)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        Write(bytes[..widthBytes]);
    }

    /// <summary>Ends the page, if it has any bytes.</summary>
    public void EndPage()
    {
        if (_usedBytes == 0) return;
        _page.CopyTo(writer.AddPage());
        Array.Clear(_page);
        _usedBytes = 0;
        _pageCount++;
    }
}
