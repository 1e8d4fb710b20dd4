using Feedlog.Format.Indexes;

namespace Feedlog.Indexing.Keyword;

/// <summary>The slots of several parts as those of one. One thread.</summary>
internal sealed class MergedSlots : ISlotSource
{
    private readonly IReadOnlyList<KeywordPart> _parts;
    private readonly int[] _bases;
    private readonly List<Stretch> _stretches = [];
    private int _part;
    private int _chunkIndex = -1;
    private WordChunk _chunk;

    /// <summary>Joins parts.</summary>
    /// <param name="oldestFirst">The parts, in the order of their sequences.</param>
    /// <exception cref="ArgumentException">They are not in order, or more than fit a file.</exception>
    public MergedSlots(IReadOnlyList<KeywordPart> oldestFirst)
    {
        _parts = oldestFirst;
        _bases = new int[oldestFirst.Count];
        ulong nextSequence = 0;
        for (int i = 0; i < oldestFirst.Count; i++)
        {
            _bases[i] = SlotCount;
            KeywordPart part = oldestFirst[i];
            foreach (Stretch stretch in part.Stretches)
            {
                ulong first = stretch.FirstSequence;
                if (first < nextSequence) throw new ArgumentException("The parts are not in order.");
                bool goesOn = stretch.FirstSlot == 0 && _stretches.Count > 0 && first == nextSequence;
                if (!goesOn) _stretches.Add(new Stretch(first, SlotCount + stretch.FirstSlot));
            }

            if (part.SlotCount > PostingBlockLayout.SlotCountMax - SlotCount)
                throw new ArgumentException("More slots than fit a file.");
            SlotCount += part.SlotCount;
            if (part.SlotCount > 0) nextSequence = part.SequenceOf(part.SlotCount - 1) + 1;
        }
    }

    /// <inheritdoc/>
    public int SlotCount { get; }

    /// <inheritdoc/>
    public IReadOnlyList<Stretch> Stretches => _stretches;

    /// <summary>The slot that the first one of a part becomes.</summary>
    public int BaseOf(int part) => _bases[part];

    /// <inheritdoc/>
    public bool Read(int slot, out byte length, out long timestampMs)
    {
        if (slot < _bases[_part]) MoveTo(0);
        while (slot - _bases[_part] >= _parts[_part].SlotCount) MoveTo(_part + 1);
        KeywordPart part = _parts[_part];
        int own = slot - _bases[_part];
        if (own / WordChunkLayout.SlotCount != _chunkIndex)
        {
            _chunkIndex = own / WordChunkLayout.SlotCount;
            _chunk = part.Chunk(_chunkIndex);
        }

        bool isRecord = (_chunk.Records >> (own % WordChunkLayout.SlotCount) & 1) != 0;
        length = isRecord ? part.Lengths[own] : (byte)0;
        timestampMs = isRecord ? part.TimestampMs(_chunk, own) : 0;
        return isRecord;
    }

    private void MoveTo(int part)
    {
        _part = part;
        _chunkIndex = -1;
    }
}
