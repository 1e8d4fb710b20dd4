namespace Feedlog.Indexing.Analysis;

/// <summary>The analyzer <c>standard</c>: words by Unicode letters and digits, and character pairs where there are no
/// blanks.</summary>
/// <remarks>
/// <list type="bullet">
/// <item>Text is brought to normalisation form KC and fully case-folded (as Unicode's NFKC_Casefold, with canonical
/// order restored first): sharp s is <c>ss</c>, both small sigmas are one, composed and decomposed forms are one, and
/// soft hyphens, joiners and variation selectors count as absent.</item>
/// <item>A token is a run of letters and numbers with the combining marks that follow them; marks without a base are
/// dropped.</item>
/// <item>Apostrophes separate, also U+02BB and U+02BC that are letters to Unicode: <c>l'homme</c> is found by
/// <c>homme</c>, <c>Newton's</c> by <c>Newton</c>, however the apostrophe was typed. (Joining them instead moved
/// nDCG@10 by less than .002 on XQuAD-en, SciFact and Cranfield, and cost .005 on the dialogues of LoCoMo.)</item>
/// <item>Han, Hiragana and Katakana together, and Thai, Lao, Khmer and Myanmar each, give overlapping pairs of
/// characters (a letter with its marks); a run of one character gives that character. Their decimal digits and all
/// Hangul are words.</item>
/// <item>A term is at most <see cref="TokenBuffer.TermBytesMax"/> bytes, half of it for each character of a pair;
/// what is longer is cut between code points.</item>
/// <item>Bytes that are not UTF-8 separate tokens.</item>
/// </list>
/// </remarks>
public sealed class StandardAnalyzer : Analyzer
{
    /// <summary>The name that a store records for this analyzer.</summary>
    public const string AnalyzerName = "standard";

    // What the lookup below answers for a byte that begins no token, and for one that is not ASCII.
    private const byte AsciiSeparator = 0;
    private const byte NotAscii = 1;

    private static readonly byte[] s_asciiFolds = AsciiFolds();

    /// <inheritdoc/>
    public override string Name => AnalyzerName;

