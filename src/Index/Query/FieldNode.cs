namespace Feedlog.Indexing.Query;

/// <summary>Matches records of which one value of a field equals a value; adds nothing to the score.</summary>
/// <param name="Field">The field.</param>
/// <param name="Value">The value; a text where the field is not of the metadata, and then not empty.</param>
public sealed record FieldNode(FieldName Field, FieldValue Value) : QueryNode
{
    /// <inheritdoc/>
    public override bool Scores => false;

    /// <inheritdoc/>
    public override string ToString() => $"({Field} = {Value})";
}
