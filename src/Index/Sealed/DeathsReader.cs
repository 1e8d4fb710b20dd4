using System.Diagnostics.CodeAnalysis;
using Feedlog.Format;
using Feedlog.Format.Indexes;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;

namespace Feedlog.Indexing.Sealed;

/// <summary>Looks up who died in a file of deaths. Any thread.</summary>
/// <remarks>Every look-up throws <see cref="IndexDamageException"/> when it comes across a damaged page, and
/// <see cref="IOException"/> when a page cannot be read.</remarks>
public sealed class DeathsReader : IDisposable
{
    private const int MaskBits = 64;

    private readonly IndexFileReader _file;
    private readonly ulong _salt;
    private readonly FencedSection? _deaths;
    private readonly IndexSection _filter;

    private DeathsReader(IndexFileReader file, ulong salt, FencedSection? deaths, IndexSection filter)
    {
        _file = file;
        _salt = salt;
        _deaths = deaths;
        _filter = filter;
    }

    /// <summary>What the manifest says of the file.</summary>
    public IndexFileEntry Entry => _file.FileEntry;

    /// <summary>The stretch of the log in which the killers lie.</summary>
    public IndexCoverage Coverage => _file.FileEntry.Coverage;

    /// <summary>Number of deaths.</summary>
    public long Count => _deaths?.Count ?? 0;

    /// <summary>How many pages were touched so far, page 0 not counted.</summary>
    public long VerifiedPages => _file.VerifiedPages;

    /// <summary>The file.</summary>
    internal IndexFileReader File => _file;

    /// <summary>Opens a file of deaths: checks page 0 and the length of the file.</summary>
    /// <param name="storage">Where.</param>
    /// <param name="store">The store that the file should belong to.</param>
    /// <param name="entry">What the manifest says of it.</param>
    /// <param name="pages">Keeps pages of a file that is read by position; null to map it.</param>
    /// <param name="reader">The reader, when the result is true.</param>
    /// <param name="fault">What is wrong, when the result is false.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static bool TryOpen(
        IStorage storage,
        StoreIdentity store,
        IndexFileEntry entry,
        IndexPageCache? pages,
        [NotNullWhen(true)] out DeathsReader? reader,
        out FormatFault fault)
    {
        reader = null;
        fault = FormatFault.BadType;
        if (entry.Kind != IndexFileKind.Deaths) return false;
        if (!IndexFileReader.TryOpen(storage, store, entry, pages, out IndexFileReader? file, out fault))
            return false;

        bool isSound = FencedSection.TryOpen(file, IndexSectionType.Deaths, out FencedSection? deaths);
        file.TryGetSection(IndexSectionType.DeathFilter, out IndexSection filter);
        long count = deaths?.Count ?? 0;
        long blockCount = count == 0 ? 0 : FilterBlock.Count(count);
        if (isSound && count == entry.EntryCount && filter.EntryCount == blockCount)
        {
            reader = new DeathsReader(file, store.Salt, deaths, filter);
            return true;
        }

        fault = FormatFault.BadLength;
        file.Dispose();
        return false;
    }

    /// <summary>Finds what ended a record.</summary>
    /// <param name="victim">Sequence of the record.</param>
    /// <param name="killer">Sequence of what ended it, when the result is true.</param>
    /// <param name="byTombstone">Whether that is a tombstone, not a newer version, when the result is true.</param>
    public bool TryFindKiller(ulong victim, out ulong killer, out bool byTombstone)
    {
        killer = 0;
        byTombstone = false;
        if (_deaths is null) return false;
        ulong hash = Mix.Of(victim ^ _salt);
        ReadOnlySpan<byte> block = _file.Entry(_filter, FilterBlock.Of(hash, _filter.EntryCount));
        if (!FilterBlock.MayHold(block, hash)) return false;

        long index = _deaths.CountBelow(DeathEntryLayout.Victim, victim);
        if (index == _deaths.Count) return false;
        DeathEntry entry = DeathEntry.Read(_deaths.Entry(index));
        if (entry.Victim != victim) return false;
        killer = entry.Killer;
        byTombstone = entry.IsByTombstone;
        return true;
    }

    /// <summary>Who of a range of sequences is dead.</summary>
    /// <param name="firstSequence">The first sequence.</param>
    /// <param name="slotCount">How many sequences, at most 64.</param>
    /// <param name="asOfSequence">A death counts if its killer is not above this sequence.</param>
    /// <returns>Bit i is set if the sequence that is i above the first one is dead.</returns>
    public ulong DeadMask(ulong firstSequence, int slotCount, ulong asOfSequence)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)slotCount, (uint)MaskBits);
        if (_deaths is null) return 0;
        ulong mask = 0;
        for (long i = _deaths.CountBelow(DeathEntryLayout.Victim, firstSequence); i < _deaths.Count; i++)
        {
            DeathEntry entry = DeathEntry.Read(_deaths.Entry(i));
            ulong inRange = entry.Victim - firstSequence;
            if (inRange >= (ulong)slotCount) break;
            if (entry.Killer <= asOfSequence) mask |= 1UL << (int)inRange;
        }

        return mask;
    }

    /// <summary>A death, by rising victims, below <see cref="Count"/>.</summary>
    /// <returns>Sequences of the victim and of its killer.</returns>
    public (ulong Victim, ulong Killer) PairAt(long index)
    {
        if (_deaths is null) throw new ArgumentOutOfRangeException(nameof(index));
        DeathEntry entry = DeathEntry.Read(_deaths.Entry(index));
        return (entry.Victim, entry.Killer);
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
