namespace Feedlog.Tests.Unit.Lz4;

/// <summary>A fact that needs the reference tool's frames, and is reported as skipped where they are absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class Lz4VectorsFactAttribute : FactAttribute
{
    public Lz4VectorsFactAttribute()
    {
        if (!Lz4Vectors.ArePresent)
            Skip = "shared/data/lz4 is absent (see FEEDLOG_TEST_DATA): no frame of the reference tool was decoded.";
    }
}
