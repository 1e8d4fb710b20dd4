using System.Buffers;
using Feedlog.Format.Indexes;

namespace Feedlog.Fsck.Indexes;

/// <summary>
/// The entries of a section in order, whose pages were checked before. One that was left out has none. One thread at a
/// time.
/// </summary>
internal sealed class SectionStream : IEntryPlace, IDisposable
{
    private const int PagesOfWindow = 16;

    private readonly CheckedFile _file;
    private readonly byte[] _window = ArrayPool<byte>.Shared.Rent(PagesOfWindow * IndexPageLayout.PageBytes);
    private readonly long _firstPage;
    private readonly int _entryBytes;
    private long _windowPage;
    private int _windowPages;
    private int _atBytes;
    private int _leftInPage;

    /// <summary>Stands before the first entry.</summary>
    /// <param name="context">The run.</param>
    /// <param name="file">The index file.</param>
    /// <param name="type">The section.</param>
    /// <exception cref="FileNotFoundException">A writer has removed the file meanwhile.</exception>
    public SectionStream(CheckContext context, IndexFileInPlace file, IndexSectionType type)
    {
        IndexSectionEntry? section = file.Find(type);
        Count = section?.EntryCount ?? 0;
        _firstPage = section?.FirstPage ?? 0;
        _entryBytes = section?.EntryBytes ?? IndexPageLayout.PayloadBytes;
        _windowPage = _firstPage;
        _file = context.TryOpen(file.Path, out _) ??
            throw new FileNotFoundException("The index file is gone.", file.Path);
    }

    /// <summary>How many entries the section has.</summary>
    public long Count { get; }

    /// <inheritdoc/>
    public long Index { get; private set; } = -1;

    /// <summary>The bytes of the current entry; valid until the next move.</summary>
    public ReadOnlySpan<byte> Entry => _window.AsSpan(_atBytes, _entryBytes);

    /// <inheritdoc/>
    public long OffsetBytes => _windowPage * IndexPageLayout.PageBytes + _atBytes;

    /// <summary>Says whether the current entry is the first of a page.</summary>
    public bool IsFirstOfPage => _atBytes % IndexPageLayout.PageBytes == 0;

    /// <summary>Moves to the next entry; false behind the last.</summary>
    public bool MoveNext()
    {
        if (_leftInPage == 0) return MoveToPage();
        _leftInPage--;
        _atBytes += _entryBytes;
        Index++;
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _file.Dispose();
        ArrayPool<byte>.Shared.Return(_window);
    }

    private bool MoveToPage()
    {
        if (Index + 1 >= Count) return false;
        Index++;
        int nextBytes = Index == 0 ? 0 : _atBytes - _atBytes % IndexPageLayout.PageBytes + IndexPageLayout.PageBytes;
        if (nextBytes >= _windowPages * IndexPageLayout.PageBytes)
        {
            _windowPage += _windowPages;
            int readBytes = _file.Read(_windowPage * IndexPageLayout.PageBytes,
                _window.AsSpan(0, PagesOfWindow * IndexPageLayout.PageBytes));
            // A file that was cut meanwhile reads as zeros, like any checked file.
            _window.AsSpan(readBytes).Clear();
            _windowPages = PagesOfWindow;
            nextBytes = 0;
        }

        _atBytes = nextBytes;
        _leftInPage = (int)Math.Min(IndexPageLayout.PayloadBytes / _entryBytes, Count - Index) - 1;
        return true;
    }
}
