using Feedlog.Format.Indexes;
using Feedlog.Indexing.Keyword;
using Feedlog.Indexing.Query;
using Feedlog.Tests.Unit.Indexes;

namespace Feedlog.Tests.Unit.Keyword;

public sealed class KeywordDamageTests
{
    [Fact]
    public void Damage_InAnyPage_IsAnErrorOrChangesNothing()
    {
        WordModel model = new(21, 3000, 2000);
        IndexFileEntry entry = model.Build(..);
        byte[] sound = model.Bytes(entry);
        int errors = 0;
        for (int page = 1; page < sound.Length / IndexPageLayout.PageBytes; page++)
        {
            byte[] damaged = [.. sound];
            damaged[page * IndexPageLayout.PageBytes + page * 37 % IndexPageLayout.PageBytes] ^= 0x40;
            model.Replace(entry, damaged);
            Assert.Throws<IndexDamageException>(() => Read(model, entry));
            errors++;
        }

        Assert.True(errors > 20, $"Only {errors} pages.");
    }

    [Fact]
    public void HostileBytes_UnderRightChecksums_AreAnErrorOrAnAnswer()
    {
        WordModel model = new(22, 1500, 300);
        IndexFileEntry entry = model.Build(..);
        byte[] sound = model.Bytes(entry);
        int errors = 0;
        for (int seed = 1; seed <= 1500; seed++)
        {
            Random random = new(seed);
            byte[] hostile = [.. sound];
            int number = random.Next(1, sound.Length / IndexPageLayout.PageBytes);
            Span<byte> page = hostile.AsSpan(number * IndexPageLayout.PageBytes, IndexPageLayout.PageBytes);
            for (int i = random.Next(1, 20); i > 0; i--)
            {
                int at = random.Next(3) == 0
                    ? random.Next(16, 128)
                    : random.Next(IndexPageLayout.PayloadBytes);
                page[at] = random.Next(3) switch { 0 => 0xFF, 1 => 0, _ => (byte)random.Next(256) };
            }

            if (random.Next(20) == 0) random.NextBytes(page[..IndexPageLayout.PayloadBytes]);
            IndexPage.Seal(page, LogModel.Store.Salt, entry.Number, number);
            model.Replace(entry, hostile);
            try
            {
                Read(model, entry);
            }
            catch (IndexDamageException)
            {
                errors++;
            }
            catch (Exception other)
            {
                Assert.Fail($"Seed {seed}, page {number}: {other}");
            }
        }

        Assert.InRange(errors, 300, 1500);
    }

    // Everything is read: all terms with their postings, all that is told of slots, and searches.
    private static void Read(WordModel model, IndexFileEntry entry)
    {
        using KeywordPart part = model.Open(entry);
        for (int slot = 0; slot < part.SlotCount; slot++)
        {
            part.TimestampMs(part.Chunk(slot / 64), slot);
            part.SequenceOf(slot);
        }

        TermWalk walk = new(part);
        while (walk.MoveNext())
        {
            PostingList list = PostingList.Open(part, walk.Entry);
            for (int block = 0; block < list.FirstSlots.Length; block++)
            {
                list.Load(block);
                list.LoadSlots();
                list.LoadFrequencies();
            }
        }

        Random random = new(5);
        QueryMaker maker = new(random, 300);
        for (int i = 0; i < 20; i++)
        {
            KeywordSearchTests.Search(
                [part], maker.Next(), new SearchLimits { FromMs = 1 }, 10, new AnyRecords());
        }

        if (part.SlotCount > 0)
        {
            model.Merge([part], ..);
        }
    }

    private sealed class AnyRecords : ISearchedRecords
    {
        public void Prefetch(ulong sequence)
        {
        }

        public bool IsLive(ulong sequence) => true;

        public bool HasPhrase(ulong sequence, PhraseNode phrase) => true;
    }
}
