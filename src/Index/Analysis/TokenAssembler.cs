namespace Feedlog.Indexing.Analysis;

/// <summary>Puts normalised code points together to words and character pairs.</summary>
/// <remarks>
/// Invariants: outside a run nothing is pending. In a word the first <c>_lengthBytes</c> reserved bytes are its term.
/// In a run of pairs the same holds for the current character, and the character before it, if any, is kept in the
/// buffer just before those bytes, so that a pair is one stretch of the buffer and pairs overlap.
/// </remarks>
internal ref struct TokenAssembler
{
    // Two characters make a term.
    private const int CharacterBytesMax = TokenBuffer.TermBytesMax / 2;

    private readonly TokenBuffer _tokens;
    private CodePointKind _run = CodePointKind.Separator;
    private bool _isFull;
    private int _lengthBytes;
    private int _sourceStart;
    private int _sourceLimit;
    private int _beforeLengthBytes;
    private int _beforeSourceStart;
    private int _beforeSourceLimit;
    private bool _hasPair;

    /// <summary>Starts outside any run, adding to a buffer.</summary>
    public TokenAssembler(TokenBuffer tokens) => _tokens = tokens;

    /// <summary>Takes the next code point, which is normalised, and the bytes of the text it came from.</summary>
    public void Take(int codePoint, CodePointKind kind, int sourceStart, int sourceLimit)
    {
        switch (kind)
        {
            case CodePointKind.Ignorable:
                return;
            case CodePointKind.Separator:
                EndRun();
                return;
            case CodePointKind.Mark when _run == CodePointKind.Separator:
                return;
            case CodePointKind.Mark:
                break;
            case CodePointKind.Word when _run == CodePointKind.Word:
                break;
            default:
                Begin(kind, sourceStart, sourceLimit);
                break;
        }

        _sourceStart = Math.Min(_sourceStart, sourceStart);
        _sourceLimit = Math.Max(_sourceLimit, sourceLimit);
        Append(codePoint);
    }

    /// <summary>Ends the run at hand, if any, and adds its last token.</summary>
    public void EndRun()
    {
        if (_run == CodePointKind.Word)
            _tokens.Commit(_lengthBytes, _tokens.Count, _sourceStart, _sourceLimit);
        else if (_run >= CodePointKind.Han)
            EndPairs();
        _run = CodePointKind.Separator;
    }

    private void Begin(CodePointKind kind, int sourceStart, int sourceLimit)
    {
        if (_run == kind)
        {
            AddPair();
            _beforeLengthBytes = _lengthBytes;
            _beforeSourceStart = _sourceStart;
            _beforeSourceLimit = _sourceLimit;
            _tokens.Keep(_lengthBytes);
        }
        else
        {
            EndRun();
            _run = kind;
            _hasPair = false;
            _beforeLengthBytes = 0;
        }

        _isFull = false;
        _lengthBytes = 0;
        _sourceStart = sourceStart;
        _sourceLimit = sourceLimit;
    }

    private void Append(int codePoint)
    {
        if (_isFull)
            return;
        int roomBytes = (_run == CodePointKind.Word ? TokenBuffer.TermBytesMax : CharacterBytesMax) - _lengthBytes;
        Span<byte> target = _tokens.Reserve()[_lengthBytes..];
        if (roomBytes >= Utf8Text.CodePointBytesMax)
        {
            _lengthBytes += Utf8Text.Write(codePoint, target);
            return;
        }

        Span<byte> scratch = stackalloc byte[Utf8Text.CodePointBytesMax];
        ReadOnlySpan<byte> encoded = scratch[..Utf8Text.Write(codePoint, scratch)];
        // Once something was left out, nothing shorter may slip in behind it: the term stays a prefix.
        _isFull = encoded.Length > roomBytes;
        if (_isFull)
            return;
        encoded.CopyTo(target);
        _lengthBytes += encoded.Length;
    }

    /// <summary>Adds the pair of the character before and the current one; nothing for the first of a run.</summary>
    private void AddPair()
    {
        if (_beforeLengthBytes == 0)
            return;
        _tokens.AddToken(
            _tokens.TermBytesUsed - _beforeLengthBytes,
            _beforeLengthBytes + _lengthBytes,
            _tokens.Count,
            Math.Min(_beforeSourceStart, _sourceStart),
            Math.Max(_beforeSourceLimit, _sourceLimit));
        _hasPair = true;
    }

    private void EndPairs()
    {
        AddPair();
        if (_hasPair)
            _tokens.Keep(_lengthBytes);
        else
            _tokens.Commit(_lengthBytes, _tokens.Count, _sourceStart, _sourceLimit);
    }
}
