using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Format.Stores;

namespace Feedlog.Fsck.Indexes;

/// <summary>
/// Works out which record ended with what: a record with a key with the next record or tombstone of that key, any
/// record with the first tombstone of its id, whichever came first. Runs are read in step, in the order of their tags,
/// so that memory holds tombstones and a part of the records with keys.
/// </summary>
internal sealed class ExpectedDeaths(
    CheckContext context, Manifest manifest, IReadOnlyList<IndexFileInPlace> runs, TombstoneList tombstones)
{
    private readonly KeyedVersions _versions = new(context, manifest, runs, tombstones);
    private bool _hasFailed;

    /// <summary>Says whether a frame could not be read, so that what was told is not all.</summary>
    public bool HasFailed => _hasFailed || _versions.HasFailed || tombstones.HasFailed;

    /// <summary>Tells all deaths, in no particular order.</summary>
    public void ForEach(Action<DeathPair> tell) => ForEach(0, ulong.MaxValue, tell);

    /// <summary>Tells all deaths whose killers lie in a stretch, and perhaps others, in no particular order.</summary>
    /// <param name="firstKiller">First sequence of the stretch.</param>
    /// <param name="lastKiller">Last sequence of the stretch.</param>
    /// <param name="tell">Told; what it is told of killers outside of the stretch need not be true.</param>
    public void ForEach(ulong firstKiller, ulong lastKiller, Action<DeathPair> tell)
    {
        List<(ulong Victim, ulong Killer)> byId = VictimsById();
        bool[] isTold = new bool[byId.Count];

        // Of the keys of one tag the version that came after the one that comes next.
        Dictionary<WideHash, ulong> newer = [];
        ulong? tag = null;
        foreach (KeyedVersion version in _versions.All(firstKiller, lastKiller))
        {
            if (version.Tag != tag) newer.Clear();
            tag = version.Tag;
            (ulong Killer, bool IsTombstone) end = (ulong.MaxValue, false);
            if (version.KeyHash is WideHash key)
            {
                if (newer.TryGetValue(key, out ulong next)) end = (next, false);
                ulong tombstone = tombstones.FirstAfter(key, version.Sequence);
                if (tombstone < end.Killer) end = (tombstone, true);
                newer[key] = version.Sequence;
            }

            int own = byId.BinarySearch((version.Sequence, 0));
            own = own < 0 ? ~own : own;
            bool isById = own < byId.Count && byId[own].Victim == version.Sequence;
            if (isById) isTold[own] = true;
            if (isById && byId[own].Killer < end.Killer) end = (byId[own].Killer, true);
            if (end.Killer != ulong.MaxValue) tell(new DeathPair(version.Sequence, end.Killer, end.IsTombstone));
        }

        for (int i = 0; i < byId.Count; i++)
        {
            if (!isTold[i]) tell(new DeathPair(byId[i].Victim, byId[i].Killer, ByTombstone: true));
        }
    }

    // The records that tombstones by id name, in the order of their sequences, each with the first that came after it.
    private List<(ulong Victim, ulong Killer)> VictimsById()
    {
        List<(ulong Victim, ulong Killer)> victims = [];
        foreach (IndexFileInPlace run in runs)
        {
            List<(ulong Sequence, ulong Mix, ulong Killer)> named = Named(run);
            using SlotFrames frames = new(context, manifest);
            using EntryStream slots = new(context, run, EntryKind.Slot);
            int next = 0;
            while (next < named.Count && slots.MoveNext())
            {
                ulong sequence = slots.Current.First;
                if (named[next].Sequence != sequence) continue;
                ulong mix = frames.TryRead(new FrameAddress(slots.Current.Second), out FrameView frame)
                    ? IndexRules.Mix(frame.Header.Id ^ run.Store.Salt)
                    : 0;
                ulong killer = ulong.MaxValue;
                for (; next < named.Count && named[next].Sequence == sequence; next++)
                {
                    // Another id may have its tag.
                    bool isIt = named[next].Mix == mix && named[next].Killer > sequence;
                    if (isIt) killer = Math.Min(killer, named[next].Killer);
                }

                if (killer != ulong.MaxValue) victims.Add((sequence, killer));
            }

            _hasFailed |= frames.HasFailed;
        }

        return victims;
    }

    // The records whose ids have the tag of an id that a tombstone names.
    private List<(ulong Sequence, ulong Mix, ulong Killer)> Named(IndexFileInPlace run)
    {
        List<(ulong Sequence, ulong Mix, ulong Killer)> named = [];
        List<Tombstone> ends = tombstones.ById;
        using EntryStream ids = new(context, run, EntryKind.Id);
        int first = 0;
        while (first < ends.Count && ids.MoveNext())
        {
            ulong tag = ids.Current.First;
            while (first < ends.Count && IndexRules.Tag(ends[first].Hash) < tag) first++;
            for (int i = first; i < ends.Count && IndexRules.Tag(ends[i].Hash) == tag; i++)
                named.Add((ids.Current.Second, ends[i].Hash, ends[i].Sequence));
        }

        named.Sort();
        return named;
    }
}
