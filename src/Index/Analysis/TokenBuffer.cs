using System.Diagnostics;

namespace Feedlog.Indexing.Analysis;

/// <summary>The tokens of one text: terms as UTF-8, their positions, and the bytes of the text they stand
/// for.</summary>
/// <remarks>
/// Made to be used again: it grows to the largest text it has seen and allocates nothing after that. Terms may share
/// bytes (character pairs overlap). For one thread at a time. Spans it gives out hold until it is next changed.
/// </remarks>
public sealed class TokenBuffer
{
    /// <summary>The longest term, in bytes of UTF-8; the rest of a longer one is cut off between
    /// characters.</summary>
    /// <remarks>Text and query are cut alike, so what is longer is still found, together with what it begins
    /// like.</remarks>
    public const int TermBytesMax = 128;

    private const int TermBytesAtFirst = 256;
    private const int TokensAtFirst = 16;

    private byte[] _termBytes = new byte[TermBytesAtFirst];
    private Token[] _tokens = new Token[TokensAtFirst];
    private int _termBytesUsed;
    private int _count;
    private EnglishStemCache? _stemCache;
    private NormalizationWindow? _window;

    /// <summary>The number of tokens.</summary>
    public int Count => _count;

    /// <summary>How many bytes of the buffer are kept, by terms or between them.</summary>
    internal int TermBytesUsed => _termBytesUsed;

    /// <summary>Where one code point and the marks after it are brought into canonical order.</summary>
    internal NormalizationWindow Window => _window ??= new NormalizationWindow();

    /// <summary>Removes all tokens and keeps the memory.</summary>
    public void Clear()
    {
        _termBytesUsed = 0;
        _count = 0;
    }

    /// <summary>The term of a token, as UTF-8; 1 to <see cref="TermBytesMax"/> bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such token.</exception>
    public ReadOnlySpan<byte> Term(int index)
    {
        ref readonly Token token = ref TokenAt(index);
        return _termBytes.AsSpan(token.TermOffset, token.TermLengthBytes);
    }

    /// <summary>The place of a token in the order of the text, from 0; tokens that stand together differ by
    /// 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such token.</exception>
    public int Position(int index) => TokenAt(index).Position;

    /// <summary>The bytes of the analysed text that a token was made of.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such token.</exception>
    public ByteRange SourceRange(int index)
    {
        ref readonly Token token = ref TokenAt(index);
        return new ByteRange(token.SourceStart, token.SourceLimit);
    }

    /// <summary>Adds a token at the end; a term longer than <see cref="TermBytesMax"/> is cut between
    /// characters.</summary>
    /// <param name="term">The term, UTF-8, not empty.</param>
    /// <param name="position">Its place in the order of the text; not below the one before.</param>
    /// <param name="source">The bytes of the text that it stands for.</param>
    /// <exception cref="ArgumentException">The term is empty, the position goes back, or the range is not
    /// one.</exception>
    public void Add(ReadOnlySpan<byte> term, int position, ByteRange source)
    {
        if (term.IsEmpty)
            throw new ArgumentException("A term has at least one byte.", nameof(term));
        ArgumentOutOfRangeException.ThrowIfLessThan(position, _count == 0 ? 0 : _tokens[_count - 1].Position);
        ArgumentOutOfRangeException.ThrowIfNegative(source.Start, nameof(source));
        ArgumentOutOfRangeException.ThrowIfLessThan(source.Limit, source.Start, nameof(source));
        int lengthBytes = Math.Min(term.Length, TermBytesMax);
        // Bytes 10xxxxxx continue a character; the cut goes before the character that does not fit.
        while (lengthBytes < term.Length && lengthBytes > 1 && (term[lengthBytes] & 0xC0) == 0x80)
            lengthBytes--;
        term[..lengthBytes].CopyTo(Reserve());
        Commit(lengthBytes, position, source.Start, source.Limit);
    }

