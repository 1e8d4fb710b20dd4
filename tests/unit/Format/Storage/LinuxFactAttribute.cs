namespace Feedlog.Tests.Unit.Format.Storage;

/// <summary>A fact about Linux, skipped with the reason on other systems.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LinuxFactAttribute : FactAttribute
{
    /// <summary>Skips the fact unless this is Linux.</summary>
    public LinuxFactAttribute()
    {
        if (!OperatingSystem.IsLinux()) Skip = "Pipes, modes and flock are tested on Linux only.";
    }
}
