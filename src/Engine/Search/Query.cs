using System.Diagnostics.CodeAnalysis;
using System.Text;
using Feedlog.Indexing.Query;
using Feedlog.Search;

namespace Feedlog;

/// <summary>What a search asks for. Immutable; any thread; not bound to a store.</summary>
/// <remarks>
/// <code>
/// Query.Words("blue kettle") &amp; Query.Kind("fact") &amp; !Query.Tag("old")
/// Query.Parse("+kettle \"left shelf\" kind:fact -tag:old meta.score:>=3")
/// </code>
/// Words, phrases and prefixes decide what matches and add to the score; all others only decide.
/// </remarks>
public sealed class Query
{
    private Query(QuerySyntax syntax) => Syntax = syntax;

    /// <summary>Every record, newest first.</summary>
    public static Query All { get; } = new(new QuerySyntax.All());

    /// <summary>The query as it was asked.</summary>
    internal QuerySyntax Syntax { get; }

    /// <summary>What matches both.</summary>
    public static Query operator &(Query left, Query right) => AllOf(left, right);

    /// <summary>What matches one or both.</summary>
    public static Query operator |(Query left, Query right) => AnyOf(left, right);

    /// <summary>What does not match.</summary>
    public static Query operator !(Query query)
    {
        ArgumentNullException.ThrowIfNull(query);
        return new Query(new QuerySyntax.Not(query.Syntax));
    }

    /// <summary>Reads a query in the query language, which docs/CLI.md describes.</summary>
    /// <exception cref="FeedlogQueryException">It cannot be read; says where and what to do about it.</exception>
    public static Query Parse(string text) =>
        TryParse(text, out Query? query, out QueryError? error) ? query : throw new FeedlogQueryException(error);

    /// <summary>Reads a query in the query language.</summary>
    /// <param name="text">The query.</param>
    /// <param name="query">The query, if it can be read.</param>
    /// <param name="error">What is wrong with it, if it cannot.</param>
    public static bool TryParse(
        string text, [NotNullWhen(true)] out Query? query, [NotNullWhen(false)] out QueryError? error)
    {
        ArgumentNullException.ThrowIfNull(text);
        error = QueryParser.TryParse(text, out QuerySyntax syntax);
        query = error is null ? new Query(syntax) : null;
        return error is null;
    }

    /// <summary>Records with any word of a text, those with more and rarer ones first. Any text will do.</summary>
    public static Query Words(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new Query(new QuerySyntax.Words(text, IsAll: false));
    }

    /// <summary>Records with all words of a text, in any order. Any text will do.</summary>
    public static Query AllWords(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new Query(new QuerySyntax.Words(text, IsAll: true));
    }

    /// <summary>Records with the words of a text side by side, in this order. Any text will do.</summary>
    public static Query Phrase(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new Query(new QuerySyntax.Phrase(text));
    }

    /// <summary>Records with a word that begins like this; newest first, for all score alike.</summary>
    /// <remarks>A prefix is compared with words as they are indexed: under <c>english</c> with their stems.</remarks>
    public static Query Prefix(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new Query(new QuerySyntax.Prefix(text));
    }

    /// <summary>Records of a kind.</summary>
    public static Query Kind(string kind) => Field(FieldName.Kind, TextOf(kind));

    /// <summary>Records with a tag.</summary>
    public static Query Tag(string tag) => Field(FieldName.Tag, TextOf(tag));

    /// <summary>Records of a stream.</summary>
    public static Query Stream(string stream) => Field(FieldName.Stream, TextOf(stream));

    /// <summary>Records whose metadata has a text at a path.</summary>
    /// <param name="path">The name of a member; members of members are joined by dots: <c>source.page</c>. An element
    /// of an array stands at the path of the array.</param>
    /// <param name="value">The whole text; letters small and capital differ.</param>
    public static Query Field(string path, string value) => Field(PathOf(path), TextOf(value));

    /// <summary>Records whose metadata has a number at a path.</summary>
    /// <param name="path">The path, as for a text.</param>
    /// <param name="value">The number, compared as a double.</param>
    public static Query Field(string path, double value) => Range(path, value, value);

    /// <summary>Records whose metadata has a boolean at a path.</summary>
    /// <param name="path">The path, as for a text.</param>
    /// <param name="value">True or false.</param>
    public static Query Field(string path, bool value) => Field(PathOf(path), FieldValue.Of(value));

    /// <summary>Records whose metadata has a number of a range at a path.</summary>
    /// <param name="path">The path, as for a text.</param>
    /// <param name="min">The least such number; negative infinity for no bound.</param>
    /// <param name="max">The greatest such number; infinity for no bound.</param>
    /// <exception cref="ArgumentException">A bound is NaN.</exception>
    public static Query Range(
        string path, double min = double.NegativeInfinity, double max = double.PositiveInfinity)
    {
        FieldName name = PathOf(path);
        if (double.IsNaN(min) || double.IsNaN(max)) throw new ArgumentException("A bound is a number.", nameof(min));
        return new Query(new QuerySyntax.Range(name.Path, min == 0 ? 0 : min, max == 0 ? 0 : max));
    }

    /// <summary>What matches all of these.</summary>
    public static Query AllOf(params ReadOnlySpan<Query> queries) =>
        new(new QuerySyntax.And([.. SyntaxOf(queries)]));

    /// <summary>What matches one or more of these.</summary>
    public static Query AnyOf(params ReadOnlySpan<Query> queries) =>
        new(new QuerySyntax.Or([.. SyntaxOf(queries)]));

    /// <summary>What matches this query; better, where it matches another as well.</summary>
    public Query Prefer(Query other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new Query(new QuerySyntax.Prefer(Syntax, other.Syntax));
    }

    /// <summary>The query in the query language.</summary>
    public override string ToString() => Syntax.ToString();

    private static Query Field(FieldName name, FieldValue value) => new(new QuerySyntax.Field(name, [value]));

    private static FieldName PathOf(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return FieldName.Metadata(path);
    }

    private static FieldValue TextOf(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return FieldValue.Of(Encoding.UTF8.GetBytes(value));
    }

    private static List<QuerySyntax> SyntaxOf(ReadOnlySpan<Query> queries)
    {
        List<QuerySyntax> parts = [];
        foreach (Query query in queries)
        {
            ArgumentNullException.ThrowIfNull(query, nameof(queries));
            parts.Add(query.Syntax);
        }

        return parts;
    }
}
