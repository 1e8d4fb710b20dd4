using System.Globalization;
using Feedlog.Format.Indexes;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;
using Feedlog.Fsck;
using Feedlog.Fsck.Salvaging;
using Feedlog.Tests.Support;
using Feedlog.Tests.Unit.Vectors;

namespace Feedlog.Tests.Unit.Fsck;

/// <summary>What the checker says of files of vectors: nothing of true ones, and all that could change an answer.
/// </summary>
public sealed class VectorsCheckTests
{
    private static readonly CheckOptions s_deep = new() { IsDeep = true };

    private static readonly FeedlogOptions s_small = new()
    {
        SegmentBytes = 256 * 1024,
        TailBytes = 60_000,
        CloseTailBytes = 1,
        SealsInline = true,
    };

    [Fact]
    public async Task CheckDeep_VectorsThatTheEngineMade_IsSilent()
    {
        StoreImage image = await StoreAsync(records: 300);

        CheckReport report = image.Check(s_deep);

        Assert.Empty(report.Findings);
        Assert.True(image.Manifest.Vectors.Select(entry => entry.ModelHash).Distinct().Count() >= 3);
        Assert.Equal(image.Manifest.IndexFiles.Count(), report.Totals.IndexFiles);
    }

    [Fact]
    public async Task Check_EveryPageFlipped_IsNamed_AndTheStoreIsMadeAnew()
    {
        StoreImage image = await StoreAsync(records: 60);
        string expected = await AnswersAsync(image.ToStorage());
        Random random = new(20260405);
        foreach (string path in VectorPaths(image))
        {
            for (int page = 0; page < image[path].Length; page += IndexPageLayout.PageBytes)
            {
                StoreImage flipped = image.Copy();
                flipped[path][page + random.Next(IndexPageLayout.PageBytes)] ^= (byte)(1 << random.Next(8));

                Finding finding = Assert.Single(flipped.Check().Findings);

                Assert.Equal(
                    (FindingCode.IndexDamaged, path, (long)page), (finding.Code, finding.File, finding.OffsetBytes));
                if (page == 0) Assert.Equal(expected, await AnswersAsync(flipped.ToStorage()));
            }
        }
    }

    [Fact]
    public async Task CheckDeep_AnyByteChangedUnderSoundChecksums_IsFound()
    {
        const int seed = 20260406;
        StoreImage image = await StoreAsync(records: 80);
        string[] paths = VectorPaths(image);
        HashSet<string> found = [];
        for (int round = TestLevel.Count(onShort: 150, onCi: 1500, onSoak: 50_000); round > 0; round--)
        {
            Random random = new(seed + round);
            StoreImage wild = image.Copy();
            string path = random.GetItems(paths, 1)[0];
            int page = random.Next(1, wild[path].Length / IndexPageLayout.PageBytes);
            Span<byte> payload = wild[path].AsSpan(page * IndexPageLayout.PageBytes, IndexPageLayout.PageBytes);
            int at = random.Next(IndexPageLayout.PayloadBytes);
            payload[at] ^= (byte)random.Next(1, 256);
            Assert.True(StoreLayout.TryParseIndex(Path.GetFileName(path), out _, out ulong number));
            IndexPage.Seal(payload, image.Manifest.Store.Salt, number, page);

            CheckReport report = wild.Check(s_deep);

            Assert.True(report.Findings.Count > 0, $"seed {seed + round}: {path}, page {page}, byte {at}");
            Assert.All(report.Findings, finding => Assert.Equal(path, finding.File));
            found.UnionWith(report.Findings.Select(finding => finding.Code.Name));
        }

        Assert.Contains(FindingCode.IndexInconsistent.Name, found);
        Assert.Contains(FindingCode.IndexMismatch.Name, found);
    }