    /// <inheritdoc/>
    public override void Analyze(ReadOnlySpan<byte> utf8, TokenBuffer tokens)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        tokens.Clear();
        Append(utf8, tokens);
    }

    /// <inheritdoc/>
    public override bool MayHavePair(ReadOnlySpan<byte> utf8, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second) =>
        Math.Max(first.Length, second.Length) >= TokenBuffer.TermBytesMax || AsciiPair.MayHave(utf8, first, second);

    /// <summary>Adds the tokens of a text to those that are there; positions and ranges are counted as if it stood
    /// alone, positions from the number of tokens on.</summary>
    internal static void Append(ReadOnlySpan<byte> utf8, TokenBuffer tokens)
    {
        int offset = 0;
        while (offset < utf8.Length)
        {
            offset = AsciiBlocks.Analyze(utf8, offset, tokens);
            offset = AnalyzeAscii(utf8, offset, tokens);
            if (offset < utf8.Length)
                offset = AnalyzeRuns(utf8, offset, tokens);
        }
    }

    /// <summary>Adds the tokens that are wholly ASCII.</summary>
    /// <returns>The start of the first token that is not: an ASCII letter may get a mark from what follows
    /// it.</returns>
    private static int AnalyzeAscii(ReadOnlySpan<byte> utf8, int offset, TokenBuffer tokens)
    {
        ReadOnlySpan<byte> folds = s_asciiFolds;
        while (offset < utf8.Length)
        {
            byte fold = folds[utf8[offset]];
            if (fold == AsciiSeparator)
            {
                offset++;
                continue;
            }

            int start = offset;
            int lengthBytes = 0;
            Span<byte> term = tokens.Reserve();
            while (fold > NotAscii)
            {
                if (lengthBytes < TokenBuffer.TermBytesMax)
                    term[lengthBytes++] = fold;
                offset++;
                fold = offset < utf8.Length ? folds[utf8[offset]] : AsciiSeparator;
            }

            if (fold == NotAscii)
                return start;
            tokens.Commit(lengthBytes, tokens.Count, start, offset);
        }

        return offset;
    }

    /// <summary>Adds the tokens up to the first plain separator.</summary>
    /// <returns>The offset just past that separator.</returns>
    private static int AnalyzeRuns(ReadOnlySpan<byte> utf8, int offset, TokenBuffer tokens)
    {
        while (offset < utf8.Length)
        {
            int limit = offset;
            int codePoint = Utf8Text.Read(utf8, ref limit);
            uint entry = codePoint < 0 ? 0 : UnicodeTable.Lookup(codePoint);
            CodePointKind kind = UnicodeTable.Kind(entry);
            bool isPlain = UnicodeTable.Form(entry) <= CodePointForm.Single
                && kind is not (CodePointKind.Ignorable or CodePointKind.Mark);
            if (!isPlain)
                return AnalyzeAnyRuns(utf8, offset, tokens);
            if (kind == CodePointKind.Separator)
                return limit;
            bool isDone = kind == CodePointKind.Word
                ? TryAnalyzeWord(utf8, ref offset, tokens)
                : TryAnalyzePairs(utf8, kind, ref offset, tokens);
            if (!isDone)
                return AnalyzeAnyRuns(utf8, offset, tokens);
        }

        return offset;
    }

    /// <summary>Adds a word all of whose code points, marks included, stand for one stable code point each.</summary>
    /// <returns>False, with nothing added or moved, when the run holds anything else.</returns>
    private static bool TryAnalyzeWord(ReadOnlySpan<byte> utf8, ref int offset, TokenBuffer tokens)
    {
        Span<byte> term = tokens.Reserve();
        int lengthBytes = 0;
        int limit = offset;
        while (limit < utf8.Length)
        {
            int next = limit;
            int codePoint = Utf8Text.Read(utf8, ref next);
            uint entry = codePoint < 0 ? 0 : UnicodeTable.Lookup(codePoint);
            CodePointForm form = UnicodeTable.Form(entry);
            CodePointKind kind = UnicodeTable.Kind(entry);
            if (form > CodePointForm.Single || kind == CodePointKind.Ignorable)
                return false;
            if (kind is not (CodePointKind.Word or CodePointKind.Mark))
                break;
            // A longer word has to be cut, which is for the general way.
            if (lengthBytes > TokenBuffer.TermBytesMax - Utf8Text.CodePointBytesMax)
                return false;
            limit = next;
            int target = form == CodePointForm.Single ? UnicodeTable.Target(entry) : codePoint;
            lengthBytes += Utf8Text.Write(target, term[lengthBytes..]);
        }

        tokens.Commit(lengthBytes, tokens.Count, offset, limit);
        offset = limit;
        return true;
    }

    /// <summary>Adds the pairs of a run all of whose code points stand for one stable letter each.</summary>
    /// <returns>False, with nothing added or moved, when the run holds anything else.</returns>
    private static bool TryAnalyzePairs(
        ReadOnlySpan<byte> utf8, CodePointKind run, ref int offset, TokenBuffer tokens)
    {
        TokenBuffer.Mark mark = tokens.TakeMark();
        int limit = offset;
        int beforeStart = offset;
        int beforeLengthBytes = 0;
        int pairCount = 0;
        while (limit < utf8.Length)
        {
            int next = limit;
            int codePoint = Utf8Text.Read(utf8, ref next);
            uint entry = codePoint < 0 ? 0 : UnicodeTable.Lookup(codePoint);
            CodePointForm form = UnicodeTable.Form(entry);
            CodePointKind kind = UnicodeTable.Kind(entry);
            if (form > CodePointForm.Single || kind is CodePointKind.Ignorable or CodePointKind.Mark)
            {
                tokens.ReturnTo(mark);
                return false;
            }

            if (kind != run)
                break;
            int target = form == CodePointForm.Single ? UnicodeTable.Target(entry) : codePoint;
            int lengthBytes = Utf8Text.Write(target, tokens.Reserve());
            int termOffset = tokens.Keep(lengthBytes) - beforeLengthBytes;
            if (beforeLengthBytes > 0)
            {
                tokens.AddToken(termOffset, beforeLengthBytes + lengthBytes, tokens.Count, beforeStart, next);
                pairCount++;
            }

            beforeStart = limit;
            beforeLengthBytes = lengthBytes;
            limit = next;
        }

        if (pairCount == 0)
            tokens.AddToken(tokens.TermBytesUsed - beforeLengthBytes, beforeLengthBytes, tokens.Count, offset, limit);
        offset = limit;
        return true;
    }

    /// <summary>Adds the tokens up to the first plain separator, whatever stands there.</summary>
    /// <returns>The offset just past that separator.</returns>
    private static int AnalyzeAnyRuns(ReadOnlySpan<byte> utf8, int offset, TokenBuffer tokens)
    {
        TokenAssembler assembler = new(tokens);
        NormalizationWindow window = tokens.Window;
        window.Clear();
        while (offset < utf8.Length)
        {
            int start = offset;
            int codePoint = Utf8Text.Read(utf8, ref offset);
            if (codePoint < 0)
                break;
            uint entry = UnicodeTable.Lookup(codePoint);
            CodePointForm form = UnicodeTable.Form(entry);
            CodePointKind kind = UnicodeTable.Kind(entry);
            if (form <= CodePointForm.Single)
            {
                if (kind == CodePointKind.Separator)
                    break;
                if (kind == CodePointKind.Ignorable)
                    continue;
                window.FlushTo(ref assembler);
                int target = form == CodePointForm.Single ? UnicodeTable.Target(entry) : codePoint;
                window.Start(target, kind, start, offset);
            }
            else
            {
                window.Extend(codePoint, entry, start, offset, ref assembler);
            }
        }

        window.FlushTo(ref assembler);
        assembler.EndRun();
        return offset;
    }

    private static byte[] AsciiFolds()
    {
        byte[] folds = new byte[256];
        folds.AsSpan(0x80).Fill(NotAscii);
        for (int letter = 'a'; letter <= 'z'; letter++)
        {
            folds[letter] = (byte)letter;
            folds[letter - 'a' + 'A'] = (byte)letter;
        }

        for (int digit = '0'; digit <= '9'; digit++)
            folds[digit] = (byte)digit;
        return folds;
    }
}
