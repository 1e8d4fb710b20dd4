using System.Text;
using Feedlog.Indexing.Query;

namespace Feedlog.Search;

/// <summary>Takes a query apart from left to right. After an error it stands at the end: all loops end.</summary>
internal sealed class QueryScanner(string text)
{
    private const string MetadataPrefix = "meta.";

    /// <summary>What was wrong first; null as long as nothing is.</summary>
    public QueryError? Error { get; private set; }

    /// <summary>Where it stands.</summary>
    public int Position { get; private set; }

    private bool IsAtEnd => Position >= text.Length;

    /// <summary>Says whether this character comes next.</summary>
    public bool IsAt(char character) => !IsAtEnd && text[Position] == character;

    /// <summary>Goes past the next character, if there is one.</summary>
    public void Take() => Position = Math.Min(Position + 1, text.Length);

    /// <summary>Goes past this character if it comes next.</summary>
    public bool TryTake(char character)
    {
        if (!IsAt(character)) return false;
        Take();
        return true;
    }

    /// <summary>Goes past blanks.</summary>
    public void SkipBlanks()
    {
        while (!IsAtEnd && char.IsWhiteSpace(text[Position])) Position++;
    }

    /// <summary>Goes to where the next clause begins; a sign with nothing behind it is no clause.</summary>
    /// <returns>False at the end, or at a parenthesis that closes.</returns>
    public bool MoveToClause()
    {
        SkipBlanks();
        while (!IsAtEnd && text[Position] is '+' or '-' && IsBreak(Position + 1) && !IsOpening(Position + 1))
        {
            Take();
            SkipBlanks();
        }

        return Error is null && !IsAtEnd && text[Position] != ')';
    }

    /// <summary>Goes past an operator if it comes next.</summary>
    public bool TryTakeOperator(string word)
    {
        int before = Position;
        SkipBlanks();
        bool isThere = text.AsSpan(Position).StartsWith(word, StringComparison.Ordinal) &&
            IsBreak(Position + word.Length);
        Position = isThere ? Position + word.Length : before;
        return isThere;
    }

    /// <summary>Goes past a sign if it comes next and something stands right behind it.</summary>
    public bool TryTakeSign(char sign) =>
        IsAt(sign) && (!IsBreak(Position + 1) || IsOpening(Position + 1)) && TryTake(sign);

    /// <summary>Takes the name of a field and its colon.</summary>
    /// <returns>False, with nothing taken, if no field comes next.</returns>
    public bool TryTakeField(out FieldName name)
    {
        name = default;
        StringBuilder letters = new();
        int at = Position;
        for (; at < text.Length && text[at] != ':'; at++)
        {
            bool isEscape = text[at] == '\\' && at + 1 < text.Length;
            if (isEscape) at++;
            else if (!IsNameCharacter(text[at], letters.Length == 0)) return false;
            letters.Append(text[at]);
        }

        // A colon before a blank is one of a sentence; one before two slashes is one of an address.
        if (at >= text.Length || letters.Length == 0 || at + 1 >= text.Length || char.IsWhiteSpace(text[at + 1]) ||
            text.AsSpan(at + 1).StartsWith("//", StringComparison.Ordinal))
            return false;

        name = NameOf(letters.ToString());
        if (name.Place == FieldPlace.Metadata && name.Path.Length == 0) return false;
        Position = at + 1;
        return true;
    }

    /// <summary>Takes a text in quotes; a backslash takes the next character as it is.</summary>
    public string TakeQuoted()
    {
        int opened = Position;
        Take();
        StringBuilder content = new();
        while (!IsAtEnd && text[Position] != '"')
        {
            if (text[Position] == '\\' && Position + 1 < text.Length) Position++;
            content.Append(text[Position++]);
        }

        if (IsAtEnd)
            FailAt(opened, "this quote is opened and not closed.", "Close it, or write \\\" for the character.");
        Take();
        return content.ToString();
    }

    /// <summary>Takes a word: up to a blank, a quote or a parenthesis.</summary>
    /// <param name="isPrefix">Whether a star ended it; the star is not part of the word.</param>
    public string TakeWord(out bool isPrefix)
    {
        isPrefix = false;
        int start = Position;
        StringBuilder word = new();
        while (!IsAtEnd && !IsBreak(Position))
        {
            if (text[Position] == '*')
            {
                if (!IsBreak(Position + 1))
                {
                    Fail("a star can only end a word.", "Write \\* for the character.");
                    break;
                }

                isPrefix = true;
                Take();
                break;
            }

            if (text[Position] == '\\' && Position + 1 < text.Length) Position++;
            word.Append(text[Position++]);
        }

        // Operators end up here only where something is missing beside them.
        string written = text[start..Math.Min(Position, text.Length)];
        if (Error is null && written is "AND" or "OR" or "NOT")
            FailAt(start, $"{written} has nothing on one side.", $"Complete it, or write \\{written} for the word.");
        if (Error is null && written.Length == 0)
            Fail("a word is missing here.", "Write one, or leave out what stands before.");
        return word.ToString();
    }

    /// <summary>Takes a bound of a range: up to a blank or a bracket that closes.</summary>
    public string TakeBound()
    {
        int start = Position;
        while (!IsAtEnd && !IsBreak(Position) && text[Position] is not (']' or '}')) Position++;
        return text[start..Position];
    }

    /// <summary>Notes an error where it stands, unless there was one before.</summary>
    public void Fail(string message, string remedy) => FailAt(Position, message, remedy);

    /// <summary>Notes an error, unless there was one before.</summary>
    public void FailAt(int position, string message, string remedy)
    {
        Error ??= new QueryError(position, message, remedy);
        Position = text.Length;
    }

    private static bool IsNameCharacter(char character, bool isFirst) =>
        char.IsLetter(character) || char.IsSurrogate(character) || character == '_' ||
        (!isFirst && (char.IsDigit(character) || character is '-' or '.'));

    private static FieldName NameOf(string name) => name switch
    {
        "kind" => FieldName.Kind,
        "tag" => FieldName.Tag,
        "stream" => FieldName.Stream,
        _ when name.StartsWith(MetadataPrefix, StringComparison.Ordinal) =>
            FieldName.Metadata(name[MetadataPrefix.Length..]),
        _ => FieldName.Metadata(name),
    };

    // Whether a word cannot go on there.
    private bool IsBreak(int at) => at >= text.Length || char.IsWhiteSpace(text[at]) || text[at] is '(' or ')' or '"';

    private bool IsOpening(int at) => at < text.Length && text[at] is '(' or '"';
}
