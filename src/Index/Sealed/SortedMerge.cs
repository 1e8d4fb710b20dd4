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

    // The files that are not yet at their end, oldest first.
    private readonly Input[] _inputs;
    private readonly CancellationToken _token;
    private int _openCount;
    private int _taken = -1;
    private long _takenCount;

    /// <summary>Begins in front of the first entry.</summary>
    /// <param name="oldestFirst">The files; those without the section are left out.</param>
    /// <param name="type">The section.</param>
    /// <param name="token">Ends the pass.</param>
    public SortedMerge(
        IReadOnlyList<IndexFileReader> oldestFirst, IndexSectionType type, CancellationToken token)
    {
        _inputs = new Input[oldestFirst.Count];
        _token = token;
        foreach (IndexFileReader file in oldestFirst)
        {
            if (!file.TryGetSection(type, out IndexSection section)) continue;
            Input input = new(file, section);
            input.TryMoveNext();
            input.Key = TOrder.KeyOf(input.Entry);
            _inputs[_openCount++] = input;
        }
    }

    /// <summary>Takes the next entry.</summary>
    /// <param name="entry">Its bytes, until the next call.</param>
    /// <param name="key">What it is sorted by.</param>
    /// <exception cref="OperationCanceledException">The token says so.</exception>
    public bool TryTake(out ReadOnlySpan<byte> entry, out MergeKey key)
    {
        entry = default;
        key = default;
        if (_taken >= 0) Advance(_taken);
        if (_openCount == 0) return false;
        if ((_takenCount++ & LookMask) == 0) _token.ThrowIfCancellationRequested();
        ReadOnlySpan<Input> inputs = _inputs.AsSpan(0, _openCount);
        int least = 0;
        for (int i = 1; i < inputs.Length; i++)
        {
            if (inputs[i].Key.IsBelow(inputs[least].Key)) least = i;
        }

        _taken = least;
        key = inputs[least].Key;
        entry = inputs[least].Entry;
        return true;
    }

    private void Advance(int taken)
    {
        Input input = _inputs[taken];
        if (input.TryMoveNext())
        {
            MergeKey next = TOrder.KeyOf(input.Entry);
            // Merging what is not sorted would spread the damage into a file that looks sound.
            if (next.IsBelow(input.Key)) throw input.Contradiction();
            input.Key = next;
            return;
        }

        _taken = -1;
        _openCount--;
        Array.Copy(_inputs, taken + 1, _inputs, taken, _openCount - taken);
    }

    /// <summary>The section in one file, a copy of a page at a time: what lies in a page costs no look into the file.
    /// </summary>
    private sealed class Input(IndexFileReader file, IndexSection section)
    {
        private readonly byte[] _page = new byte[IndexPageLayout.PayloadBytes];
        private readonly int _entryBytes = section.EntryBytes;
        private long _pageFirst;
        private int _offsetBytes = -section.EntryBytes;
        private int _limitBytes;

        /// <summary>What the entry is sorted by.</summary>
        public MergeKey Key { get; set; }

        /// <summary>The entry.</summary>
        public ReadOnlySpan<byte> Entry => _page.AsSpan(_offsetBytes, _entryBytes);

        /// <summary>Goes to the next entry; false at the end.</summary>
        public bool TryMoveNext()
        {
            _offsetBytes += _entryBytes;
            if (_offsetBytes < _limitBytes) return true;
            long next = _pageFirst + _limitBytes / _entryBytes;
            if (next >= section.EntryCount) return false;
            ReadOnlySpan<byte> entries = file.Entries(section, next);
            entries.CopyTo(_page);
            _pageFirst = next;
            _limitBytes = entries.Length;
            _offsetBytes = 0;
            return true;
        }

        /// <summary>An exception that says that the entries are not in order.</summary>
        public IndexDamageException Contradiction() => file.Contradiction(section);
    }
}
