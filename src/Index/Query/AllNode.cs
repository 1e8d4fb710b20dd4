namespace Feedlog.Indexing.Query;

/// <summary>Matches every record and adds nothing to its score.</summary>
public sealed record AllNode : QueryNode
{
    private AllNode()
    {
    }

    /// <summary>The only one.</summary>
    public static AllNode Instance { get; } = new();

    /// <inheritdoc/>
    public override bool Scores => false;

    /// <inheritdoc/>
    public override string ToString() => "all";
}
