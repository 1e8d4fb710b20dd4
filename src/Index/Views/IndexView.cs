using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Format.Indexes;
using Feedlog.Indexing.HotKey;
using Feedlog.Indexing.Sealed;
using Feedlog.Indexing.Tail;

namespace Feedlog.Indexing.Views;

/// <summary>
/// What the indexes say of the store as it was after a sequence. Every look-up goes the same way: tails from the newest
/// to the oldest, hot keys, sealed runs from the newest to the oldest. Any thread.
/// </summary>
/// <param name="Parts">The indexes; the caller holds them.</param>
/// <param name="VisibleCount">How many slots of the active tail belong to the view.</param>
/// <param name="Sequence">The last sequence that belongs to the view.</param>
/// <param name="NowMs">The moment at which expiry is judged, in ms.</param>
/// <param name="Salt">The salt of the store.</param>
/// <param name="UsesHotKeys">Whether to ask the hot keys: not if most of what is looked up is not there.</param>
/// <param name="Frames">Where frames can be asked whether they are what a run takes them for.</param>
/// <exception cref="IndexDamageException">From every method: a page of a sealed index is damaged.</exception>
public readonly record struct IndexView(
    IndexParts Parts, int VisibleCount, ulong Sequence, long NowMs, ulong Salt, bool UsesHotKeys, IFrameProbe Frames)
{
    private const ulong NoEnd = ulong.MaxValue;

    /// <summary>Finds the record with this id. It may be ended or expired, or lie beyond the view.</summary>
    public bool TryFindId(ulong id, out Found found)
    {
        ReadOnlySpan<TailIndex> tails = Parts.TailSpan;
        for (int i = tails.Length - 1; i >= 0; i--)
        {
            if (!tails[i].Ids.TryFind(id, out int ordinal, out FrameAddress address)) continue;
            found = new Found(tails[i].Slots[ordinal].Sequence, address);
            return found.Sequence <= Sequence;
        }

        return TryFindSealedId(id, out found);
    }

    /// <summary>
    /// Says that an id, and a key if its hash is not 0, are about to be looked for: what a look-up of new ones touches
    /// is fetched meanwhile. Only a hint.
    /// </summary>
    public void Prefetch(ulong id, WideHash keyHash)
    {
        foreach (TailIndex tail in Parts.TailSpan)
        {
            tail.Ids.Prefetch(id);
            if (keyHash != default) tail.Keys.Prefetch(keyHash);
        }

        foreach (RunReader run in Parts.Sealed.Runs) run.Prefetch(id, keyHash);
    }

    /// <summary>Says that an id that is likely in sealed indexes is about to be looked for. Only a hint.</summary>
    public void PrefetchSealed(ulong id)
    {
        foreach (RunReader run in Parts.Sealed.Runs) run.PrefetchId(id);
    }

    /// <summary>Says that a key that is likely in sealed indexes is about to be looked for. Only a hint.</summary>
    public void PrefetchSealed(WideHash keyHash)
    {
        foreach (RunReader run in Parts.Sealed.Runs) run.PrefetchKey(keyHash);
    }

    /// <summary>Finds the newest version under this key that the view may see, ended or not.</summary>
    public bool TryFindNewest(WideHash keyHash, out Found found)
    {
        ReadOnlySpan<TailIndex> tails = Parts.TailSpan;
        for (int i = tails.Length - 1; i >= 0; i--)
        {
            if (!tails[i].Keys.TryFindHead(keyHash, out int ordinal)) continue;
            SlotTable slots = tails[i].Slots;
            while (ordinal != Slot.NoPrevious && slots[ordinal].Sequence > Sequence) ordinal = slots[ordinal].Previous;
            if (ordinal == Slot.NoPrevious) continue;
            found = new Found(slots[ordinal].Sequence, slots[ordinal].Address);
            return true;
        }

        return TryFindSealedKey(keyHash, out found);
    }

    /// <summary>All versions under this key that the view may see, newest first, ended or not.</summary>
    public IEnumerable<Found> Versions(WideHash keyHash)
    {
        for (int i = Parts.Tails.Count - 1; i >= 0; i--)
        {
            TailIndex tail = Parts.Tails[i];
            if (!tail.Keys.TryFindHead(keyHash, out int ordinal)) continue;
            for (; ordinal != Slot.NoPrevious; ordinal = tail.Slots[ordinal].Previous)
            {
                Slot slot = tail.Slots[ordinal];
                if (slot.Sequence <= Sequence) yield return new Found(slot.Sequence, slot.Address);
            }
        }

        for (int i = Parts.Sealed.Runs.Length - 1; i >= 0; i--)
        {
            foreach ((ulong sequence, FrameAddress address) in Parts.Sealed.Runs[i].Versions(keyHash, Sequence, Frames))
                yield return new Found(sequence, address);
        }
    }

    /// <summary>Finds the frame with exactly this sequence.</summary>
    public bool TryFindSequence(ulong sequence, out FrameAddress address, out bool isRecord)
    {
        address = default;
        isRecord = false;
        if (sequence > Sequence) return false;
        if (sequence <= Parts.Sealed.LastSequence)
            return Parts.Sealed.RunOf(sequence)?.TryFindSlot(sequence, out address, out isRecord) ?? false;

        foreach (TailIndex tail in Parts.TailSpan)
        {
            int count = CountOf(tail);
            int ordinal = tail.Slots.CountUpTo(sequence, count) - 1;
            if (ordinal < 0 || tail.Slots[ordinal].Sequence != sequence) continue;
            address = tail.Slots[ordinal].Address;
            isRecord = tail.Slots[ordinal].IsRecord;
            return true;
        }

        return false;
    }

    /// <summary>Finds the frame that ended a record, as far as the view may see it.</summary>
    /// <param name="victim">The record's sequence.</param>
    /// <param name="killer">The sequence of what ended it.</param>
    /// <param name="isTombstone">Whether that is a tombstone.</param>
    public bool TryFindKiller(ulong victim, out ulong killer, out bool isTombstone)
    {
        ReadOnlySpan<TailIndex> tails = Parts.TailSpan;
        for (int i = tails.Length - 1; i >= 0; i--)
        {
            if (tails[i].Deaths.TryFind(victim, out killer, out isTombstone)) return killer <= Sequence;
        }

        ReadOnlySpan<DeathsReader> files = Parts.Sealed.Deaths;
        for (int i = files.Length - 1; i >= 0; i--)
        {
            // Only what comes later can have ended it.
            if (files[i].Coverage.LastSequence <= victim) break;
            if (files[i].TryFindKiller(victim, out killer, out isTombstone)) return killer <= Sequence;
        }

        killer = NoEnd;
        isTombstone = false;
        return false;
    }

    /// <summary>Says whether a record belongs to the view and was neither ended nor has expired in it.</summary>
    public bool IsLive(ulong sequence, long expiresAtMs) =>
        sequence <= Sequence && expiresAtMs > NowMs && !TryFindKiller(sequence, out _, out _);

    /// <summary>Whether a record may have expired in the view; its frame tells whether it has.</summary>
    /// <remarks>Beside reading a frame it costs nothing, and for most stores it says no.</remarks>
    public bool MayHaveExpired(ulong sequence)
    {
        if (sequence <= Parts.Sealed.LastSequence)
            return Parts.Sealed.RunOf(sequence) is not RunReader run || run.CountExpiredBy(NowMs) > 0;
        foreach (TailIndex tail in Parts.TailSpan)
        {
            int ordinal = tail.Slots.CountUpTo(sequence, CountOf(tail)) - 1;
            if (ordinal >= 0 && tail.Slots[ordinal].Sequence == sequence)
                return tail.Slots[ordinal].ExpiresAtMs <= NowMs;
        }

        return true;
    }

    /// <summary>Which of so many slots from a sequence on were not ended in this view; bit i is slot i.</summary>
    /// <param name="firstSequence">Sequence of the first slot: slots of one chunk have no gaps.</param>
    /// <param name="slotCount">1 to 64.</param>
    /// <remarks>Says nothing of expiry, nor of which slots are records.</remarks>
    public ulong LiveMask(ulong firstSequence, int slotCount)
    {
        ulong dead = 0;
        foreach (DeathsReader file in Parts.Sealed.Deaths)
        {
            if (file.Coverage.LastSequence > firstSequence) dead |= file.DeadMask(firstSequence, slotCount, Sequence);
        }

        foreach (TailIndex tail in Parts.TailSpan)
        {
            if (tail.Deaths.Count == 0) continue;
            for (int i = 0; i < slotCount; i++)
            {
                bool isDead = tail.Deaths.TryFind(firstSequence + (ulong)i, out ulong killer, out _) &&
                    killer <= Sequence;
                if (isDead) dead |= 1UL << i;
            }
        }

        ulong all = slotCount == 64 ? ulong.MaxValue : (1UL << slotCount) - 1;
        return all & ~dead;
    }

    /// <summary>Records of a half-open range of time that were not ended, by timestamp, then sequence.</summary>
    /// <param name="fromMs">First timestamp of the range.</param>
    /// <param name="toMs">First timestamp after the range.</param>
    /// <param name="isReverse">By falling timestamp, then falling sequence.</param>
    /// <remarks>Expiry is for the caller to see: it is in the frames.</remarks>
    public IEnumerable<Found> Range(long fromMs, long toMs, bool isReverse)
    {
        foreach (Found found in TimeMerge.Walk(this, fromMs, toMs, isReverse))
        {
            if (!TryFindKiller(found.Sequence, out _, out _)) yield return found;
        }
    }

    /// <summary>The last sequence that was recorded at or before a time; 0 for none.</summary>
    public ulong SequenceAt(long recordedAtMs)
    {
        for (int i = Parts.Tails.Count - 1; i >= 0; i--)
        {
            if (Parts.Tails[i].Groups.TrySequenceAt(recordedAtMs, out ulong last)) return Math.Min(last, Sequence);
        }

        for (int i = Parts.Sealed.Runs.Length - 1; i >= 0; i--)
        {
            if (Parts.Sealed.Runs[i].TrySequenceAt(recordedAtMs, out ulong last)) return Math.Min(last, Sequence);
        }

        return 0;
    }

    /// <summary>When the group with this sequence was recorded, in ms; the largest i64 if it is not known.</summary>
    public long RecordedAt(ulong sequence)
    {
        foreach (RunReader run in Parts.Sealed.Runs)
        {
            if (sequence <= run.Coverage.LastSequence && run.TryRecordedAt(sequence, out long atMs)) return atMs;
        }

        foreach (TailIndex tail in Parts.Tails)
        {
            if (tail.Groups.TryRecordedAt(sequence, out long atMs)) return atMs;
        }

        return long.MaxValue;
    }

    /// <summary>The records that have expired and that nothing else had ended.</summary>
    public IEnumerable<ulong> Expired()
    {
        for (int i = 0; i < Parts.Sealed.Runs.Length; i++)
        {
            RunReader run = Parts.Sealed.Runs[i];
            if (run.Expiries is not PackedSection expiries) continue;
            PackedCursor expired = new(expiries, 0, run.CountExpiredBy(NowMs), isReverse: false);
            while (expired.MoveNext())
            {
                ulong sequence = expired.Current.Sequence;
                if (sequence <= Sequence && !TryFindKiller(sequence, out _, out _)) yield return sequence;
            }
        }

        foreach (TailIndex tail in Parts.Tails)
        {
            foreach (ulong sequence in tail.ExpiredBy(NowMs, CountOf(tail)))
            {
                if (sequence <= Sequence && !TryFindKiller(sequence, out _, out _)) yield return sequence;
            }
        }
    }

    /// <summary>How many slots of a tail belong to the view's parts.</summary>
    internal int CountOf(TailIndex tail) => ReferenceEquals(tail, Parts.Active) ? VisibleCount : tail.Slots.Count;

    private bool TryFindSealedId(ulong id, out Found found)
    {
        HotKeyIndex? hot = AskedHotKeys();
        WideHash hotKey = HotKeys.OfId(id, Salt);
        if (TryFindHot(hot, hotKey, out HotEntry entry))
        {
            found = new Found(entry.Sequence, entry.Address);
            return true;
        }

        // An id is in one run at most, and most likely in the largest, which is the oldest.
        foreach (RunReader run in Parts.Sealed.Runs)
        {
            if (!run.TryFindId(id, Frames, out ulong sequence, out FrameAddress address)) continue;
            found = new Found(sequence, address);
            Promote(hot, hotKey, sequence, address);
            return true;
        }

        found = default;
        return false;
    }

    private bool TryFindSealedKey(WideHash keyHash, out Found found)
    {
        HotKeyIndex? hot = AskedHotKeys();
        WideHash hotKey = HotKeys.OfKey(keyHash);
        if (TryFindHot(hot, hotKey, out HotEntry entry))
        {
            found = new Found(entry.Sequence, entry.Address);
            return true;
        }

        ReadOnlySpan<RunReader> runs = Parts.Sealed.Runs;
        for (int i = runs.Length - 1; i >= 0; i--)
        {
            if (!runs[i].TryFindKey(keyHash, Sequence, Frames, out ulong sequence, out FrameAddress address))
                continue;
            found = new Found(sequence, address);
            // Only a view that sees all of the runs knows that this is the newest version in them.
            if (Sequence >= Parts.Sealed.LastSequence) Promote(hot, hotKey, sequence, address);
            return true;
        }

        found = default;
        return false;
    }

    // The hot keys, if this look-up is to ask them and to tell them what it finds.
    private HotKeyIndex? AskedHotKeys() =>
        UsesHotKeys && Parts.Hot is HotKeyIndex hot && HotKeyGate.Opens() ? hot : null;

    private bool TryFindHot(HotKeyIndex? hot, WideHash hotKey, out HotEntry entry)
    {
        entry = default;
        if (hot is null) return false;
        bool isHit = hot.TryFind(hotKey, out entry) && entry.Sequence <= Sequence;
        HotKeyGate.Count(isHit);
        hot.LookUps?.Add(isHit);
        return isHit;
    }

    private void Promote(HotKeyIndex? hot, WideHash hotKey, ulong sequence, FrameAddress address) =>
        hot?.TryPromote(hotKey, new HotEntry(sequence, address, default), Parts.HotGeneration);
}
