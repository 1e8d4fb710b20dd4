using System.Globalization;

namespace Feedlog.Indexing.Query;

/// <summary>Matches records of which one number under a path of the metadata lies in a range; adds nothing to the
/// score.</summary>
/// <remarks>The bounds belong to the range: an open bound is the next double inside. Min is not above Max.</remarks>
/// <param name="Field">The field, of the metadata.</param>
/// <param name="Min">The least number that matches; negative infinity for no bound.</param>
/// <param name="Max">The greatest number that matches; infinity for no bound.</param>
public sealed record RangeNode(FieldName Field, double Min, double Max) : QueryNode
{
    /// <inheritdoc/>
    public override bool Scores => false;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"({Field} in {Min:R}..{Max:R})");
}
