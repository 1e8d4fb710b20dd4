using System.Buffers.Binary;
using Feedlog.Format.Indexes;

namespace Feedlog.Fsck.Words;

/// <summary>Goes through the entries of a page of terms: FORMAT.md section 7.10. The caller takes the value of each.
/// </summary>
internal ref struct TermPageReader
{
    private const int RestartCountAt = IndexPageLayout.PayloadBytes - 2;
    private const int LevelAt = RestartCountAt - 2;
    private const int RestartInterval = 16;

    private readonly ReadOnlySpan<byte> _page;
    private readonly Span<byte> _term;
    private readonly int _restartCount;
    private readonly int _limit;
    private int _at;
    private int _termBytes;
    private int _entryCount;

    /// <summary>Stands before the first entry.</summary>
    /// <param name="page">The payload.</param>
    /// <param name="term">Room for a term.</param>
    public TermPageReader(ReadOnlySpan<byte> page, Span<byte> term)
    {
        _page = page;
        _term = term;
        _restartCount = BinaryPrimitives.ReadUInt16LittleEndian(page[RestartCountAt..]);
        _limit = LevelAt - 2 * _restartCount;
        Level = BinaryPrimitives.ReadUInt16LittleEndian(page[LevelAt..]);
    }

    /// <summary>0 for terms, above for what leads to the level below.</summary>
    public int Level { get; }

    /// <summary>The current term.</summary>
    public readonly ReadOnlySpan<byte> Term => _term[.._termBytes];

    /// <summary>What is wrong; empty if nothing is.</summary>
    public string Fault { get; private set; } = "";

    /// <summary>Moves to the next entry; false behind the last, or if it is wrong.</summary>
    public bool MoveNext()
    {
        if (Fault.Length > 0) return false;
        bool isEnd = _limit < 0 || _at >= _limit || _page[_at] == 0;
        if (isEnd)
        {
            int restarts = (_entryCount + RestartInterval - 1) / RestartInterval;
            if (_entryCount == 0 || restarts != _restartCount) Fault = "its restarts are not those of its entries";
            return false;
        }

        bool isRestart = _entryCount % RestartInterval == 0;
        int restartAt = LevelAt - 2 * (_entryCount / RestartInterval + 1);
        if (isRestart && (restartAt < _limit || BinaryPrimitives.ReadUInt16LittleEndian(_page[restartAt..]) != _at))
            return Fail("a restart is not where it is said to be");
        Span<byte> before = stackalloc byte[PostingBlockLayout.TermBytesMax];
        int beforeBytes = _termBytes;
        Term.CopyTo(before);
        int head = _page[_at++];
        if (!TryTakeLength(head >> 4, out long dropped) || !TryTakeLength(head & 15, out long added) ||
            dropped > _termBytes || (isRestart && dropped != _termBytes) || added == 0 ||
            _termBytes - dropped + added > PostingBlockLayout.TermBytesMax || _at + added > _limit)
            return Fail("an entry does not fit");
        _termBytes -= (int)dropped;
        _page.Slice(_at, (int)added).CopyTo(_term[_termBytes..]);
        _termBytes += (int)added;
        _at += (int)added;
        _entryCount++;
        return beforeBytes == 0 || Term.SequenceCompareTo(before[..beforeBytes]) > 0 || Fail("a term is out of order");
    }

    /// <summary>Takes a number of the value of the current entry.</summary>
    public bool TryTake(out ulong value)
    {
        value = 0;
        for (int shift = 0; _at < _limit && shift < 63; shift += 7)
        {
            byte next = _page[_at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return true;
        }

        return Fail("a number is cut");
    }

    private bool TryTakeLength(int head, out long length)
    {
        length = head;
        if (head < 15) return true;
        bool isRead = TryTake(out ulong above);
        length += (long)Math.Min(above, PostingBlockLayout.TermBytesMax);
        return isRead;
    }

    private bool Fail(string fault)
    {
        if (Fault.Length == 0) Fault = fault;
        return false;
    }
}
