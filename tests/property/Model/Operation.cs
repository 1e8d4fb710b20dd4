namespace Feedlog.Tests.Property.Model;

/// <summary>One step of a run: all its details follow from the seed and the state, so any part of a run can be left out.
/// </summary>
/// <param name="Kind">What is done.</param>
/// <param name="Seed">The seed of its details.</param>
internal readonly record struct Operation(OperationKind Kind, int Seed)
{
    /// <summary>Kind and seed.</summary>
    public override string ToString() => $"{Kind}({Seed})";
}
