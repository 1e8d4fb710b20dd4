namespace Feedlog.Tests.Cli;

/// <summary>A fact about data outside of the repository; skipped, and said to be, where that is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NeedsSharedFactAttribute : FactAttribute
{
    /// <summary>A fact that needs this file of the data.</summary>
    public NeedsSharedFactAttribute(string relativePath)
    {
        if (SharedFolder.Find(relativePath) is null)
            Skip = $"'{relativePath}' is in no folder 'shared/data' above; set FEEDLOG_TEST_DATA to where it is.";
    }
}
