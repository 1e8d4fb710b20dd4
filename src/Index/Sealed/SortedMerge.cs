using Feedlog.Format.Indexes;

namespace Feedlog.Indexing.Sealed;

/// <summary>Goes through the entries of one section of several files in their common order; equal ones oldest file
/// first.</summary>
/// <typeparam name="TOrder">The order of the section.</typeparam>
internal sealed class SortedMerge<TOrder>
    where TOrder : struct, IMergeOrder
{
    // How many entries go by between two looks at the token.
    private const long LookMask = 0xFFF;

    private readonly IndexFileReader[] _files;
    private readonly IndexSection[] _sections;
    private readonly long[] _indexes;
    private readonly MergeKey[] _keys;
    private readonly ulong _salt;
    private readonly CancellationToken _token;
    private int _openCount;
    private long _takenCount;

    /// <summary>Begins in front of the first entry.</summary>
    /// <param name="oldestFirst">The files; those without the section are left out.</param>
    /// <param name="type">The section.</param>
    /// <param name="salt">The salt of the store.</param>
    /// <param name="token">Ends the pass.</param>
    public SortedMerge(
        IReadOnlyList<IndexFileReader> oldestFirst, IndexSectionType type, ulong salt, CancellationToken token)
    {
        _files = new IndexFileReader[oldestFirst.Count];
        _sections = new IndexSection[oldestFirst.Count];
        _indexes = new long[oldestFirst.Count];
        _keys = new MergeKey[oldestFirst.Count];
        _salt = salt;
        _token = token;
        foreach (IndexFileReader file in oldestFirst)
        {
            if (!file.TryGetSection(type, out IndexSection section)) continue;
            _files[_openCount] = file;
            _sections[_openCount] = section;
            _keys[_openCount] = TOrder.KeyOf(file.Entry(section, 0), salt);
            _openCount++;
        }
    }

    /// <summary>Takes the next entry.</summary>
    /// <param name="entry">Its bytes.</param>
    /// <param name="key">What it is sorted by.</param>
    /// <exception cref="OperationCanceledException">The token says so.</exception>
    public bool TryTake(out ReadOnlySpan<byte> entry, out MergeKey key)
    {
        entry = default;
        key = default;
        if (_openCount == 0) return false;
        if ((_takenCount++ & LookMask) == 0) _token.ThrowIfCancellationRequested();
        int least = 0;
        for (int i = 1; i < _openCount; i++)
        {
            if (_keys[i].IsBelow(_keys[least])) least = i;
        }

        key = _keys[least];
        entry = _files[least].Entry(_sections[least], _indexes[least]);
        Advance(least);
        return true;
    }

    private void Advance(int file)
    {
        long index = ++_indexes[file];
        if (index < _sections[file].EntryCount)
        {
            MergeKey next = TOrder.KeyOf(_files[file].Entry(_sections[file], index), _salt);
            // Merging what is not sorted would spread the damage into a file that looks sound.
            if (next.IsBelow(_keys[file])) throw _files[file].Contradiction(_sections[file]);
            _keys[file] = next;
            return;
        }

        _openCount--;
        for (int i = file; i < _openCount; i++)
        {
            _files[i] = _files[i + 1];
            _sections[i] = _sections[i + 1];
            _indexes[i] = _indexes[i + 1];
            _keys[i] = _keys[i + 1];
        }
    }
}
