namespace Feedlog.Indexing.Query;

/// <summary>A term of a phrase.</summary>
/// <param name="Term">The term.</param>
/// <param name="Offset">Its position, counted from where the phrase begins; at least 0.</param>
public readonly record struct PhraseTerm(TermText Term, int Offset)
{
    /// <inheritdoc/>
    public override string ToString() => $"{QueryText.Quote(Term)}@{Offset}";
}
