namespace Feedlog.Tests.Unit.Lz4;

/// <summary>A fact that needs liblz4, and is reported as skipped where the system has none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NativeLz4FactAttribute : FactAttribute
{
    public NativeLz4FactAttribute()
    {
        if (!NativeLz4.IsPresent) Skip = "liblz4.so.1 is not on this system: nothing was cross-checked.";
    }
}
