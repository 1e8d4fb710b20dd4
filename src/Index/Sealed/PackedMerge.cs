using Feedlog.Format.Indexes;

namespace Feedlog.Indexing.Sealed;

/// <summary>Goes through the entries of one packed section of several files in their common order; equal ones oldest
/// file first.</summary>
internal sealed class PackedMerge
{
    // How many entries go by between two looks at the token.
    private const long LookMask = 0xFFF;

    // The files that are not yet at their end, oldest first, and the entries at which they stand.
    private readonly List<(PackedSection Section, PackedCursor Cursor)> _inputs = [];
    private readonly CancellationToken _token;
    private long _takenCount;

    /// <summary>Begins in front of the first entry.</summary>
    /// <param name="oldestFirst">The sections of the files.</param>
    /// <param name="token">Ends the merge.</param>
    public PackedMerge(IEnumerable<PackedSection> oldestFirst, CancellationToken token)
    {
        _token = token;
        foreach (PackedSection section in oldestFirst)
        {
            PackedCursor cursor = PackedCursor.OfAll(section);
            if (cursor.MoveNext()) _inputs.Add((section, cursor));
        }
    }

    /// <summary>Writes all of it.</summary>
    /// <exception cref="OperationCanceledException">The token says so.</exception>
    /// <exception cref="IndexDamageException">Entries of a file are not in order.</exception>
    public void CopyTo(PackedSectionWriter writer)
    {
        while (_inputs.Count > 0)
        {
            int least = 0;
            for (int i = 1; i < _inputs.Count; i++)
            {
                if (_inputs[i].Cursor.Current.CompareTo(_inputs[least].Cursor.Current) < 0) least = i;
            }

            if ((_takenCount++ & LookMask) == 0) _token.ThrowIfCancellationRequested();
            writer.Add(_inputs[least].Cursor.Current);
            Advance(least);
        }
    }

    private void Advance(int taken)
    {
        (PackedSection section, PackedCursor cursor) = _inputs[taken];
        TimeEntry before = cursor.Current;
        if (!cursor.MoveNext()) _inputs.RemoveAt(taken);
        // Merging what is not sorted would spread the damage into a file that looks sound.
        else if (cursor.Current.CompareTo(before) < 0) throw section.Contradiction();
    }
}
