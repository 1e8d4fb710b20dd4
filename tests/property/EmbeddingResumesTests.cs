using Feedlog.Tests.Property.Vectors;
using Feedlog.Tests.Support;
using Xunit.Abstractions;

namespace Feedlog.Tests.Property;

/// <summary>
/// However the lives of a store that embeds have ended, every live record has exactly one vector in the end: nothing is
/// left out, and nothing was embedded for the log twice.
/// </summary>
public sealed class EmbeddingResumesTests(ITestOutputHelper output)
{
    private const int LivesMax = 5;

    [Fact]
    public async Task AnyLives_LeaveEveryRecordOneVector()
    {
        int runs = TestLevel.Count(12, 80, 2000);
        long embedded = 0;
        long resumed = 0;
        long faults = 0;
        for (int i = 0; i < runs; i++)
        {
            string name = $"embedding {i}";
            Random random = PropertyRun.RandomFor(name);
            EmbeddingLives lives = new(random);
            try
            {
                for (int life = random.Next(1, LivesMax); life > 0; life--) await lives.LiveAsync();
                await lives.CheckAsync();
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"{name}: {exception.Message} {PropertyRun.Hint}", exception);
            }

            embedded += lives.Embedded;
            resumed += lives.Resumed;
            faults += lives.Faults;
        }

        output.WriteLine($"{runs} stores, {embedded} vectors, {resumed} resumed, {faults} faults. {PropertyRun.Hint}");
        TestCounts.Write("embedding", new Dictionary<string, double>(StringComparer.Ordinal)
        {
            ["stores"] = runs,
            ["vectors"] = embedded,
            ["resumed"] = resumed,
            ["faults"] = faults,
        });
        Assert.True(embedded > runs, "Hardly anything was embedded.");
        Assert.True(resumed > 0, "No life went on behind another.");
        Assert.True(faults > 0, "The generator has never failed.");
    }
}
