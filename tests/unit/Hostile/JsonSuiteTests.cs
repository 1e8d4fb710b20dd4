using System.IO.Compression;
using System.Text.Json;
using Feedlog.Tests.Support;
using Feedlog.Tests.Unit.Store;
using Xunit.Abstractions;

namespace Feedlog.Tests.Unit.Hostile;

/// <summary>
/// A suite of well-formed and broken JSON as metadata: broken texts are refused and nothing is written, objects go in
/// and come back byte for byte, other values are refused because metadata is an object.
/// </summary>
public sealed class JsonSuiteTests(ITestOutputHelper output)
{
    private const string File = "hostile/json-test-suite.jsonl.gz";

    [DataFact(File)]
    public async Task BrokenJson_AsMetadata_IsRefusedAndNothingIsWritten()
    {
        await using FeedlogStore store = Stores.InMemory();
        JsonCase[] cases = Cases().Where(item => item.Expect == "reject").ToArray();
        foreach (JsonCase item in cases)
        {
            FeedlogException refusal = await AppendRefusedAsync(store, item);
            Assert.NotEmpty(refusal.Remedy);
            Assert.Equal(0UL, store.LastSequence);
        }

        Assert.Equal(188, cases.Length);
    }

    [DataFact(File)]
    public async Task SoundObjects_AsMetadata_ComeBackByteForByte()
    {
        using TempStore temp = new();
        Dictionary<RecordId, byte[]> kept = [];
        await using (FeedlogStore store = await temp.OpenAsync())
        {
            foreach (JsonCase item in Cases().Where(item => item.Expect == "accept" && IsObject(item.Bytes)))
                kept.Add((await AppendAsync(store, item)).Id, item.Bytes);
        }

        Assert.Equal(12, kept.Count);
        await using FeedlogStore again = await temp.OpenAsync();
        foreach ((RecordId id, byte[] bytes) in kept)
        {
            Assert.True(again.TryGet(id, out Record? found));
            Assert.Equal(bytes, found.MetadataBytes.ToArray());
        }
    }

    [DataFact(File)]
    public async Task SoundValuesThatAreNoObjects_AsMetadata_AreRefusedAsSuch()
    {
        await using FeedlogStore store = Stores.InMemory();
        JsonCase[] cases = Cases().Where(item => item.Expect == "accept" && !IsObject(item.Bytes)).ToArray();
        foreach (JsonCase item in cases)
        {
            FeedlogException refusal = await AppendRefusedAsync(store, item);
            Assert.Contains("object", refusal.Message, StringComparison.Ordinal);
        }

        Assert.Equal(95 - 12, cases.Length);
        Assert.Equal(0UL, store.LastSequence);
    }

    [DataFact(File)]
    public async Task DoubtfulJson_AsMetadata_IsKeptOrRefusedAndNeverFails()
    {
        await using FeedlogStore store = Stores.InMemory();
        int kept = 0;
        JsonCase[] cases = Cases().Where(item => item.Expect is "either" or "transform").ToArray();
        foreach (JsonCase item in cases)
        {
            ulong before = store.LastSequence;
            try
            {
                AppendResult result = await AppendAsync(store, item);
                Assert.True(store.TryGet(result.Id, out Record? found));
                Assert.Equal(item.Bytes, found.MetadataBytes.ToArray());
                kept++;
            }
            catch (FeedlogException refusal)
            {
                Assert.Equal(FeedlogErrorCode.InvalidRecord, refusal.Code);
                Assert.Equal(before, store.LastSequence);
            }
        }

        output.WriteLine($"{kept} kept, {cases.Length - kept} refused");
        Assert.Equal(35 + 22, cases.Length);
    }

    [DataFact(File)]
    public async Task AnyJson_AsContent_ComesBackByteForByte()
    {
        await using FeedlogStore store = Stores.InMemory();
        foreach (JsonCase item in Cases())
        {
            AppendResult result = await store.AppendAsync(
                new RecordDraft { ContentBytes = item.Bytes }, new AppendOptions { Durability = Durability.None });
            Assert.True(store.TryGet(result.Id, out Record? found));
            Assert.Equal(item.Bytes, found.ContentBytes.ToArray());
            Assert.Equal(System.Text.Unicode.Utf8.IsValid(item.Bytes), found.IsText);
        }

        Assert.Equal(340UL, store.LastSequence);
    }

    private static async Task<AppendResult> AppendAsync(FeedlogStore store, JsonCase item) =>
        await store.AppendAsync(new RecordDraft("x") { MetadataBytes = item.Bytes });

    private static async Task<FeedlogException> AppendRefusedAsync(FeedlogStore store, JsonCase item)
    {
        try
        {
            await AppendAsync(store, item);
        }
        catch (FeedlogException refusal)
        {
            Assert.Equal(FeedlogErrorCode.InvalidRecord, refusal.Code);
            return refusal;
        }

        throw new InvalidOperationException($"{item.Name} was taken.");
    }

    private static bool IsObject(byte[] bytes) =>
        bytes.FirstOrDefault(value => value is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')) == '{';

    private static List<JsonCase> Cases()
    {
        using GZipStream gzip = new(System.IO.File.OpenRead(SharedData.PathOf(File)), CompressionMode.Decompress);
        using StreamReader reader = new(gzip);
        List<JsonCase> cases = [];
        while (reader.ReadLine() is { } line)
        {
            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement root = document.RootElement;
            cases.Add(new JsonCase(
                root.GetProperty("name").GetString() ?? "",
                root.GetProperty("expect").GetString() ?? "",
                root.GetProperty("base64").GetBytesFromBase64()));
        }

        return cases;
    }

    private sealed record JsonCase(string Name, string Expect, byte[] Bytes);
}
