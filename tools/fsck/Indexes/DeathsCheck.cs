using Feedlog.Format.Indexes;

namespace Feedlog.Fsck.Indexes;

/// <summary>
/// Looks up victims and killers of all deaths in the runs, which say as much as the log: both must be there, a victim
/// is a record and dies once, a killer is a tombstone or a record with a key. Memory stays bounded: slots are looked at
/// in stretches, and for each the files are read once more.
/// </summary>
internal sealed class DeathsCheck(
    CheckContext context, IReadOnlyList<IndexFileInPlace> runs, IReadOnlyList<IndexFileInPlace> deaths, SlotMap slots)
{
    private bool _isSound = true;

    /// <summary>Checks all pairs; false, with findings, if one of them is wrong.</summary>
    public bool Run()
    {
        using SlotKinds kinds = new(slots.SlotCount);
        for (long first = 0; first == 0 || first < slots.SlotCount; first += SlotKinds.SlotsMax)
        {
            kinds.Clear(first);
            Fill(kinds);
            foreach (IndexFileInPlace file in deaths)
            {
                using SectionStream stream = new(context, file, IndexSectionType.Deaths);
                while (stream.MoveNext())
                {
                    DeathPair pair = DeathPair.Read(stream.Entry);
                    string? fault = VictimFault(kinds, pair) ?? KillerFault(kinds, pair);
                    if (fault is not null) Report(file, stream, pair, fault);
                }
            }
        }

        return _isSound;
    }

    private void Fill(SlotKinds kinds)
    {
        long slot = 0;
        foreach (IndexFileInPlace run in runs)
        {
            using EntryStream entries = new(context, run, EntryKind.Slot);
            for (; entries.MoveNext(); slot++)
            {
                if (entries.Current.Third != 0) kinds.SetKind(slot, SlotKinds.NoRecord);
            }
        }

        foreach (IndexFileInPlace run in runs)
        {
            using EntryStream keys = new(context, run, EntryKind.Key);
            while (keys.MoveNext())
            {
                long keyed = slots.Find(keys.Current.Second);
                if (keyed >= 0) kinds.SetKind(keyed, SlotKinds.KeyedRecord);
            }
        }
    }

    private string? VictimFault(SlotKinds kinds, in DeathPair pair)
    {
        long slot = slots.Find(pair.Victim);
        // What is nowhere is said once, with the first stretch.
        if (slot < 0) return kinds.FirstSlot == 0 ? "there is no such victim" : null;
        if (!kinds.Holds(slot)) return null;
        if (kinds.KindOf(slot) == SlotKinds.NoRecord) return "the victim is no record";
        return kinds.TryKill(slot) ? null : "the victim had ended before";
    }

    private string? KillerFault(SlotKinds kinds, in DeathPair pair)
    {
        long slot = slots.Find(pair.Killer);
        if (slot < 0) return kinds.FirstSlot == 0 ? "there is no such killer" : null;
        if (!kinds.Holds(slot)) return null;
        int wanted = pair.ByTombstone ? SlotKinds.NoRecord : SlotKinds.KeyedRecord;
        return kinds.KindOf(slot) == wanted ? null : "the killer is something else";
    }

    private void Report(IndexFileInPlace file, SectionStream stream, in DeathPair pair, string fault)
    {
        _isSound = false;
        context.Report(FindingCode.IndexMismatch, file.Path, stream.OffsetBytes,
            $"Entry {stream.Index} of section {IndexSectionType.Deaths} says that {pair}; {fault}.");
    }
}
