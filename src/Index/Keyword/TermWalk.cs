using Feedlog.Format.Indexes;

namespace Feedlog.Indexing.Keyword;

/// <summary>Goes through the terms of a part in their order. One thread.</summary>
internal sealed class TermWalk
{
    private readonly KeywordPart _part;
    private readonly byte[] _term = new byte[PostingBlockLayout.TermBytesMax];
    private int _termBytes;
    private long _parentPage;
    private int _parentOffset;
    private long _page = -1;
    private int _offset;
    private TermEntry _entry;

    /// <summary>Begins in front of the first term of a part.</summary>
    public TermWalk(KeywordPart part) => _part = part;

    /// <summary>The term that was reached.</summary>
    public ReadOnlySpan<byte> Term => _term.AsSpan(0, _termBytes);

    /// <summary>What is known of it.</summary>
    public ref readonly TermEntry Entry => ref _entry;

    /// <summary>Moves to the first term that is not below one.</summary>
    /// <returns>False if there is none.</returns>
    public bool MoveTo(ReadOnlySpan<byte> term)
    {
        if (_part.TermPages.EntryCount == 0) return false;
        TermTreeReader.Descend(_part, term, out _page, out _parentPage, out _parentOffset);
        _offset = 0;
        while (MoveNext())
        {
            if (Term.SequenceCompareTo(term) >= 0) return true;
        }

        return false;
    }

    /// <summary>Moves to the next term.</summary>
    /// <returns>False behind the last.</returns>
    public bool MoveNext()
    {
        if (_part.TermPages.EntryCount == 0) return false;
        TermPage page = default;
        if (_page >= 0) page = TermTreeReader.ReadTerms(_part, _page);
        while (_page < 0 || page.IsBehindLast(_offset))
        {
            if (!TryNextPage()) return false;
            page = TermTreeReader.ReadTerms(_part, _page);
        }

        int beforeBytes = _offset == 0 ? 0 : _termBytes;
        if (!page.TryReadEntry(ref _offset, beforeBytes, out int shared, out ReadOnlySpan<byte> suffix) ||
            !page.TryReadValue(ref _offset, out _entry))
        {
            throw _part.File.Contradiction(_part.Postings);
        }

        suffix.CopyTo(_term.AsSpan(shared));
        _termBytes = shared + suffix.Length;
        return true;
    }

    // The pages of level 1 lie side by side at the beginning of their section.
    private bool TryNextPage()
    {
        TermPage parent = TermTreeReader.ReadTree(_part, _parentPage);
        while (parent.IsBehindLast(_parentOffset))
        {
            if (_parentPage + 1 >= _part.TermPages.PageCount) return false;
            parent = TermTreeReader.ReadTree(_part, ++_parentPage);
            if (parent.Level != 1) return false;
            _parentOffset = 0;
        }

        if (!parent.TrySkipTerm(ref _parentOffset) ||
            !parent.TryReadChild(ref _parentOffset, out _page))
        {
            throw _part.File.Contradiction(_part.TermPages);
        }

        _offset = 0;
        return true;
    }
}
