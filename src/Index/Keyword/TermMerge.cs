using System.Runtime.InteropServices;

namespace Feedlog.Indexing.Keyword;

/// <summary>Goes through the terms of several parts in their common order. One thread.</summary>
internal sealed class TermMerge
{
    private readonly TermWalk[] _walks;
    private readonly bool[] _isOpen;
    private readonly List<int> _parts = [];

    /// <summary>Begins in front of the first term.</summary>
    public TermMerge(IReadOnlyList<KeywordPart> parts)
    {
        _walks = new TermWalk[parts.Count];
        _isOpen = new bool[parts.Count];
        for (int i = 0; i < _walks.Length; i++)
        {
            _walks[i] = new TermWalk(parts[i]);
            _isOpen[i] = _walks[i].MoveNext();
        }
    }

    /// <summary>The term that was reached.</summary>
    public ReadOnlySpan<byte> Term => _walks[_parts[0]].Term;

    /// <summary>The parts that have it, in their order.</summary>
    public ReadOnlySpan<int> Parts => CollectionsMarshal.AsSpan(_parts);

    /// <summary>What a part says of it.</summary>
    public ref readonly TermEntry EntryOf(int part) => ref _walks[part].Entry;

    /// <summary>Moves to the next term.</summary>
    /// <returns>False behind the last.</returns>
    public bool MoveNext()
    {
        foreach (int part in _parts) _isOpen[part] = _walks[part].MoveNext();
        _parts.Clear();
        for (int i = 0; i < _walks.Length; i++)
        {
            if (!_isOpen[i]) continue;
            int order = _parts.Count == 0 ? -1 : _walks[i].Term.SequenceCompareTo(Term);
            if (order > 0) continue;
            if (order < 0) _parts.Clear();
            _parts.Add(i);
        }

        return _parts.Count > 0;
    }
}
