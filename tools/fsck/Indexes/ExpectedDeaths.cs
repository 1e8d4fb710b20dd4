
namespace Feedlog.Fsck.Indexes;

/// <summary>
/// Works out which record ended with what: a record with a key with the next record or tombstone of that key, any
/// record with the first tombstone of its id, whichever came first. Runs are read in step, in the order of their
/// hashes, so that memory holds nothing but tombstones.
/// </summary>
internal sealed class ExpectedDeaths(
    CheckContext context, IReadOnlyList<IndexFileInPlace> runs, TombstoneList tombstones)
{
    /// <summary>Tells all deaths, in no particular order.</summary>
    public void ForEach(Action<DeathPair> tell)
    {
        List<(ulong Victim, ulong Killer)> byId = VictimsById();
        bool[] isTold = new bool[byId.Count];
        List<EntryStream> keys = [];
        try
        {
            // The newest run first: then the versions of a key come newest first.
            foreach (IndexFileInPlace run in runs.Reverse())
            {
                EntryStream stream = new(context, run, EntryKind.Key);
                keys.Add(stream);
                if (!stream.MoveNext()) Remove(keys, stream);
            }

            int nextTombstone = 0;
            while (keys.Count > 0)
            {
                (ulong hash, ulong hashLow) = Lowest(keys);
                TellKey(keys, hash, hashLow, ref nextTombstone, byId, isTold, tell);
            }
        }
        finally
        {
            foreach (EntryStream stream in keys) stream.Dispose();
        }

        for (int i = 0; i < byId.Count; i++)
        {
            if (!isTold[i]) tell(new DeathPair(byId[i].Victim, byId[i].Killer, ByTombstone: true));
        }
    }

    private static void Remove(List<EntryStream> streams, EntryStream stream)
    {
        streams.Remove(stream);
        stream.Dispose();
    }

    private void TellKey(
        List<EntryStream> keys, ulong hash, ulong hashLow, ref int nextTombstone,
        List<(ulong Victim, ulong Killer)> byId, bool[] isTold, Action<DeathPair> tell)
    {
        List<Tombstone> ends = tombstones.ByKey;
        Tombstone newest = new(hash, hashLow, ulong.MaxValue);
        while (nextTombstone < ends.Count && ends[nextTombstone].CompareTo(newest) < 0) nextTombstone++;
        (ulong Sequence, bool IsTombstone) next = (ulong.MaxValue, false);
        for (int i = 0; i < keys.Count; i++)
        {
            EntryStream stream = keys[i];
            while (stream.Current.First == hash && stream.Current.Second == hashLow)
            {
                ulong victim = stream.Current.Third;
                for (; nextTombstone < ends.Count && IsOf(ends[nextTombstone], hash, hashLow, victim); nextTombstone++)
                    next = (ends[nextTombstone].Sequence, true);
                int own = byId.BinarySearch((victim, 0));
                own = own < 0 ? ~own : own;
                bool isById = own < byId.Count && byId[own].Victim == victim;
                if (isById) isTold[own] = true;
                (ulong killer, bool isTombstone) =
                    isById && byId[own].Killer < next.Sequence ? (byId[own].Killer, true) : next;
                if (killer != ulong.MaxValue) tell(new DeathPair(victim, killer, isTombstone));
                next = (victim, false);
                if (stream.MoveNext()) continue;
                Remove(keys, stream);
                i--;
                break;
            }
        }
    }

    private static (ulong Hash, ulong HashLow) Lowest(List<EntryStream> keys)
    {
        (ulong, ulong) lowest = (ulong.MaxValue, ulong.MaxValue);
        foreach (EntryStream stream in keys)
        {
            (ulong, ulong) key = (stream.Current.First, stream.Current.Second);
            if (key.CompareTo(lowest) < 0) lowest = key;
        }

        return lowest;
    }

    private static bool IsOf(in Tombstone end, ulong hash, ulong hashLow, ulong victim) =>
        end.Hash == hash && end.HashLow == hashLow && end.Sequence > victim;

    // The records that tombstones by id name, in the order of their sequences, each with the first that came after it.
    private List<(ulong Victim, ulong Killer)> VictimsById()
    {
        List<(ulong Victim, ulong Killer)> victims = [];
        foreach (IndexFileInPlace run in runs)
        {
            List<(ulong Address, ulong Killer)> named = Named(run);
            using EntryStream slots = new(context, run, EntryKind.Slot);
            int next = 0;
            while (next < named.Count && slots.MoveNext())
            {
                ulong killer = ulong.MaxValue;
                for (; next < named.Count && named[next].Address == slots.Current.Second; next++)
                {
                    bool isAfter = named[next].Killer > slots.Current.First;
                    if (isAfter) killer = Math.Min(killer, named[next].Killer);
                }

                if (killer != ulong.MaxValue) victims.Add((slots.Current.First, killer));
            }
        }

        return victims;
    }

    private List<(ulong Address, ulong Killer)> Named(IndexFileInPlace run)
    {
        List<(ulong Address, ulong Killer)> named = [];
        List<Tombstone> ends = tombstones.ById;
        using EntryStream ids = new(context, run, EntryKind.Id);
        ulong salt = run.Store.Salt;
        int next = 0;
        while (next < ends.Count && ids.MoveNext())
        {
            ulong mix = IndexRules.Mix(ids.Current.First ^ salt);
            while (next < ends.Count && ends[next].Hash < mix) next++;
            for (; next < ends.Count && ends[next].Hash == mix; next++)
                named.Add((ids.Current.Second, ends[next].Sequence));
        }

        named.Sort();
        return named;
    }
}
