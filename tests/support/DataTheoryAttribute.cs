namespace Feedlog.Tests.Support;

/// <summary>A theory that needs a file or folder of the shared test data, and is skipped, with the reason, without it.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class DataTheoryAttribute : TheoryAttribute
{
    /// <summary>A theory that needs this file or folder.</summary>
    public DataTheoryAttribute(string relative)
    {
        Relative = relative;
        Skip = SharedData.WhyNot(relative);
    }

    /// <summary>What it needs.</summary>
    public string Relative { get; }
}
