using System.Text;

namespace Feedlog.Embeddings.WordPiece;

/// <summary>Cuts text into the pieces of a WordPiece model of the BERT family. Any thread.</summary>
/// <remarks>
/// Text is normalised (<see cref="BertText"/>), cut at blanks and around punctuation, and each word is taken apart into
/// the longest pieces of the vocabulary from left to right; a word for which that fails is unknown as a whole.
/// </remarks>
public sealed class WordPieceTokenizer
{
    /// <summary>A word of more characters is unknown.</summary>
    public const int WordCharactersMax = 100;

    /// <summary>The least that a text needs: a start and an end.</summary>
    public const int TokensMin = 2;

    private readonly WordPieceVocabulary _vocabulary;

    /// <summary>A tokenizer for a vocabulary.</summary>
    public WordPieceTokenizer(WordPieceVocabulary vocabulary) => _vocabulary = vocabulary;

    /// <summary>The ids of a text's pieces, between those of start and end.</summary>
    /// <param name="text">The text.</param>
    /// <param name="tokensMax">How many ids at most, 2 or more; what comes later is cut off.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="tokensMax"/> is too small.</exception>
    public int[] Encode(string text, int tokensMax = int.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentOutOfRangeException.ThrowIfLessThan(tokensMax, TokensMin);
        List<int> ids = [_vocabulary.Start];
        int limit = tokensMax - 1;
        ReadOnlySpan<char> rest = text;
        while (!rest.IsEmpty && ids.Count < limit)
        {
            int length = NextSpecial(rest, out int specialLength, out int specialId);
            AddText(rest[..length], ids, limit);
            if (specialLength > 0 && ids.Count < limit) ids.Add(specialId);
            rest = rest[(length + specialLength)..];
        }

        if (ids.Count > limit) ids.RemoveRange(limit, ids.Count - limit);
        ids.Add(_vocabulary.End);
        return [.. ids];
    }

    private int NextSpecial(ReadOnlySpan<char> text, out int specialLength, out int specialId)
    {
        int first = text.Length;
        specialLength = 0;
        specialId = 0;
        foreach ((string piece, int id) in _vocabulary.Special)
        {
            int at = text[..Math.Min(text.Length, first + piece.Length)].IndexOf(piece, StringComparison.Ordinal);
            if (at < 0 || at >= first) continue;
            first = at;
            specialLength = piece.Length;
            specialId = id;
        }

        return first;
    }

    private void AddText(ReadOnlySpan<char> text, List<int> ids, int limit)
    {
        ReadOnlySpan<char> rest = BertText.Normalize(text, _vocabulary.IsLowerCase, _vocabulary.StripsAccents);
        int wordLength = 0;
        while (wordLength < rest.Length && ids.Count < limit)
        {
            Rune.DecodeFromUtf16(rest[wordLength..], out Rune rune, out int length);
            bool isBlank = Rune.IsWhiteSpace(rune);
            if (!isBlank && !BertText.IsPunctuation(rune))
            {
                wordLength += length;
                continue;
            }

            AddWord(rest[..wordLength], ids);
            if (!isBlank) AddWord(rest.Slice(wordLength, length), ids);
            rest = rest[(wordLength + length)..];
            wordLength = 0;
        }

        if (ids.Count < limit) AddWord(rest[..wordLength], ids);
    }

    private void AddWord(ReadOnlySpan<char> word, List<int> ids)
    {
        if (word.IsEmpty) return;
        int before = ids.Count;
        bool isKnown = CharactersOf(word) <= WordCharactersMax;
        ReadOnlySpan<char> rest = word;
        while (isKnown && !rest.IsEmpty)
        {
            int length = LongestPiece(rest, isStart: ids.Count == before, out int id);
            isKnown = length > 0;
            rest = rest[length..];
            if (isKnown) ids.Add(id);
        }

        if (isKnown) return;
        ids.RemoveRange(before, ids.Count - before);
        ids.Add(_vocabulary.Unknown);
    }

    private int LongestPiece(ReadOnlySpan<char> text, bool isStart, out int id)
    {
        Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> pieces =
            isStart ? _vocabulary.Starts : _vocabulary.Continuations;
        for (int length = text.Length; length > 0; length--)
        {
            // A cut inside of a surrogate pair is none of text.
            bool isInside = length < text.Length && char.IsLowSurrogate(text[length]);
            if (!isInside && pieces.TryGetValue(text[..length], out id)) return length;
        }

        id = 0;
        return 0;
    }

    private static int CharactersOf(ReadOnlySpan<char> word)
    {
        int count = 0;
        foreach (char unit in word)
        {
            if (!char.IsLowSurrogate(unit)) count++;
        }

        return count;
    }
}
