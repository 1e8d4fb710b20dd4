namespace Feedlog.Tests.Unit.Fsck;

/// <summary>A test about pipes, links and permissions.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LinuxFactAttribute : FactAttribute
{
    /// <summary>Skips the test where there are no such things.</summary>
    public LinuxFactAttribute()
    {
        if (!OperatingSystem.IsLinux()) Skip = "Needs pipes, links and permissions of Linux.";
    }
}
