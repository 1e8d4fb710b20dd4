using Feedlog.Tests.Property.Vectors;
using Feedlog.Tests.Support;
using Xunit.Abstractions;

namespace Feedlog.Tests.Property;

/// <summary>Whatever is done to a store, a search for vectors gives what looking at every vector gives.</summary>
public sealed class VectorsMatchModelTests(ITestOutputHelper output)
{
    private const int Steps = 120;

    [Fact]
    public async Task AnyOperations_AndSearches_GiveWhatTheModelGives()
    {
        int runs = TestLevel.Count(25, 150, 3000);
        long searches = 0;
        long hits = 0;
        long files = 0;
        for (int i = 0; i < runs; i++)
        {
            string name = $"vectors {i}";
            await using VectorWorld world = new(PropertyRun.RandomFor(name));
            try
            {
                await world.OpenAsync();
                for (int step = 0; step < Steps; step++) await world.StepAsync();
                await world.ReopenAsync(isKilled: false);
                world.Compare();
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"{name}: {exception.Message} {PropertyRun.Hint}", exception);
            }

            searches += world.Searches;
            hits += world.Hits;
            files += world.Files;
        }

        output.WriteLine($"{runs} stores, {searches} searches, {hits} hits, {files} files. {PropertyRun.Hint}");
        TestCounts.Write("vectors", new Dictionary<string, double>(StringComparer.Ordinal)
        {
            ["stores"] = runs,
            ["searches"] = searches,
            ["hits"] = hits,
            ["files"] = files,
        });
        Assert.True(hits > runs, "Hardly anything was found.");
        Assert.True(files > runs, "Hardly any vectors were in files.");
    }
}
