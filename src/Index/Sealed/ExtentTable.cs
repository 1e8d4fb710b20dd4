using Feedlog.Format.Indexes;

namespace Feedlog.Indexing.Sealed;

/// <summary>The extents of a run in memory: 48 bytes for each segment that it covers. Any thread.</summary>
internal sealed class ExtentTable
{
    private readonly Extent[] _extents;
    private readonly ulong[] _firstSequences;
    private readonly ulong[] _firstSlots;

    /// <summary>Reads all extents of a run.</summary>
    /// <exception cref="IndexDamageException">A page is damaged, or an extent cannot be.</exception>
    /// <exception cref="IOException">A page cannot be read.</exception>
    public ExtentTable(IndexFileReader file, in IndexSection section)
    {
        _extents = new Extent[section.EntryCount];
        _firstSequences = new ulong[_extents.Length];
        _firstSlots = new ulong[_extents.Length];
        for (int i = 0; i < _extents.Length; i++)
        {
            Extent extent = Extent.Read(file.Entry(section, i));
            if (extent.SlotCount < 0 || extent.FirstSlot < 0) throw file.Contradiction(section);
            _extents[i] = extent;
            _firstSequences[i] = extent.FirstSequence;
            _firstSlots[i] = (ulong)extent.FirstSlot;
        }
    }

    /// <summary>The last extent that does not begin behind a sequence; false if it has no slots, or if there is none.
    /// </summary>
    public bool TryFindSequence(ulong sequence, out Extent extent) => TryFind(_firstSequences, sequence, out extent);

    /// <summary>The last extent that does not begin behind a slot; false if it has none, or if there is none.</summary>
    public bool TryFindSlot(ulong slot, out Extent extent) => TryFind(_firstSlots, slot, out extent);

    private bool TryFind(ReadOnlySpan<ulong> firsts, ulong bound, out Extent extent)
    {
        int low = 0;
        int high = firsts.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (firsts[middle] <= bound) low = middle + 1;
            else high = middle;
        }

        extent = low == 0 ? default : _extents[low - 1];
        return extent.SlotCount > 0;
    }
}
