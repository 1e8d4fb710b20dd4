using Feedlog.Format.Indexes;
using Feedlog.Format.Storage;

namespace Feedlog.Indexing.Vectors;

/// <summary>Seals and writes the pages of a file of vector sketches, one behind the other from page 1 on.</summary>
/// <param name="file">The file.</param>
/// <param name="salt">The salt of the store.</param>
/// <param name="number">The number of the file.</param>
internal sealed class VectorFilePages(IStorageFile file, ulong salt, ulong number)
{
    // Large enough that the number of writes does not matter.
    private const int BufferPages = 256;

    private readonly byte[] _buffer = new byte[BufferPages * IndexPageLayout.PageBytes];
    private long _bufferFirstPage = 1;
    private int _pageCount;

    /// <summary>The payload of the page that was begun last.</summary>
    public Span<byte> Payload => _buffer.AsSpan(
        (_pageCount - 1) * IndexPageLayout.PageBytes, IndexPageLayout.PayloadBytes);

    /// <summary>Begins a zeroed page.</summary>
    public void Begin()
    {
        if (_pageCount == BufferPages) Finish();
        _buffer.AsSpan(_pageCount++ * IndexPageLayout.PageBytes, IndexPageLayout.PageBytes).Clear();
    }

    /// <summary>Writes what was begun.</summary>
    public void Finish()
    {
        for (int i = 0; i < _pageCount; i++)
        {
            Span<byte> page = _buffer.AsSpan(i * IndexPageLayout.PageBytes, IndexPageLayout.PageBytes);
            IndexPage.Seal(page, salt, number, _bufferFirstPage + i);
        }

        file.Write(
            _bufferFirstPage * IndexPageLayout.PageBytes, _buffer.AsSpan(0, _pageCount * IndexPageLayout.PageBytes));
        _bufferFirstPage += _pageCount;
        _pageCount = 0;
    }
}
