using Feedlog.Format;

namespace Feedlog.Tests.Unit.Store;

/// <summary>Records that are not acceptable: refused with a code, before anything is written.</summary>
public sealed class InvalidRecordTests
{
    private const string LoneSurrogate = "a\ud800b";

    public static TheoryData<string> BadDrafts() => new(s_bad.Keys);

    public static TheoryData<string> LargestDrafts() => new(s_largest.Keys);

    private static readonly Dictionary<string, Func<RecordDraft>> s_bad = new()
    {
        ["no content at all"] = () => default,
        ["content too large"] = () => new RecordDraft { ContentBytes = new byte[FormatLimits.ContentBytesMax + 1] },
        ["key too long"] = () => new RecordDraft("x") { Key = new string('k', FormatLimits.KeyBytesMax + 1) },
        ["key too long in bytes only"] = () => new RecordDraft("x") { Key = new string('\u00e9', 257) },
        ["stream too long"] = () => new RecordDraft("x") { Stream = new string('s', FormatLimits.StreamBytesMax + 1) },
        ["kind too long"] = () => new RecordDraft("x") { Kind = new string('k', FormatLimits.KindBytesMax + 1) },
        ["too many tags"] = () => new RecordDraft("x") { Tags = TagsOf(FormatLimits.TagCountMax + 1, 3) },
        ["tag too long"] = () => new RecordDraft("x") { Tags = TagsOf(1, FormatLimits.TagBytesMax + 1) },
        ["original id too long"] = () => new RecordDraft("x") { OriginalV1Id = new string('o', 257) },
        ["zero id"] = () => new RecordDraft("x") { Id = new RecordId(0) },
        ["metadata too large"] = () => new RecordDraft("x") { Metadata = ObjectOf(FormatLimits.MetadataBytesMax + 1) },
        ["metadata too deep"] = () => new RecordDraft("x") { Metadata = Nested(FormatLimits.MetadataDepthMax + 1) },
        ["metadata not an object"] = () => new RecordDraft("x") { Metadata = "[1]" },
        ["metadata not JSON"] = () => new RecordDraft("x") { Metadata = "{a:1}" },
        ["metadata with more behind it"] = () => new RecordDraft("x") { Metadata = "{} {}" },
        ["metadata not UTF-8"] = () => new RecordDraft("x") { MetadataBytes = new byte[] { 0x7B, 0x22, 0xFF, 0x22, 0x3A, 0x31, 0x7D } },
        ["lone surrogate in content"] = () => new RecordDraft(LoneSurrogate),
        ["lone surrogate in key"] = () => new RecordDraft("x") { Key = LoneSurrogate },
        ["lone surrogate in stream"] = () => new RecordDraft("x") { Stream = LoneSurrogate },
        ["lone surrogate in kind"] = () => new RecordDraft("x") { Kind = LoneSurrogate },
        ["lone surrogate in a tag"] = () => new RecordDraft("x") { Tags = [LoneSurrogate] },
        ["lone surrogate in metadata"] = () => new RecordDraft("x") { Metadata = "{\"a\":\"" + LoneSurrogate + "\"}" },
    };

    private static readonly Dictionary<string, Func<RecordDraft>> s_largest = new()
    {
        ["content"] = () => new RecordDraft { ContentBytes = new byte[FormatLimits.ContentBytesMax] },
        ["key"] = () => new RecordDraft("x") { Key = new string('k', FormatLimits.KeyBytesMax) },
        ["key of two-byte characters"] = () => new RecordDraft("x") { Key = new string('\u00e9', 256) },
        ["stream"] = () => new RecordDraft("x") { Stream = new string('s', FormatLimits.StreamBytesMax) },
        ["kind"] = () => new RecordDraft("x") { Kind = new string('k', FormatLimits.KindBytesMax) },
        ["tags"] = () => new RecordDraft("x") { Tags = TagsOf(FormatLimits.TagCountMax, FormatLimits.TagBytesMax) },
        ["metadata"] = () => new RecordDraft("x") { Metadata = ObjectOf(FormatLimits.MetadataBytesMax) },
        ["deep metadata"] = () => new RecordDraft("x") { Metadata = Nested(FormatLimits.MetadataDepthMax) },
        ["original id"] = () => new RecordDraft("x") { OriginalV1Id = new string('o', 256) },
    };

    [Theory]
    [MemberData(nameof(BadDrafts))]
    public async Task Append_BadDraft_IsRefusedAndNothingIsWritten(string name)
    {
        await using FeedlogStore store = Stores.InMemory();

        await Stores.RefusedAsync(
            FeedlogErrorCode.InvalidRecord, async () => await store.AppendAsync(s_bad[name]()));
        Assert.Equal(0UL, store.LastSequence);

        AppendResult next = await store.AppendAsync("the store goes on");
        Assert.Equal(1UL, next.Sequence);
    }

    [Theory]
    [MemberData(nameof(BadDrafts))]
    public async Task AppendAndForget_BadDraft_IsRefusedAtOnce(string name)
    {
        await using FeedlogStore store = Stores.InMemory();

        FeedlogException refusal = Assert.ThrowsAny<FeedlogException>(() => store.Append(s_bad[name]()));

        Assert.Equal(FeedlogErrorCode.InvalidRecord, refusal.Code);
        await store.FlushAsync();
        Assert.Equal(0UL, store.LastSequence);
    }

    [Theory]
    [MemberData(nameof(BadDrafts))]
    public async Task AppendMany_WithABadDraft_WritesNoneOfThem(string name)
    {
        await using FeedlogStore store = Stores.InMemory();
        RecordDraft[] drafts = [new("before"), s_bad[name](), new("after")];

        await Stores.RefusedAsync(FeedlogErrorCode.InvalidRecord, async () => await store.AppendManyAsync(drafts));

        Assert.Empty(await Stores.ContentsAsync(store));
        Assert.Equal(0UL, store.LastSequence);
    }

    [Theory]
    [MemberData(nameof(LargestDrafts))]
    public async Task Append_LargestDraft_ComesBack(string name)
    {
        await using FeedlogStore store = Stores.InMemory();
        RecordDraft draft = s_largest[name]();

        AppendResult result = await store.AppendAsync(draft);

        Assert.True(store.TryGet(result.Id, out Record? found));
        Assert.Equal(draft.Key, found.Key);
        Assert.Equal(draft.Stream, found.Stream);
        Assert.Equal(draft.Kind, found.Kind);
        Assert.Equal(draft.Tags ?? [], found.Tags);
        Assert.Equal(draft.Metadata, found.Metadata);
        Assert.Equal(draft.OriginalV1Id, found.OriginalV1Id);
        if (draft.ContentBytes is { } bytes) Assert.True(bytes.Span.SequenceEqual(found.ContentBytes.Span));
    }

    private static string[] TagsOf(int count, int length) => Enumerable.Range(0, count)
        .Select(i => ((char)('a' + i % 26)).ToString() + (char)('a' + i / 26) + new string('t', length - 2)).ToArray();

    private static string ObjectOf(int lengthBytes) => "{\"a\":\"" + new string('x', lengthBytes - 8) + "\"}";

    private static string Nested(int depth) =>
        string.Concat(Enumerable.Repeat("{\"a\":", depth - 1)) + "{}" + new string('}', depth - 1);
}
