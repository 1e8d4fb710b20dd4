namespace Feedlog.Indexing.Analysis;

/// <summary>The analyzer <c>none</c>: contents are not searched for words; kinds, tags, streams and metadata
/// are.</summary>
public sealed class NoneAnalyzer : Analyzer
{
    /// <summary>The name that a store records for this analyzer.</summary>
    public const string AnalyzerName = "none";

    /// <inheritdoc/>
    public override string Name => AnalyzerName;

    /// <inheritdoc/>
    public override bool HasTerms => false;

    /// <inheritdoc/>
    public override void Analyze(ReadOnlySpan<byte> utf8, TokenBuffer tokens)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        tokens.Clear();
    }
}
