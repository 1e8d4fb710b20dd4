using Feedlog.Format;
using Feedlog.Format.Frames;

namespace Feedlog.Write;

/// <summary>
/// Drafts that stand or fall together, as entries of a block: behind each record come those of its vectors that it does
/// not carry itself. Made and encoded by one thread.
/// </summary>
internal sealed class DraftUnit
{
    private readonly RecordDraft[] _drafts;
    private readonly DraftMeasure[] _measures;
    private readonly AppendEntry[] _entries;

    /// <summary>Checks and measures a draft.</summary>
    public delegate DraftMeasure Measurer(in RecordDraft draft);

    /// <summary>Makes the entry of a record, as if it were alone.</summary>
    public delegate AppendEntry EntryMaker(in RecordDraft draft, in DraftMeasure measure);

    /// <summary>Measures drafts.</summary>
    /// <param name="drafts">At least one; a copy is kept, as a list may change meanwhile.</param>
    /// <param name="measure">Measures one.</param>
    /// <param name="entryOf">Makes the entry of one.</param>
    /// <exception cref="FeedlogException">InvalidRecord or TooLarge.</exception>
    public DraftUnit(IReadOnlyList<RecordDraft> drafts, Measurer measure, EntryMaker entryOf)
    {
        _drafts = [.. drafts];
        _measures = new DraftMeasure[_drafts.Length];
        _entries = new AppendEntry[CountEntries(_drafts)];
        long totalBytes = 0;
        int at = 0;
        for (int i = 0; i < _drafts.Length; i++)
        {
            _measures[i] = measure(_drafts[i]);
            ref AppendEntry record = ref _entries[at++];
            record = entryOf(_drafts[i], _measures[i]);
            record.UnitLength = 0;
            record.UnitIndex = i;
            Place(ref record, ref totalBytes);
            for (int j = 1; j < _drafts[i].Vectors?.Count; j++)
            {
                ref AppendEntry vector = ref _entries[at++];
                vector = new AppendEntry
                {
                    LengthBytes = VectorEncoder.FrameBytes(_drafts[i].Vectors![j]), // Counted just now.
                    UnitIndex = -1,
                    Conditions = AppendConditions.HasVector | AppendConditions.OfRecordBefore,
                    Durability = record.Durability,
                    ExpiresAtMs = long.MaxValue,
                    Ticket = record.Ticket,
                };
                Place(ref vector, ref totalBytes);
            }
        }

        if (_entries.Length > FormatLimits.GroupFramesMax || totalBytes > FormatLimits.GroupBytesMax)
            throw Throw.TooLarge(_entries.Length, totalBytes);
        _entries[0].UnitLength = _entries.Length;
        LengthBytes = (int)totalBytes;
    }

    /// <summary>The entries, with offsets from the start of the unit.</summary>
    public ReadOnlySpan<AppendEntry> Entries => _entries;

    /// <summary>The bytes of all frames.</summary>
    public int LengthBytes { get; }

    /// <summary>Encodes all frames into a reservation and gives it to the writer, whatever happens.</summary>
    public void EncodeInto(in Reservation place)
    {
        Span<byte> bytes = place.Bytes;
        try
        {
            int entry = 0;
            for (int i = 0; i < _drafts.Length; i++)
            {
                RecordEncoder.Encode(_drafts[i], _measures[i], FrameOf(bytes, entry++));
                for (int j = 1; j < _drafts[i].Vectors?.Count; j++)
                {
                    // As many as were measured.
                    VectorEncoder.Encode(
                        _drafts[i].Vectors![j], default, _measures[i].TimestampMs, FrameOf(bytes, entry++));
                }
            }
        }
        catch
        {
            foreach (AppendEntry entry in _entries)
                RecordEncoder.Void(bytes.Slice(entry.OffsetBytes, FrameLayout.HeaderBytes));
            throw;
        }
        finally
        {
            place.Block.MarkReady(_entries.Length);
        }
    }

    private Span<byte> FrameOf(Span<byte> bytes, int entry) =>
        bytes.Slice(_entries[entry].OffsetBytes, _entries[entry].LengthBytes);

    private static int CountEntries(RecordDraft[] drafts)
    {
        int count = drafts.Length;
        foreach (ref readonly RecordDraft draft in drafts.AsSpan())
            if (draft.Vectors is { Count: > 1 } vectors) count += vectors.Count - 1;
        return count;
    }

    private static void Place(ref AppendEntry entry, ref long totalBytes)
    {
        entry.OffsetBytes = (int)Math.Min(totalBytes, int.MaxValue);
        totalBytes += entry.LengthBytes;
    }
}