    /// <summary>The free bytes behind the last term: at least <see cref="TermBytesMax"/> of them.</summary>
    internal Span<byte> Reserve()
    {
        if (_termBytes.Length - _termBytesUsed < TermBytesMax)
            GrowTermBytes();
        return _termBytes.AsSpan(_termBytesUsed);
    }

    /// <summary>Makes the first bytes of what was reserved the term of a new token.</summary>
    internal void Commit(int lengthBytes, int position, int sourceStart, int sourceLimit)
    {
        AddToken(_termBytesUsed, lengthBytes, position, sourceStart, sourceLimit);
        _termBytesUsed += lengthBytes;
    }

    /// <summary>Takes the first bytes of what was reserved without making a token of them.</summary>
    /// <returns>The offset of the first of them, for <see cref="AddToken"/>.</returns>
    internal int Keep(int lengthBytes)
    {
        Debug.Assert(lengthBytes <= _termBytes.Length - _termBytesUsed);
        int offset = _termBytesUsed;
        _termBytesUsed += lengthBytes;
        return offset;
    }

    /// <summary>Remembers how far the buffer is filled.</summary>
    internal Mark TakeMark() => new(_count, _termBytesUsed);

    /// <summary>Drops what was added since a mark was taken.</summary>
    internal void ReturnTo(Mark mark)
    {
        _count = mark.Count;
        _termBytesUsed = mark.TermBytesUsed;
    }

    /// <summary>Adds a token whose term is already among the kept bytes.</summary>
    internal void AddToken(int termOffset, int termLengthBytes, int position, int sourceStart, int sourceLimit)
    {
        Debug.Assert(termLengthBytes is > 0 and <= TermBytesMax);
        if (_count == _tokens.Length)
            Array.Resize(ref _tokens, GrownLength(_tokens.Length));
        _tokens[_count++] = new Token(termOffset, termLengthBytes, position, sourceStart, sourceLimit);
    }

    /// <summary>Brings all terms to their English stems.</summary>
    internal void StemEnglish()
    {
        _stemCache ??= new EnglishStemCache();
        Span<Token> tokens = _tokens.AsSpan(0, _count);
        Span<byte> bytes = _termBytes;
        for (int i = 0; i < tokens.Length; i++)
        {
            ref Token token = ref tokens[i];
            // What ends in another script or a digit has no English ending; nothing else shares its bytes.
            Span<byte> term = bytes.Slice(token.TermOffset, token.TermLengthBytes);
            if (term[^1] is < (byte)'a' or > (byte)'z') continue;
            int lengthBytes = _stemCache.Stem(term);
            if (lengthBytes != term.Length) token = token with { TermLengthBytes = lengthBytes };
        }
    }

    /// <summary>Adds the tokens that <c>standard</c> finds in a stretch of the text.</summary>
    /// <param name="utf8">The stretch.</param>
    /// <param name="position">The position of its first token.</param>
    /// <param name="offset">Where it begins in the text.</param>
    /// <returns>The position of what follows.</returns>
    internal int AppendStandard(ReadOnlySpan<byte> utf8, int position, int offset)
    {
        int first = _count;
        StandardAnalyzer.Append(utf8, this);
        foreach (ref Token token in _tokens.AsSpan(first, _count - first))
        {
            token = token with
            {
                Position = token.Position - first + position,
                SourceStart = token.SourceStart + offset,
                SourceLimit = token.SourceLimit + offset,
            };
        }

        return position + _count - first;
    }

    private static int GrownLength(int length) => (int)Math.Min(2L * length, Array.MaxLength);

    private void GrowTermBytes() => Array.Resize(ref _termBytes, GrownLength(_termBytes.Length));

    private ref readonly Token TokenAt(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)_count, nameof(index));
        return ref _tokens[index];
    }

    /// <summary>How far a buffer is filled.</summary>
    internal readonly record struct Mark(int Count, int TermBytesUsed);

    private readonly record struct Token(
        int TermOffset, int TermLengthBytes, int Position, int SourceStart, int SourceLimit);
}
