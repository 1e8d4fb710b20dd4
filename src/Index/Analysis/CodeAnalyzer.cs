namespace Feedlog.Indexing.Analysis;

/// <summary>The analyzer <c>code</c>: identifiers whole and in parts.</summary>
/// <remarks>
/// <list type="bullet">
/// <item>An identifier is a run of ASCII letters, digits and underscores. It is split at underscores, between a small
/// and a capital letter, before the last of several capitals that a small letter follows, and between letters and
/// digits: <c>parseHTTPHeader2</c> gives <c>parse</c>, <c>http</c>, <c>header</c>, <c>2</c>.</item>
/// <item>Parts have positions of their own, so a phrase <c>"http header"</c> finds <c>HTTPHeader</c> and
/// <c>http_header</c> alike. The whole identifier, where it is not one part, stands at the position of its first
/// part.</item>
/// <item>Letters are folded to small ones. Runs with anything beyond ASCII in them are cut as <c>standard</c> cuts
/// them.</item>
/// </list>
/// </remarks>
public sealed class CodeAnalyzer : Analyzer
{
    /// <summary>The name that a store records for this analyzer.</summary>
    public const string AnalyzerName = "code";

    private static readonly CodeByte[] s_kinds = Kinds();

    /// <inheritdoc/>
    public override string Name => AnalyzerName;

    /// <inheritdoc/>
    public override void Analyze(ReadOnlySpan<byte> utf8, TokenBuffer tokens) =>
        Analyze(utf8, tokens, keepsWhole: true, keepsParts: true);

    /// <inheritdoc/>
    public override void AnalyzePhrase(ReadOnlySpan<byte> utf8, TokenBuffer tokens) =>
        Analyze(utf8, tokens, keepsWhole: false, keepsParts: true);

    /// <inheritdoc/>
    public override void AnalyzePrefix(ReadOnlySpan<byte> utf8, TokenBuffer tokens) =>
        Analyze(utf8, tokens, keepsWhole: true, keepsParts: false);

    private static void Analyze(ReadOnlySpan<byte> utf8, TokenBuffer tokens, bool keepsWhole, bool keepsParts)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        tokens.Clear();
        ReadOnlySpan<CodeByte> kinds = s_kinds;
        int position = 0;
        int offset = 0;
        while (offset < utf8.Length)
        {
            if (kinds[utf8[offset]] == CodeByte.Separator)
            {
                offset++;
                continue;
            }

            int start = offset;
            CodeByte seen = CodeByte.Separator;
            while (offset < utf8.Length && kinds[utf8[offset]] is CodeByte kind and not CodeByte.Separator)
            {
                seen |= kind;
                offset++;
            }

            ReadOnlySpan<byte> run = utf8[start..offset];
            if ((seen & CodeByte.Other) != 0)
                position = tokens.AppendStandard(run, position, start);
            else if (seen is CodeByte.Small or CodeByte.Digit)
                AddFolded(run, tokens, position++, start);
            else
                position = AddIdentifier(run, tokens, position, start, keepsWhole, keepsParts);
        }
    }

    private static int AddIdentifier(
        ReadOnlySpan<byte> run, TokenBuffer tokens, int position, int offset, bool keepsWhole, bool keepsParts)
    {
        int first = 0;
        int limit = PartLimit(run, ref first);
        // Only underscores.
        if (limit == first) return position;
        bool isOnePart = first == 0 && limit == run.Length;
        if (!isOnePart && keepsWhole) AddFolded(run, tokens, position, offset);
        if (!isOnePart && !keepsParts) return position + 1;
        while (limit > first)
        {
            AddFolded(run[first..limit], tokens, position++, offset + first);
            first = limit;
            limit = PartLimit(run, ref first);
        }

        return position;
    }

    /// <summary>Finds the next part.</summary>
    /// <param name="run">The identifier.</param>
    /// <param name="start">Where to look from; receives where the part begins.</param>
    /// <returns>Where it ends; the start if there is none.</returns>
    private static int PartLimit(ReadOnlySpan<byte> run, ref int start)
    {
        ReadOnlySpan<CodeByte> kinds = s_kinds;
        while (start < run.Length && kinds[run[start]] == CodeByte.Underscore) start++;
        int limit = start;
        while (limit < run.Length)
        {
            CodeByte kind = kinds[run[limit]];
            if (kind == CodeByte.Underscore) break;
            if (limit > start)
            {
                CodeByte before = kinds[run[limit - 1]];
                bool isDigitEdge = (kind == CodeByte.Digit) != (before == CodeByte.Digit);
                bool isHump = kind == CodeByte.Capital && before == CodeByte.Small;
                bool isLastCapital = kind == CodeByte.Capital && before == CodeByte.Capital &&
                    limit + 1 < run.Length && kinds[run[limit + 1]] == CodeByte.Small;
                if (isDigitEdge || isHump || isLastCapital) break;
            }

            limit++;
        }

        return limit;
    }

    private static void AddFolded(ReadOnlySpan<byte> letters, TokenBuffer tokens, int position, int offset)
    {
        int lengthBytes = Math.Min(letters.Length, TokenBuffer.TermBytesMax);
        Span<byte> term = tokens.Reserve();
        for (int i = 0; i < lengthBytes; i++)
        {
            byte letter = letters[i];
            term[i] = letter is >= (byte)'A' and <= (byte)'Z' ? (byte)(letter | 0x20) : letter;
        }

        tokens.Commit(lengthBytes, position, offset, offset + letters.Length);
    }

    private static CodeByte[] Kinds()
    {
        CodeByte[] kinds = new CodeByte[256];
        kinds.AsSpan(0x80).Fill(CodeByte.Other);
        kinds.AsSpan('a', 26).Fill(CodeByte.Small);
        kinds.AsSpan('A', 26).Fill(CodeByte.Capital);
        kinds.AsSpan('0', 10).Fill(CodeByte.Digit);
        kinds['_'] = CodeByte.Underscore;
        return kinds;
    }
}
