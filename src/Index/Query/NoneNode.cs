namespace Feedlog.Indexing.Query;

/// <summary>Matches no record.</summary>
public sealed record NoneNode : QueryNode
{
    private NoneNode()
    {
    }

    /// <summary>The only one.</summary>
    public static NoneNode Instance { get; } = new();

    /// <inheritdoc/>
    public override bool Scores => false;

    /// <inheritdoc/>
    public override string ToString() => "none";
}
