using Feedlog.Format.Frames;
using Feedlog.Format.Stores;

namespace Feedlog.Fsck.Indexes;

/// <summary>
/// All records with a key that the runs know, by tag, of one tag the newest first. Where something else has the tag,
/// the frame is asked for the key: many at a time, in the order of the log. Memory holds these only. One thread.
/// </summary>
internal sealed class KeyedVersions(
    CheckContext context, Manifest manifest, IReadOnlyList<IndexFileInPlace> runs, TombstoneList tombstones)
{
    // 40 bytes each.
    private const int VersionsOfBatchMax = 1 << 17;

    /// <summary>Says whether a frame could not be read: a writer has moved it meanwhile.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>The records; the keys of those only that may have ended in, or be the end of another in, a stretch.
    /// </summary>
    /// <param name="firstKiller">First sequence of the stretch.</param>
    /// <param name="lastKiller">Last sequence of the stretch.</param>
    public IEnumerable<KeyedVersion> All(ulong firstKiller, ulong lastKiller)
    {
        List<EntryStream> keys = [];
        try
        {
            // The newest run first: then the versions of a tag come newest first.
            foreach (IndexFileInPlace run in runs.Reverse())
            {
                EntryStream stream = new(context, run, EntryKind.Key);
                keys.Add(stream);
                if (!stream.MoveNext()) Remove(keys, stream);
            }

            List<KeyedVersion> batch = [];
            ulong? tagBefore = null;
            while (keys.Count > 0)
            {
                batch.Clear();
                while (keys.Count > 0 && batch.Count < VersionsOfBatchMax) TakeLowest(keys, batch);
                ulong? tagAfter = keys.Count == 0 ? null : Lowest(keys).Current.First;
                ReadKeys(batch, Wanted(batch, tagBefore, tagAfter, firstKiller, lastKiller));
                tagBefore = batch[^1].Tag;
                foreach (KeyedVersion version in batch) yield return version;
            }
        }
        finally
        {
            foreach (EntryStream stream in keys) stream.Dispose();
        }
    }

    private static void Remove(List<EntryStream> streams, EntryStream stream)
    {
        streams.Remove(stream);
        stream.Dispose();
    }

    private static void TakeLowest(List<EntryStream> keys, List<KeyedVersion> batch)
    {
        EntryStream lowest = Lowest(keys);
        batch.Add(new KeyedVersion((uint)lowest.Current.First, lowest.Current.Second, null));
        if (!lowest.MoveNext()) Remove(keys, lowest);
    }

    private static EntryStream Lowest(List<EntryStream> keys)
    {
        EntryStream lowest = keys[0];
        foreach (EntryStream stream in keys)
        {
            if (stream.Current.First < lowest.Current.First) lowest = stream;
        }

        return lowest;
    }

    // Those that share their tag with another record or with a tombstone, where one of these lies in the stretch; and
    // those of whose tag some are in another batch.
    private List<int> Wanted(
        List<KeyedVersion> batch, ulong? tagBefore, ulong? tagAfter, ulong firstKiller, ulong lastKiller)
    {
        List<int> wanted = [];
        for (int first = 0, limit; first < batch.Count; first = limit)
        {
            uint tag = batch[first].Tag;
            bool isConcerned = tag == tagBefore || tag == tagAfter || tombstones.HasKeyTag(tag);
            for (limit = first; limit < batch.Count && batch[limit].Tag == tag; limit++)
            {
                ulong sequence = batch[limit].Sequence;
                isConcerned |= limit > first && batch[limit - 1].Sequence >= firstKiller && sequence <= lastKiller;
            }

            for (int i = first; isConcerned && i < limit; i++)
            {
                if (batch[i].Sequence <= lastKiller) wanted.Add(i);
            }
        }

        return wanted;
    }

    private void ReadKeys(List<KeyedVersion> batch, List<int> wanted)
    {
        if (wanted.Count == 0) return;
        wanted.Sort((left, right) => batch[left].Sequence.CompareTo(batch[right].Sequence));
        using SlotFrames frames = new(context, manifest);
        int next = 0;
        foreach (IndexFileInPlace run in runs)
        {
            using EntryStream slots = new(context, run, EntryKind.Slot);
            while (next < wanted.Count && slots.MoveNext())
            {
                if (slots.Current.First != batch[wanted[next]].Sequence) continue;
                int at = wanted[next++];
                if (!frames.TryRead(new FrameAddress(slots.Current.Second), out FrameView frame)) continue;
                batch[at] = batch[at] with
                {
                    KeyHash = IndexRules.KeyHash(frame.Stream, frame.Key, manifest.Store.Salt),
                };
            }
        }

        HasFailed |= frames.HasFailed;
    }
}
