using System.Globalization;
using System.Text;
using Feedlog.Indexing.Query;

namespace Feedlog.Tests.Unit.Search;

/// <summary>Which values of the metadata a query can ask for.</summary>
public sealed class MetadataReaderTests
{
    [Theory]
    [InlineData("""{}""", "")]
    [InlineData("""{"a":"x","b":1.50,"c":true,"d":null}""", "a=x b:1.5 c?True")]
    [InlineData("""{"a":{"b":{"c":1},"d":2},"e":3}""", "a.b.c:1 a.d:2 e:3")]
    [InlineData("""{"a":[1,[2,{"b":3},4],{"b":{"c":5}}],"f":6}""", "a:1 a:2 a.b:3 a:4 a.b.c:5 f:6")]
    [InlineData("""{"a":1,"a":2}""", "a:1 a:2")]
    [InlineData("""{"":1,"b":{"":2}}""", "b.:2")]
    [InlineData("""{"":{"a":1},"b":2}""", "b:2")]
    [InlineData("""{"a":1e999,"b":-0.0,"c":-1e-2}""", "b:0 c:-0.01")]
    [InlineData("""{"\u0061\n":"\u00e9\"","b":"\ud800","\ud800":1,"c":2}""", "a\n=\u00E9\" c:2")]
    [InlineData("""{"a":1,"b":""", "a:1")]
    [InlineData("", "")]
    public void Values_StandUnderTheirPaths(string json, string expected)
    {
        Sink sink = new([]);
        MetadataReader reader = new();
        reader.Read(Encoding.UTF8.GetBytes(json), ref sink);
        Assert.Equal(expected, string.Join(' ', sink.Found));

        // A reader remembers nothing of what it read before.
        sink.Found.Clear();
        reader.Read(Encoding.UTF8.GetBytes(json), ref sink);
        Assert.Equal(expected, string.Join(' ', sink.Found));
    }

    [Fact]
    public void Values_OfALargeRecord_AreAllFound()
    {
        string name = new('n', 3_000);
        string json = $$"""{"{{name}}":{"{{name}}":"{{new string('v', 5_000)}}"} }""";
        Sink sink = new([]);
        new MetadataReader().Read(Encoding.UTF8.GetBytes(json), ref sink);
        Assert.Equal($"{name}.{name}={new string('v', 5_000)}", Assert.Single(sink.Found));
    }

    private readonly struct Sink(List<string> found) : IMetadataSink
    {
        public List<string> Found => found;

        public void TakeText(ReadOnlySpan<byte> path, ReadOnlySpan<byte> value) =>
            found.Add($"{Encoding.UTF8.GetString(path)}={Encoding.UTF8.GetString(value)}");

        public void TakeNumber(ReadOnlySpan<byte> path, double value) =>
            found.Add(string.Create(CultureInfo.InvariantCulture, $"{Encoding.UTF8.GetString(path)}:{value}"));

        public void TakeBoolean(ReadOnlySpan<byte> path, bool value) =>
            found.Add($"{Encoding.UTF8.GetString(path)}?{value}");
    }
}
