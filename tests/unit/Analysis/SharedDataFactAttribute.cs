namespace Feedlog.Tests.Unit.Analysis;

/// <summary>A test that needs a folder of the shared test data, and says so when it is not there.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SharedDataFactAttribute : FactAttribute
{
    public SharedDataFactAttribute(string folder)
    {
        Folder = folder;
        if (SharedData.Root is null || !Directory.Exists(SharedData.PathOf(folder)))
            Skip = $"SKIPPED: shared/data/{folder} was not found; set FEEDLOG_TEST_DATA to the folder that holds it";
    }

    /// <summary>The folder within the data.</summary>
    public string Folder { get; }
}
