using System.Collections.Immutable;
using Feedlog.Indexing.Query;

namespace Feedlog.Search;

/// <summary>A query as it was asked, before the analyzer of a store has seen it. Immutable.</summary>
internal abstract record QuerySyntax
{
    private QuerySyntax()
    {
    }

    /// <summary>The query in the language of <see cref="QueryParser"/>.</summary>
    public sealed override string ToString() => QueryWriter.Write(this);

    /// <summary>Every record.</summary>
    internal sealed record All : QuerySyntax;

    /// <summary>One word: any of its terms where it is wished for, a phrase of them where it is required.</summary>
    internal sealed record Word(string Text) : QuerySyntax;

    /// <summary>A text as words: any of them, or all.</summary>
    internal sealed record Words(string Text, bool IsAll) : QuerySyntax;

    /// <summary>Words in this order, side by side.</summary>
    internal sealed record Phrase(string Text) : QuerySyntax;

    /// <summary>The beginning of a word.</summary>
    internal sealed record Prefix(string Text) : QuerySyntax;

    /// <summary>A field that has one of some values.</summary>
    internal sealed record Field(FieldName Name, ImmutableArray<FieldValue> Values) : QuerySyntax
    {
        public bool Equals(Field? other) =>
            other is not null && Name == other.Name && Values.SequenceEqual(other.Values);

        public override int GetHashCode() => HashCode.Combine(Name, Values.Length);
    }

    /// <summary>A number of the metadata in a range, both bounds included.</summary>
    internal sealed record Range(string Path, double Min, double Max) : QuerySyntax;

    /// <summary>All of these.</summary>
    internal sealed record And(ImmutableArray<QuerySyntax> Operands) : QuerySyntax
    {
        public bool Equals(And? other) => other is not null && Operands.SequenceEqual(other.Operands);

        public override int GetHashCode() => HashCode.Combine("and", Operands.Length);
    }

    /// <summary>Any of these.</summary>
    internal sealed record Or(ImmutableArray<QuerySyntax> Operands) : QuerySyntax
    {
        public bool Equals(Or? other) => other is not null && Operands.SequenceEqual(other.Operands);

        public override int GetHashCode() => HashCode.Combine("or", Operands.Length);
    }

    /// <summary>All but these.</summary>
    internal sealed record Not(QuerySyntax Operand) : QuerySyntax;

    /// <summary>The first, and better where the second matches as well.</summary>
    internal sealed record Prefer(QuerySyntax Required, QuerySyntax Preferred) : QuerySyntax;

    /// <summary>Clauses side by side, each with its sign.</summary>
    internal sealed record Clauses(ImmutableArray<QueryClause> Parts) : QuerySyntax
    {
        public bool Equals(Clauses? other) => other is not null && Parts.SequenceEqual(other.Parts);

        public override int GetHashCode() => HashCode.Combine("clauses", Parts.Length);
    }
}
