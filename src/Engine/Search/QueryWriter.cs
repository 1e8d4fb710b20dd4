using System.Globalization;
using System.Text;
using Feedlog.Indexing.Query;

namespace Feedlog.Search;

/// <summary>Writes a query so that <see cref="QueryParser"/> reads it back.</summary>
internal static class QueryWriter
{
    private const string MetadataPrefix = "meta.";

    /// <summary>The query as text.</summary>
    public static string Write(QuerySyntax syntax) => syntax switch
    {
        QuerySyntax.All => "*",
        QuerySyntax.Word word => Escape(word.Text),
        QuerySyntax.Words words => WriteWords(words),
        QuerySyntax.Phrase phrase => Quote(phrase.Text),
        QuerySyntax.Prefix prefix => Escape(prefix.Text) + "*",
        QuerySyntax.Field field => WriteField(field),
        QuerySyntax.Range range => string.Create(
            CultureInfo.InvariantCulture,
            $"{Escape(MetadataPrefix + range.Path)}:[{Bound(range.Min)} TO {Bound(range.Max)}]"),
        QuerySyntax.And and => string.Join(" AND ", and.Operands.Select(Group)),
        QuerySyntax.Or or => string.Join(" OR ", or.Operands.Select(Group)),
        QuerySyntax.Not not => "NOT " + Group(not.Operand),
        QuerySyntax.Prefer prefer => $"+{Group(prefer.Required)} {Group(prefer.Preferred)}",
        QuerySyntax.Clauses clauses => string.Join(' ', clauses.Parts.Select(WriteClause)),
        _ => throw new ArgumentOutOfRangeException(nameof(syntax)),
    };

    private static string WriteClause(QueryClause clause) => clause.Sign switch
    {
        ClauseSign.Required => "+" + Group(clause.Syntax),
        ClauseSign.Excluded => "-" + Group(clause.Syntax),
        _ => Group(clause.Syntax),
    };

    private static string WriteWords(QuerySyntax.Words words)
    {
        string[] parts = words.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return string.Join(words.IsAll ? " AND " : " ", parts.Select(Escape));
    }

    private static string WriteField(QuerySyntax.Field field)
    {
        string name = field.Name.Place switch
        {
            FieldPlace.Kind => "kind",
            FieldPlace.Tag => "tag",
            FieldPlace.Stream => "stream",
            _ => Escape(MetadataPrefix + field.Name.Path),
        };
        FieldValue first = field.Values[0];
        bool isExactText = first.Type == FieldValueType.Text && field.Values.Length == 1;
        string value = first.Type switch
        {
            FieldValueType.Text when isExactText => Quote(first.Text.ToString()),
            FieldValueType.Text => Escape(first.Text.ToString()),
            FieldValueType.Number => string.Create(
                CultureInfo.InvariantCulture, $"[{Bound(first.Number)} TO {Bound(first.Number)}]"),
            _ => first.Boolean ? "true" : "false",
        };
        return $"{name}:{value}";
    }

    private static string Group(QuerySyntax syntax) =>
        syntax is QuerySyntax.And or QuerySyntax.Or or QuerySyntax.Not or QuerySyntax.Prefer
            or QuerySyntax.Clauses or QuerySyntax.Words
            ? $"({Write(syntax)})"
            : Write(syntax);

    private static string Bound(double bound) =>
        double.IsInfinity(bound) ? "*" : bound.ToString("R", CultureInfo.InvariantCulture);

    private static string Quote(string text)
    {
        string escaped = text.Replace("\\", "\\\\", StringComparison.Ordinal);
        return "\"" + escaped.Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";
    }

    private static string Escape(string text)
    {
        StringBuilder escaped = new();
        // A word that would be an operator is none with an escape in it.
        if (text is "AND" or "OR" or "NOT") escaped.Append('\\');
        foreach (char character in text)
        {
            bool isPlain = char.IsLetterOrDigit(character) || char.IsSurrogate(character) ||
                (escaped.Length > 0 && character is '-' or '_' or '.');
            if (!isPlain) escaped.Append('\\');
            escaped.Append(character);
        }

        return escaped.ToString();
    }
}
