using Feedlog.Indexing.Keyword;

namespace Feedlog.Tests.Unit.Keyword;

public sealed class TermTopTests
{
    [Theory]
    [InlineData(1, 20, 10, false)]
    [InlineData(2, 5000, 60_000, true)]
    public void Terms_AndWhatLiesBetweenThem_AreFoundAsTheWalkHasThem(
        int seed, int slotCount, int vocabulary, bool isCached)
    {
        WordModel model = new(seed, slotCount, vocabulary);
        using KeywordPart part = model.Open(model.Build(..));
        List<byte[]> terms = [];
        List<TermEntry> entries = [];
        TermWalk walk = new(part);
        while (walk.MoveNext())
        {
            terms.Add(walk.Term.ToArray());
            entries.Add(walk.Entry);
        }

        Assert.Equal(isCached, TermTop.Load(part).Cache is not null);
        HashSet<string> known = [.. terms.Select(Convert.ToHexString)];
        // The second time most are kept.
        for (int round = 0; round < 2; round++)
        {
            for (int i = 0; i < terms.Count; i++)
            {
                Assert.True(part.TryFindTerm(terms[i], out TermEntry entry), $"Term {i}.");
                Assert.Equal(entries[i], entry);
                AssertAbsent(part, known, [.. terms[i], 0]);
                AssertAbsent(part, known, terms[i][..^1]);
            }
        }
    }

    private static void AssertAbsent(KeywordPart part, HashSet<string> known, byte[] term)
    {
        if (known.Contains(Convert.ToHexString(term))) return;
        Assert.False(part.TryFindTerm(term, out TermEntry entry));
        Assert.Equal(0, entry.SlotCount);
    }
}