    [Fact]
    public async Task CheckDeep_AFileThatIsNotListed_IsMissed()
    {
        StoreImage image = await StoreAsync(records: 60);
        Manifest manifest = image.Manifest;
        string path = StoreLayout.Vectors(manifest.Vectors[0].Number);
        image[StoreLayout.Manifest] = (manifest with { Vectors = [.. manifest.Vectors.Skip(1)] }).Write();

        CheckReport report = image.Check(s_deep);

        Assert.Contains(report.Findings, finding => finding.Code == FindingCode.IndexMismatch);
        Assert.Contains(report.Findings, finding => finding.File == path);
    }

    [Fact]
    public async Task Reindex_MakesTheVectorsAnew()
    {
        StoreImage image = await StoreAsync(records: 120);
        string expected = await AnswersAsync(image.ToStorage());
        MemoryStorage storage = image.ToStorage();

        Manifest made = Feedlog.Fsck.Commands.ReindexCommand.Run(storage, meter: null, default);

        Assert.NotEmpty(made.Vectors);
        Assert.Empty(StoreImage.Of(storage).Check(s_deep).Findings);
        Assert.Equal(expected, await AnswersAsync(storage));
    }

    [Fact]
    public async Task Salvage_KeepsTheVectors()
    {
        StoreImage image = await StoreAsync(records: 60);
        string expected = await AnswersAsync(image.ToStorage());
        MemoryStorage target = new();

        new SalvageRun(image.ToStorage(), target, new CheckOptions(), CancellationToken.None).Run();

        Assert.Equal(expected, await AnswersAsync(target));
    }

    private static async Task<string> AnswersAsync(IStorage storage)
    {
        await using FeedlogStore store = await FeedlogStore.OpenAsync(storage, s_small);
        using FeedlogSnapshot snapshot = store.OpenSnapshot();
        List<string> answers = [];
        foreach ((string model, int dimensions) in Models)
        {
            IReadOnlyList<SearchHit> hits = snapshot.Search(Query.All, new SearchOptions
            {
                Mode = SearchMode.Vector,
                Model = model,
                Vector = RandomVectors.One(new Random(3), dimensions),
                Limit = 25,
                IsExact = true,
            });
            answers.AddRange(hits.Select(
                hit => FormattableString.Invariant($"{model} {hit.Record.Sequence}:{hit.Score:F9}")));
        }

        Assert.True(answers.Count > 60, "Hardly anything was found.");
        return string.Join(' ', answers);
    }

    private static (string Model, int Dimensions)[] Models => [("small", 3), ("middle", 200), ("large", 4090)];

    private static string[] VectorPaths(StoreImage image) =>
        [.. image.Manifest.Vectors.Select(file => StoreLayout.Vectors(file.Number))];

    // Inline vectors and frames of their own, some taken the place of by newer ones, of records that live and that do
    // not.
    private static async Task<StoreImage> StoreAsync(int records)
    {
        Random random = new(5);
        MemoryStorage storage = new();
        await using (FeedlogStore store = await FeedlogStore.OpenAsync(storage, s_small))
        {
            List<RecordId> ids = [];
            for (int i = 0; i < records; i++)
            {
                RecordVector[] vectors = [.. Models.Where(_ => random.Next(3) > 0).Select(Make)];
                random.Shuffle(vectors);
                ids.Add((await store.AppendAsync(
                    new RecordDraft("number " + i.ToString(CultureInfo.InvariantCulture)) { Vectors = vectors },
                    new AppendOptions { Durability = Durability.None })).Id);
                if (i % 5 == 4)
                    await store.AppendVectorAsync(ids[random.Next(ids.Count)], Make(Models[i % 3]), Durability.None);
                if (i % 40 != 39) continue;
                await store.DeleteAsync(ids[0], Durability.None);
                ids.RemoveAt(0);
            }
        }

        return StoreImage.Of(storage);

        RecordVector Make((string Model, int Dimensions) model) =>
            new(model.Model, RandomVectors.One(random, model.Dimensions));
    }
}
