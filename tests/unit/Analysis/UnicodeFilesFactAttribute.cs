namespace Feedlog.Tests.Unit.Analysis;

/// <summary>A test that needs the Unicode character database; FEEDLOG_UNICODE_FILES names its folder.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class UnicodeFilesFactAttribute : FactAttribute
{
    public UnicodeFilesFactAttribute()
    {
        if (Folder.Length == 0)
            Skip = "SKIPPED: set FEEDLOG_UNICODE_FILES to a folder with UnicodeData.txt and its companions";
    }

    /// <summary>The folder named by the environment; empty when it is not set.</summary>
    public static string Folder => Environment.GetEnvironmentVariable("FEEDLOG_UNICODE_FILES") ?? "";
}
