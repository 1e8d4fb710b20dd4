using Feedlog.Format.Storage;
using Feedlog.Format.Stores;
using Feedlog.Tests.Property.Damage;
using Feedlog.Tests.Support;
using Feedlog.Tests.Support.Storage;
using Xunit.Abstractions;

namespace Feedlog.Tests.Property;

/// <summary>
/// Structures inside a store are changed and their checksums mended. Answers may be forged then; but whatever the files
/// say, opening, asking and checking end in time with an answer or a refusal.
/// </summary>
public sealed class ForgedStoreTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ForgedStructures_AreAnsweredOrRefused(bool isClosed)
    {
        (SmallStore store, _) = await SmallStore.MakeAsync(isClosed);
        DamageJudge judge = await DamageJudge.OfAsync(store);
        Forger forger = new(store);
        string[] paths = store.Paths.Where(path => path != StoreLayout.Lock).ToArray();
        int rounds = TestLevel.Count(300, 10_000, 100_000);
        for (int i = 0; i < rounds; i++)
        {
            string name = $"forged {isClosed} {i}";
            Random random = PropertyRun.RandomFor(name);
            string path = paths[random.Next(paths.Length)];
            byte[] forged = forger.Forge(path, random);
            await judge.JudgeAsync(() => store.ToStorage(path, forged), () => $"{path}, '{name}'");
        }

        output.WriteLine($"{judge.Total} in all: {judge}. {PropertyRun.Hint}");
        TestCounts.Write($"forged/{isClosed}", Enum.GetValues<DamageOutcome>().ToDictionary(
            outcome => outcome.ToString(), outcome => (double)judge[outcome], StringComparer.Ordinal));
        judge.AssertEnded();
        // The sketches of a few vectors only guide a search: what the log says decides.
        Assert.True(judge[DamageOutcome.Identical] < judge.Total * 3 / 5, "Too little was reached to be a test.");
    }

    [Fact]
    public async Task StrayWithAHugeNumber_DoesNotUseTheNumbersUp()
    {
        (SmallStore store, _) = await SmallStore.MakeAsync(isClosed: true);
        CrashStorage storage = store.ToStorage();
        using (IStorageFile stray = storage.Open(StoreLayout.Segment(999_999_999_999), StorageOpen.Create))
            stray.Write(0, [1, 2, 3]);
        await using (FeedlogStore opened = await FeedlogStore.OpenAsync(storage, SmallStore.Options()))
        {
            Assert.Single(opened.OpenReport.StrayFiles);
            for (int i = 0; i < 20; i++) await opened.AppendAsync(new string('x', 1000));
        }

        await using FeedlogStore again = await FeedlogStore.OpenAsync(storage, SmallStore.Options());
        Assert.Equal(20, (await again.ScanAsync().ToArrayAsync()).Count(record => record.ContentBytes.Length == 1000));
    }
}
