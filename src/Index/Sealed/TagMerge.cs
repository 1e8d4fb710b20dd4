using System.Buffers.Binary;
using Feedlog.Format.Indexes;

namespace Feedlog.Indexing.Sealed;

/// <summary>
/// Makes one section of tags with slots of those of several runs, with its directory and its filter: entries are merged
/// as the numbers that they are, after the slots of a run were moved behind those of the runs before it. One thread.
/// </summary>
internal sealed class TagMerge
{
    // How many entries go by between two looks at the token.
    private const long LookMask = 0xFFF;

    private readonly List<Input> _inputs = [];
    private readonly IndexSectionType _type;
    private readonly CancellationToken _token;
    private readonly long _entryCount;

    private TagMerge(IReadOnlyList<RunReader> oldestFirst, IndexSectionType type, CancellationToken token)
    {
        _type = type;
        _token = token;
        long slotsBefore = 0;
        foreach (RunReader run in oldestFirst)
        {
            if (run.File.TryGetSection(type, out IndexSection section))
            {
                _inputs.Add(new Input(run, section, (uint)slotsBefore, type == IndexSectionType.Keys));
                _entryCount += section.EntryCount;
            }

            slotsBefore += run.SlotCount;
        }
    }

    /// <summary>Writes the section, its directory and its filter; none if it would have no entries.</summary>
    /// <param name="oldestFirst">The runs, in the order of their stretches.</param>
    /// <param name="type">The section: Ids or Keys.</param>
    /// <param name="writer">Where.</param>
    /// <param name="windowBlocks">How many blocks of the filter are made at a time.</param>
    /// <param name="token">Ends it.</param>
    /// <exception cref="IndexDamageException">An input is damaged.</exception>
    /// <exception cref="OperationCanceledException">The token says so.</exception>
    public static void Write(
        IReadOnlyList<RunReader> oldestFirst, IndexSectionType type, IndexFileWriter writer, int windowBlocks,
        CancellationToken token)
    {
        TagMerge merge = new(oldestFirst, type, token);
        if (merge._entryCount == 0) return;
        merge.WriteEntries(writer);
        FilterWindow.Write(writer, type + 2, merge._entryCount, merge.AddAll, windowBlocks);
    }

    private void WriteEntries(IndexFileWriter writer)
    {
        HashDirectory directory = new(_entryCount);
        writer.BeginSection(_type, TagEntryLayout.EntryBytes);
        List<Input> open = [.. _inputs.Where(input => input.TryBegin())];
        for (long count = 0; open.Count > 0; count++)
        {
            if ((count & LookMask) == 0) _token.ThrowIfCancellationRequested();
            Input least = open[0];
            for (int i = 1; i < open.Count; i++)
            {
                if (open[i].Current < least.Current) least = open[i];
            }

            directory.Take(least.Current);
            BinaryPrimitives.WriteUInt64LittleEndian(writer.Add(), least.Current);
            if (!least.TryMoveNext()) open.Remove(least);
        }

        directory.Write(writer, _type + 1);
    }

    // Tags rise with the blocks of the filter, so each stretch of it needs a stretch of each input only.
    private void AddAll(FilterWindow window)
    {
        foreach (Input input in _inputs)
        {
            _token.ThrowIfCancellationRequested();
            input.AddTo(window);
        }
    }

    /// <summary>The section in one run, a copy of a page at a time: what lies in a page costs no look into the file.
    /// </summary>
    private sealed class Input(RunReader run, IndexSection section, uint slotsBefore, bool areKeys)
    {
        private readonly byte[] _page = new byte[IndexPageLayout.PayloadBytes];
        private long _next;
        private int _atBytes;
        private int _limitBytes;
        private ulong _last;

        // Where the stretch of the filter begins that is made next.
        private long _filterNext;

        /// <summary>The entry, with the slot that it has in the merge.</summary>
        public ulong Current { get; private set; }

        /// <summary>Goes to the first entry; false if there is none.</summary>
        public bool TryBegin() => TryMoveNext();

        /// <summary>Goes to the next entry; false at the end.</summary>
        public bool TryMoveNext()
        {
            if (_atBytes == _limitBytes)
            {
                if (_next == section.EntryCount) return false;
                ReadOnlySpan<byte> entries = run.File.Entries(section, _next);
                entries.CopyTo(_page);
                _limitBytes = entries.Length;
                _atBytes = 0;
            }

            ulong entry = BinaryPrimitives.ReadUInt64LittleEndian(_page.AsSpan(_atBytes));
            // Merging what is not sound would spread the damage into a file that looks so.
            uint slot = areKeys ? TaggedSlot.SlotOfKey(entry) : TaggedSlot.SlotOfId(entry);
            if (slot >= run.SlotCount || (_next > 0 && entry <= _last)) throw run.File.Contradiction(section);
            uint tag = TaggedSlot.Tag(entry);
            Current = areKeys ? TaggedSlot.OfKey(tag, slot + slotsBefore) : TaggedSlot.OfId(tag, slot + slotsBefore);
            _last = entry;
            _next++;
            _atBytes += TagEntryLayout.EntryBytes;
            return true;
        }

        /// <summary>Adds the tags of a stretch of the filter; stretches come in rising order.</summary>
        public void AddTo(FilterWindow window)
        {
            while (_filterNext < section.EntryCount)
            {
                ReadOnlySpan<byte> entries = run.File.Entries(section, _filterNext);
                for (; entries.Length > 0; entries = entries[TagEntryLayout.EntryBytes..], _filterNext++)
                {
                    uint tag = TaggedSlot.Tag(BinaryPrimitives.ReadUInt64LittleEndian(entries));
                    if (window.Add(TaggedSlot.FilterHash(tag)) >= window.LimitBlock) return;
                }
            }
        }
    }
}
