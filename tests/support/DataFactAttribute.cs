namespace Feedlog.Tests.Support;

/// <summary>A fact that needs a file or folder of the shared test data, and is skipped, with the reason, without it.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class DataFactAttribute : FactAttribute
{
    /// <summary>A fact that needs this file or folder.</summary>
    public DataFactAttribute(string relative)
    {
        Relative = relative;
        Skip = SharedData.WhyNot(relative);
    }

    /// <summary>What it needs.</summary>
    public string Relative { get; }
}
