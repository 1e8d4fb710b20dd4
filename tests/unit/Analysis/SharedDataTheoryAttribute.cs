namespace Feedlog.Tests.Unit.Analysis;

/// <summary>A test with rows that needs a folder of the shared test data, and says so when it is not there.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SharedDataTheoryAttribute : TheoryAttribute
{
    public SharedDataTheoryAttribute(string folder)
    {
        Folder = folder;
        Skip = new SharedDataFactAttribute(folder).Skip;
    }

    /// <summary>The folder within the data.</summary>
    public string Folder { get; }
}
