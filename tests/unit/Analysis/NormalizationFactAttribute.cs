namespace Feedlog.Tests.Unit.Analysis;

/// <summary>A test that needs the Unicode data and a runtime that can normalise, and says so without them.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NormalizationFactAttribute : FactAttribute
{
    public NormalizationFactAttribute()
    {
        Skip = new SharedDataFactAttribute("unicode").Skip;
        if (Skip is null && !ReferenceAnalyzer.IsAvailable)
            Skip = "SKIPPED: this runtime does not normalise (no ICU), so there is nothing to compare with";
    }
}
