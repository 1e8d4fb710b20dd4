using Feedlog.Tool;

namespace Feedlog.Tests.Cli;

/// <summary>How times are read.</summary>
public sealed class TimeTextTests
{
    [Theory]
    [InlineData("2026-03", "2026-03-01T00:00:00.000Z")]
    [InlineData("2026-03-14", "2026-03-14T00:00:00.000Z")]
    [InlineData("2026-03-14T15:09", "2026-03-14T15:09:00.000Z")]
    [InlineData("2026-03-14 15:09:26", "2026-03-14T15:09:26.000Z")]
    [InlineData("2026-03-14T15:09:26.5", "2026-03-14T15:09:26.500Z")]
    [InlineData("2026-03-14T15:09:26.5359999Z", "2026-03-14T15:09:26.535Z")]
    [InlineData("2026-03-14T15:09:26+02:00", "2026-03-14T13:09:26.000Z")]
    [InlineData("2026-03-14T15:09:26-0730", "2026-03-14T22:39:26.000Z")]
    [InlineData("2026-03-14T15:09:26+01", "2026-03-14T14:09:26.000Z")]
    [InlineData("0001-01-01", "0001-01-01T00:00:00.000Z")]
    [InlineData("9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999Z")]
    [InlineData("0", "1970-01-01T00:00:00.000Z")]
    [InlineData("-1", "1969-12-31T23:59:59.000Z")]
    [InlineData("946477226", "1999-12-29T14:20:26.000Z")]
    [InlineData("946477226.25", "1999-12-29T14:20:26.250Z")]
    [InlineData("946477226250", "1999-12-29T14:20:26.250Z")]
    [InlineData("946477226250999", "1999-12-29T14:20:26.250Z")]
    [InlineData("1.5e9", "2017-07-14T02:40:00.000Z")]
    public void Time_WithoutAFormat_IsToldFromItsLooks(string text, string expected)
    {
        Assert.True(TimeText.TryParse(text, TimeFormat.Guess, out DateTimeOffset time));

        Assert.Equal(expected, PlainText.Time(time));
    }

    [Theory]
    [InlineData("")]
    [InlineData("now")]
    [InlineData("2026-13-01")]
    [InlineData("2026-02-30")]
    [InlineData("2026-3-1")]
    [InlineData("2026-03-14T25:00")]
    [InlineData("2026-03-14T15:60")]
    [InlineData("2026-03-14T15:09:60")]
    [InlineData("2026-03-14T")]
    [InlineData("2026-03-14T15:09:26.")]
    [InlineData("2026-03-14T15:09:26+24:00")]
    [InlineData("2026-03-14T15:09:26Zulu")]
    [InlineData("2026-03-14x")]
    [InlineData("0000-01-01")]
    [InlineData("0001-01-01T00:00:00+01:00")]
    [InlineData("1e400")]
    [InlineData("99999999999999999999999")]
    [InlineData("-99999999999999999")]
    [InlineData("0x10")]
    [InlineData("1,000")]
    [InlineData("NaN")]
    public void Time_ThatIsNone_IsRefused(string text) =>
        Assert.False(TimeText.TryParse(text, TimeFormat.Guess, out _));

    [Theory]
    [InlineData("s", "5000000000000", false, "")]
    [InlineData("ms", "5", true, "1970-01-01T00:00:00.005Z")]
    [InlineData("us", "5000", true, "1970-01-01T00:00:00.005Z")]
    [InlineData("us", "-1", true, "1969-12-31T23:59:59.999Z")]
    [InlineData("s", "5", true, "1970-01-01T00:00:05.000Z")]
    [InlineData("s", "2026-03-14", false, "")]
    [InlineData("iso", "5", false, "")]
    [InlineData("iso", "2026-03-14", true, "2026-03-14T00:00:00.000Z")]
    public void Time_WithAFormat_IsReadInThatFormatOnly(string format, string text, bool isTime, string expected)
    {
        Assert.True(TimeText.TryGetFormat(format, out TimeFormat known));

        bool isRead = TimeText.TryParse(text, known, out DateTimeOffset time);

        Assert.Equal(isTime, isRead);
        if (isTime) Assert.Equal(expected, PlainText.Time(time));
    }
}
