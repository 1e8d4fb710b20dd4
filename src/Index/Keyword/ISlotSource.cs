namespace Feedlog.Indexing.Keyword;

/// <summary>The slots that a file of words is to cover, in the order of their sequences.</summary>
internal interface ISlotSource
{
    /// <summary>Number of slots, at most <see cref="Format.Indexes.PostingBlockLayout.SlotCountMax"/>.</summary>
    int SlotCount { get; }

    /// <summary>Where sequences go on with a gap: rising, the first with slot 0.</summary>
    IReadOnlyList<Stretch> Stretches { get; }

    /// <summary>Reads a slot.</summary>
    /// <param name="slot">Below <see cref="SlotCount"/>.</param>
    /// <param name="length">The length code of a record, 0 of others.</param>
    /// <param name="timestampMs">The timestamp of a record, 0 of others.</param>
    /// <returns>Whether it is a record.</returns>
    bool Read(int slot, out byte length, out long timestampMs);
}
