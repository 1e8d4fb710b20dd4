using System.Runtime.CompilerServices;

namespace Feedlog.Indexing.Sealed;

/// <summary>Walks entries of a packed section that lie side by side, in either direction. One thread at a time.
/// </summary>
internal sealed class PackedCursor
{
    private readonly PackedSection _section;
    private readonly long _first;
    private readonly int _step;
    private PackedPage _head;
    private long _page = -1;
    private int _next;
    private long _remaining;

    /// <summary>Stands before the first entry.</summary>
    /// <param name="section">The section.</param>
    /// <param name="first">Number of the first entry of the range.</param>
    /// <param name="limit">Number of the first entry behind the range.</param>
    /// <param name="isReverse">Whether to begin with the last of them.</param>
    public PackedCursor(PackedSection section, long first, long limit, bool isReverse)
    {
        _section = section;
        _remaining = limit - first;
        _first = isReverse ? limit - 1 : first;
        _step = isReverse ? -1 : 1;
    }

    /// <summary>The current entry.</summary>
    public TimeEntry Current { get; private set; }

    /// <summary>Walks all entries.</summary>
    public static PackedCursor OfAll(PackedSection section) => new(section, 0, section.Count, isReverse: false);

    /// <summary>Moves to the next entry; false at the end.</summary>
    /// <exception cref="Feedlog.Format.Indexes.IndexDamageException">The pages end before the range does, or are
    /// damaged.</exception>
    public bool MoveNext()
    {
        if (_remaining <= 0) return false;
        if ((uint)_next >= (uint)_head.Count) MoveToPage();
        Current = _head.At(_section.Page(_page), _next);
        _next += _step;
        _remaining--;
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void MoveToPage()
    {
        if (_page < 0)
        {
            _page = _section.PageOf(_first, out _head, out _next);
            return;
        }

        long page = _page + _step;
        if ((ulong)page >= (ulong)_section.PageCount) throw _section.Contradiction();
        _page = page;
        _head = _section.Head(_page);
        _next = _step > 0 ? 0 : _head.Count - 1;
    }
}
