using System.Buffers.Binary;
using Feedlog.Format.Frames;
using Feedlog.Format.Indexes;

namespace Feedlog.Fsck.Indexes;

/// <summary>The entries of one kind of a run, in the order of their section. One thread at a time.</summary>
internal sealed class EntryStream : IDisposable
{
    private readonly EntryKind _kind;
    private readonly SectionStream? _section;
    private readonly PackedStream? _packed;
    private readonly SectionStream? _extents;
    private readonly SlotMap? _slots;
    private ulong _segment;
    private ulong _nextSequence;
    private ulong _slotsLeft;

    /// <summary>Stands before the first entry.</summary>
    /// <param name="context">The run.</param>
    /// <param name="file">The index file.</param>
    /// <param name="kind">Which entries.</param>
    public EntryStream(CheckContext context, IndexFileInPlace file, EntryKind kind)
    {
        _kind = kind;
        if (kind is EntryKind.Time or EntryKind.Group or EntryKind.Expiry)
            _packed = new PackedStream(context, file, kind.Section());
        else _section = new SectionStream(context, file, kind.Section());
        if (kind == EntryKind.Slot) _extents = new SectionStream(context, file, IndexSectionType.Extents);
        if (kind is EntryKind.Id or EntryKind.Key) _slots = SlotMap.Read(context, [file]);
    }

    /// <summary>The current entry.</summary>
    public IndexEntry Current { get; private set; }

    /// <summary>Where it stands.</summary>
    public IEntryPlace Place => _section is null ? Packed! : _section;

    /// <summary>The section in which it stands, if that is packed.</summary>
    public PackedStream? Packed => _packed;

    /// <summary>Moves to the next entry; false behind the last.</summary>
    public bool MoveNext()
    {
        if (_section is null)
        {
            // One of both is there.
            bool isThere = _packed!.MoveNext();
            Current = _packed.Current;
            return isThere;
        }

        if (!_section.MoveNext()) return false;
        Current = _kind == EntryKind.Slot
            ? ReadSlot(BinaryPrimitives.ReadUInt32LittleEndian(_section.Entry))
            : ReadTag(_section.Entry);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _section?.Dispose();
        _packed?.Dispose();
        _extents?.Dispose();
    }

    // The extents say which sequence a slot has; one beyond all of them has none.
    private IndexEntry ReadTag(ReadOnlySpan<byte> entry)
    {
        uint slot = BinaryPrimitives.ReadUInt32LittleEndian(entry[TagEntryLayout.Slot..]);
        if (_kind == EntryKind.Key) slot = ~slot;
        return new IndexEntry(
            BinaryPrimitives.ReadUInt32LittleEndian(entry[TagEntryLayout.Tag..]),
            _slots!.SequenceOf(slot)); // There is one for ids and keys.
    }

    // The extents say which sequence and segment the next slots belong to; slots beyond all extents have neither.
    private IndexEntry ReadSlot(uint slot)
    {
        while (_slotsLeft == 0 && _extents!.MoveNext()) // There is one for slots.
        {
            _segment = BinaryPrimitives.ReadUInt64LittleEndian(_extents.Entry[ExtentLayout.Segment..]);
            _nextSequence = BinaryPrimitives.ReadUInt64LittleEndian(_extents.Entry[ExtentLayout.FirstSequence..]);
            _slotsLeft = BinaryPrimitives.ReadUInt64LittleEndian(_extents.Entry[ExtentLayout.SlotCount..]);
        }

        ulong sequence = _slotsLeft == 0 ? 0 : _nextSequence++;
        if (_slotsLeft > 0) _slotsLeft--;
        long offsetBytes = (long)(slot & SlotEntryLayout.OffsetMask) * FrameLayout.AlignmentBytes;
        return new IndexEntry(
            sequence, FrameAddress.At(_segment, offsetBytes).Packed, slot / SlotEntryLayout.NotRecordBit);
    }
}
