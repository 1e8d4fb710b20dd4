using Feedlog.Format.Indexes;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;

namespace Feedlog.Indexing.Sealed;

/// <summary>Makes one run of several that follow each other. One thread; the inputs may be read meanwhile.</summary>
/// <remarks>Every section is written in one pass through the inputs; of what is read, half a byte an entry is kept.
/// </remarks>
public static class RunMerger
{
    /// <summary>Most slots that a run may have: directories count entries, and entries number slots, in 32 bits.
    /// </summary>
    public const long SlotCountMax = uint.MaxValue;

    // How many entries are copied between two looks at the token.
    private const long LookMask = 0xFFF;

    /// <summary>Writes the merge, which is then durable; the inputs stay as they are.</summary>
    /// <param name="oldestFirst">The inputs, each going on where the one before ends; at least one, and together at
    /// most <see cref="SlotCountMax"/> slots.</param>
    /// <param name="storage">Where.</param>
    /// <param name="store">The store that they belong to.</param>
    /// <param name="number">Number of the file, never used before.</param>
    /// <param name="nowMs">The time, ms since 1970 UTC.</param>
    /// <param name="token">Ends the merge; nothing is left of it.</param>
    /// <returns>What the manifest is to say of the file.</returns>
    /// <exception cref="IOException">A file could not be read or written; there is no new file.</exception>
    /// <exception cref="IndexDamageException">An input is damaged; there is no new file.</exception>
    /// <exception cref="OperationCanceledException">The token says so; there is no new file.</exception>
    public static IndexFileEntry Merge(
        IReadOnlyList<RunReader> oldestFirst,
        IStorage storage,
        StoreIdentity store,
        ulong number,
        long nowMs,
        CancellationToken token) =>
        Merge(oldestFirst, storage, store, number, nowMs, FilterWindow.UsualBlocks, token);

    /// <summary>Writes the merge and makes so many blocks of its filters at a time.</summary>
    internal static IndexFileEntry Merge(
        IReadOnlyList<RunReader> oldestFirst,
        IStorage storage,
        StoreIdentity store,
        ulong number,
        long nowMs,
        int windowBlocks,
        CancellationToken token)
    {
        IndexFileReader[] files = oldestFirst.Select(reader => reader.File).ToArray();
        MergePass pass = new(files, windowBlocks, token);
        IndexCoverage coverage = pass.JoinCoverage(mayHaveGaps: false);
        if (pass.Count(IndexSectionType.Slots) > SlotCountMax)
            throw new ArgumentException("Together the runs have more slots than a run may have.");
        using IndexFileWriter writer = new(storage, store, number, IndexFileKind.Run, nowMs);
        CopyExtents(oldestFirst, writer);
        CopySection(oldestFirst, IndexSectionType.Slots, SlotEntryLayout.EntryBytes, writer, token);
        TagMerge.Write(oldestFirst, IndexSectionType.Ids, writer, windowBlocks, token);
        TagMerge.Write(oldestFirst, IndexSectionType.Keys, writer, windowBlocks, token);
        CopyTimes(oldestFirst, IndexSectionType.Times, writer, token);
        CopyGroups(oldestFirst, writer, token);
        CopyTimes(oldestFirst, IndexSectionType.Expiries, writer, token);
        // The segment in which the last input ends is the one in which the merge ends.
        RunReader[] newest = [oldestFirst[^1]];
        CopySection(newest, IndexSectionType.SegmentState, SegmentStateLayout.RowBytes, writer, token);
        return writer.Finish(coverage, oldestFirst.Sum(run => run.RecordCount));
    }

    private static void CopySection(
        IReadOnlyList<RunReader> runs, IndexSectionType type, int entryBytes, IndexFileWriter writer,
        CancellationToken token)
    {
        writer.BeginSection(type, entryBytes);
        foreach (RunReader run in runs)
        {
            if (!run.File.TryGetSection(type, out IndexSection section)) continue;
            for (long i = 0; i < section.EntryCount; i++)
            {
                if ((i & LookMask) == 0) token.ThrowIfCancellationRequested();
                run.File.Entry(section, i).CopyTo(writer.Add());
            }
        }
    }

    // An extent that goes on in the next run becomes one.
    private static void CopyExtents(IReadOnlyList<RunReader> runs, IndexFileWriter writer)
    {
        writer.BeginSection(IndexSectionType.Extents, ExtentLayout.EntryBytes);
        Extent pending = default;
        long slotCount = 0;
        foreach (RunReader run in runs)
        {
            if (!run.File.TryGetSection(IndexSectionType.Extents, out IndexSection section)) continue;
            for (long i = 0; i < section.EntryCount; i++)
            {
                Extent extent = Extent.Read(run.File.Entry(section, i)) with { FirstSlot = slotCount };
                slotCount += extent.SlotCount;
                if (pending.SlotCount > 0 && pending.IsContinuedBy(extent))
                {
                    pending = pending with { SlotCount = pending.SlotCount + extent.SlotCount };
                    continue;
                }

                if (pending.SlotCount > 0) pending.Write(writer.Add());
                pending = extent;
            }

            if (slotCount > SlotCountMax) throw run.File.Contradiction(section);
        }

        if (pending.SlotCount > 0) pending.Write(writer.Add());
    }

    private static void CopyTimes(
        IReadOnlyList<RunReader> runs, IndexSectionType type, IndexFileWriter writer, CancellationToken token)
    {
        PackedSectionWriter section = new(writer, type);
        IEnumerable<PackedSection> inputs = runs
            .Select(run => type == IndexSectionType.Times ? run.Times : run.Expiries)
            .OfType<PackedSection>();
        new PackedMerge(inputs, token).CopyTo(section);
        section.Finish();
    }

    // A clock that went back between two runs is read as standing still, as it is inside one.
    private static void CopyGroups(IReadOnlyList<RunReader> runs, IndexFileWriter writer, CancellationToken token)
    {
        PackedSectionWriter section = new(writer, IndexSectionType.Groups);
        TimeEntry? pending = null;
        foreach (PackedSection groups in runs.Select(run => run.Groups).OfType<PackedSection>())
        {
            token.ThrowIfCancellationRequested();
            for (PackedCursor cursor = PackedCursor.OfAll(groups); cursor.MoveNext();)
            {
                TimeEntry group = cursor.Current;
                if (pending is TimeEntry before)
                {
                    if (group.TimeMs <= before.TimeMs) group = group with { TimeMs = before.TimeMs };
                    else section.Add(before);
                }

                pending = group;
            }
        }

        if (pending is TimeEntry last) section.Add(last);
        section.Finish();
    }
}
