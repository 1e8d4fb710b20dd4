namespace Feedlog.Indexing.Keyword;

/// <summary>The slots that a builder has taken, in memory.</summary>
internal sealed class GatheredSlots : ISlotSource
{
    private const byte RecordFlag = 1;

    private readonly List<Stretch> _stretches = [];
    private byte[] _lengths = new byte[1024];
    private byte[] _flags = new byte[1024];
    private long[] _timestamps = new long[1024];
    private ulong _nextSequence;

    /// <inheritdoc/>
    public int SlotCount { get; private set; }

    /// <inheritdoc/>
    public IReadOnlyList<Stretch> Stretches => _stretches;

    /// <summary>Adds a slot.</summary>
    /// <param name="sequence">Above the one before.</param>
    /// <param name="isRecord">Whether it is a record; of others nothing else counts.</param>
    /// <param name="length">The length code.</param>
    /// <param name="timestampMs">The timestamp.</param>
    public void Add(ulong sequence, bool isRecord, byte length, long timestampMs)
    {
        if (SlotCount == 0 || sequence != _nextSequence)
        {
            if (SlotCount > 0) ArgumentOutOfRangeException.ThrowIfLessThan(sequence, _nextSequence);
            _stretches.Add(new Stretch(sequence, SlotCount));
        }

        if (SlotCount == _lengths.Length)
        {
            Array.Resize(ref _lengths, 2 * SlotCount);
            Array.Resize(ref _flags, 2 * SlotCount);
            Array.Resize(ref _timestamps, 2 * SlotCount);
        }

        _nextSequence = sequence + 1;
        _flags[SlotCount] = isRecord ? RecordFlag : (byte)0;
        _lengths[SlotCount] = isRecord ? length : (byte)0;
        _timestamps[SlotCount++] = isRecord ? timestampMs : 0;
    }

    /// <inheritdoc/>
    public bool Read(int slot, out byte length, out long timestampMs)
    {
        length = _lengths[slot];
        timestampMs = _timestamps[slot];
        return _flags[slot] == RecordFlag;
    }

    /// <summary>Forgets all slots and keeps the memory.</summary>
    public void Clear()
    {
        _stretches.Clear();
        SlotCount = 0;
    }
}
