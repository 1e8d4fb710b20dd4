namespace Feedlog.Compare.Contenders;

/// <summary>A query for words, in the languages of those who take part.</summary>
/// <param name="Text">As Feedlog reads it.</param>
/// <param name="Fts">As SQLite's FTS5 reads it.</param>
internal sealed record WordQuery(string Text, string Fts)
{
    /// <summary>One or more of some words.</summary>
    internal static WordQuery Any(params string[] words) =>
        new(string.Join(' ', words), string.Join(" OR ", words.Select(Quoted)));

    /// <summary>All of some words.</summary>
    internal static WordQuery All(params string[] words) =>
        new(string.Join(" AND ", words), string.Join(" AND ", words.Select(Quoted)));

    /// <summary>Words side by side, in this order.</summary>
    internal static WordQuery Phrase(params string[] words)
    {
        string phrase = Quoted(string.Join(' ', words));
        return new WordQuery(phrase, phrase);
    }

    private static string Quoted(string text) => $"\"{text}\"";
}
