namespace Feedlog.Tests.Unit.Lz4;

/// <summary>A fact that needs inaccessible memory pages, and is reported as skipped where they cannot be had.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class GuardedPagesFactAttribute : FactAttribute
{
    public GuardedPagesFactAttribute()
    {
        if (!OperatingSystem.IsLinux()) Skip = "Guard pages are made by Linux calls: reads past a span went unchecked.";
    }
}
