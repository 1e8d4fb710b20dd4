using Feedlog.Format.Stores;

namespace Feedlog.Tests.Unit.Format.Stores;

/// <summary>File names: built and parsed in one place, and one spelling for each number.</summary>
public sealed class StoreLayoutTests
{
    [Theory]
    [InlineData(1UL, "hot/000000000001.feed")]
    [InlineData(999_999_999_999UL, "hot/999999999999.feed")]
    [InlineData(1_000_000_000_000UL, "hot/1000000000000.feed")]
    [InlineData(ulong.MaxValue, "hot/18446744073709551615.feed")]
    public void Segment_NameAndNumber_BelongTogether(ulong number, string path)
    {
        Assert.Equal(path, StoreLayout.Segment(number));
        Assert.True(StoreLayout.TryParseSegment(path["hot/".Length..], out ulong parsed));
        Assert.Equal(number, parsed);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".feed")]
    [InlineData("1.feed")]
    [InlineData("00000000001.feed")]
    [InlineData("0000000000001.feed")]
    [InlineData("000000000000.feed")]
    [InlineData("+00000000001.feed")]
    [InlineData("-00000000001.feed")]
    [InlineData(" 00000000001.feed")]
    [InlineData("00000000001 .feed")]
    [InlineData("00000000000A.feed")]
    [InlineData("0000000000,1.feed")]
    [InlineData("000000000001.FEED")]
    [InlineData("000000000001.feed.tmp")]
    [InlineData("000000000001.feeds")]
    [InlineData("000000000001")]
    [InlineData("18446744073709551616.feed")]
    [InlineData("hot/000000000001.feed")]
    [InlineData("\u0660\u0660\u0660\u0660\u0660\u0660\u0660\u0660\u0660\u0660\u0660\u0661.feed")]
    public void OtherSpelling_IsNoSegment(string name)
    {
        Assert.False(StoreLayout.TryParseSegment(name, out _));
    }

    [Fact]
    public void Names_DoNotDependOnTheCulture()
    {
        System.Globalization.CultureInfo before = System.Globalization.CultureInfo.CurrentCulture;
        try
        {
            System.Globalization.CultureInfo.CurrentCulture = new System.Globalization.CultureInfo("ar-SA");
            Assert.Equal("hot/000000000012.feed", StoreLayout.Segment(12));
            Assert.True(StoreLayout.TryParseSegment("000000000012.feed", out _));
        }
        finally
        {
            System.Globalization.CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Drafts_AreKnownByTheirName()
    {
        Assert.Equal("hot/000000000003.feed.tmp", StoreLayout.SegmentDraft(3));
        Assert.True(StoreLayout.IsDraft(StoreLayout.SegmentDraft(3)));
        Assert.True(StoreLayout.IsDraft(StoreLayout.ManifestDraft));
        Assert.False(StoreLayout.IsDraft(StoreLayout.Segment(3)));
        Assert.False(StoreLayout.IsDraft(StoreLayout.Manifest));
        Assert.Equal(StoreLayout.Manifest + StoreLayout.DraftSuffix, StoreLayout.ManifestDraft);
    }
}
