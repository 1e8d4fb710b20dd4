using System.Buffers.Binary;
using Feedlog.Format.Indexes;

namespace Feedlog.Indexing.Keyword;

/// <summary>Fills a page with rising terms and a value for each. FORMAT.md section 7.10.</summary>
internal sealed class TermPageWriter(int level)
{
    private readonly byte[] _page = new byte[IndexPageLayout.PayloadBytes];
    private readonly byte[] _last = new byte[PostingBlockLayout.TermBytesMax];
    private readonly byte[] _first = new byte[PostingBlockLayout.TermBytesMax];
    private int _lastBytes;
    private int _firstBytes;
    private int _usedBytes;
    private int _count;
    private int _restartCount;

    /// <summary>Number of terms in the page.</summary>
    public int Count => _count;

    /// <summary>The first term of the page.</summary>
    public ReadOnlySpan<byte> FirstTerm => _first.AsSpan(0, _firstBytes);

    /// <summary>Adds a term.</summary>
    /// <param name="term">Above the one before.</param>
    /// <param name="value">What is known of it.</param>
    /// <returns>False if it does not fit.</returns>
    public bool TryAdd(ReadOnlySpan<byte> term, ReadOnlySpan<byte> value)
    {
        bool isRestart = _count % TermPageLayout.RestartInterval == 0;
        int shared = isRestart ? 0 : term.CommonPrefixLength(_last.AsSpan(0, _lastBytes));
        int dropped = _lastBytes - shared;
        int added = term.Length - shared;
        Span<byte> lengths = stackalloc byte[1 + 2 * Varint.BytesMax];
        lengths[0] = (byte)(Math.Min(dropped, TermPageLayout.HeadMax) << TermPageLayout.HeadBits |
            Math.Min(added, TermPageLayout.HeadMax));
        int lengthsBytes = 1;
        if (dropped >= TermPageLayout.HeadMax)
            lengthsBytes += Varint.Write(lengths[lengthsBytes..], (ulong)(dropped - TermPageLayout.HeadMax));
        if (added >= TermPageLayout.HeadMax)
            lengthsBytes += Varint.Write(lengths[lengthsBytes..], (ulong)(added - TermPageLayout.HeadMax));
        int entryBytes = lengthsBytes + added + value.Length;
        int directoryBytes = (_restartCount + (isRestart ? 1 : 0)) * sizeof(ushort);
        if (_usedBytes + entryBytes > TermPageLayout.Level - directoryBytes) return false;

        if (isRestart) WriteRestart();
        lengths[..lengthsBytes].CopyTo(_page.AsSpan(_usedBytes));
        term[shared..].CopyTo(_page.AsSpan(_usedBytes + lengthsBytes));
        value.CopyTo(_page.AsSpan(_usedBytes + entryBytes - value.Length));
        _usedBytes += entryBytes;
        term.CopyTo(_last);
        _lastBytes = term.Length;
        if (_count++ == 0)
        {
            term.CopyTo(_first);
            _firstBytes = term.Length;
        }

        return true;
    }

    /// <summary>Copies the page and begins an empty one.</summary>
    public void Take(Span<byte> target)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(_page.AsSpan(TermPageLayout.Level), (ushort)level);
        BinaryPrimitives.WriteUInt16LittleEndian(_page.AsSpan(TermPageLayout.RestartCount), (ushort)_restartCount);
        _page.CopyTo(target);
        Array.Clear(_page);
        _usedBytes = 0;
        _lastBytes = 0;
        _count = 0;
        _restartCount = 0;
    }

    private void WriteRestart()
    {
        int at = TermPageLayout.FirstRestart - _restartCount++ * sizeof(ushort);
        BinaryPrimitives.WriteUInt16LittleEndian(_page.AsSpan(at), (ushort)_usedBytes);
    }
}
