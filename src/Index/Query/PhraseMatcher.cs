using Feedlog.Indexing.Analysis;

namespace Feedlog.Indexing.Query;

/// <summary>Decides whether the tokens of a text have a phrase. Allocates nothing; any thread.</summary>
public static class PhraseMatcher
{
    /// <summary>Says whether the phrase occurs in a text.</summary>
    /// <param name="tokens">The text, as the analyzer of the store cuts it.</param>
    /// <param name="phrase">The phrase.</param>
    public static bool Matches(TokenBuffer tokens, PhraseNode phrase) => Find(tokens, phrase, 0) >= 0;

    /// <summary>Finds the next occurrence of the phrase.</summary>
    /// <param name="tokens">The text, as the analyzer of the store cuts it.</param>
    /// <param name="phrase">The phrase.</param>
    /// <param name="from">Index of the first token that it may begin with.</param>
    /// <returns>Index of the token of its first term, or -1 where there is none.</returns>
    public static int Find(TokenBuffer tokens, PhraseNode phrase, int from)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        ArgumentNullException.ThrowIfNull(phrase);
        ReadOnlySpan<byte> first = phrase.Terms[0].Term.Utf8;
        for (int start = from; start < tokens.Count; start++)
        {
            if (tokens.Term(start).SequenceEqual(first) && MatchesAt(tokens, phrase, start)) return start;
        }

        return -1;
    }

    /// <summary>Finds a token by its position and term.</summary>
    /// <param name="tokens">The text.</param>
    /// <param name="near">Index of a token that is not behind the position.</param>
    /// <param name="position">The position.</param>
    /// <param name="term">The term.</param>
    /// <returns>Index of the token, or -1 where there is none.</returns>
    public static int FindAt(TokenBuffer tokens, int near, int position, TermText term)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        // Tokens that share a position may come in any order.
        int at = near;
        while (at > 0 && tokens.Position(at - 1) == position) at--;
        for (; at < tokens.Count && tokens.Position(at) <= position; at++)
        {
            if (tokens.Position(at) == position && tokens.Term(at).SequenceEqual(term.Utf8)) return at;
        }

        return -1;
    }

    private static bool MatchesAt(TokenBuffer tokens, PhraseNode phrase, int start)
    {
        int position = tokens.Position(start);
        foreach (PhraseTerm term in phrase.Terms.AsSpan()[1..])
        {
            if (FindAt(tokens, start, position + term.Offset, term.Term) < 0) return false;
        }

        return true;
    }
}
