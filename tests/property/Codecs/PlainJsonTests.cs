using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Feedlog.Format;
using Feedlog.Write;
using FsCheck;
using FsCheck.Fluent;

namespace Feedlog.Tests.Property.Codecs;

/// <summary>Metadata that is taken at a glance is what the reader of System.Text.Json takes.</summary>
public sealed class PlainJsonTests
{
    private static readonly string[] s_pieces =
    [
        "{", "}", "[", "]", ",", ":", "\"", "\"a\"", "\"b c\"", "\"\"", "\"é中\"", "\"\\n\"", "\"\\", "\u0001", " ",
        "\n", "\t", "\r", "0", "1", "-", "-0", "12.5", "01", ".5", "1.", "1e5", "1E+", "1e-07", "+1", "true", "tru",
        "false", "null", "nul", "NaN", "{\"a\":1}", "{\"a\":[1,{\"b\":null}]}", "[]", "{}", "/*", "//", "'", "\u00A0",
    ];

    [Fact]
    public void Object_Plain_IsSeen()
    {
        string[] plain =
        [
            "{}", " { } ", "{\"a\":1}", "{\"a\":-0.5e+10 , \"b\" : [ ] }\n", "{\"\":\"\",\"é\":\"中 文\"}",
            "{\"a\":{\"b\":{\"c\":[true,false,null,[0],{\"d\":12}]}}}", "{\"a\":1E5,\"a\":0}",
        ];
        foreach (string text in plain) Assert.True(PlainJson.IsObject(Encoding.UTF8.GetBytes(text)), text);
    }

    [Fact]
    public void Object_MadeOfPieces_IsOneForTheReaderToo()
    {
        Gen<string> text =
            from count in Gen.Choose(0, 12)
            from pieces in Gen.Elements(s_pieces).ArrayOf(count)
            from isWrapped in Gen.Elements(true, true, false)
            select isWrapped ? "{\"k\":" + string.Concat(pieces) + "}" : string.Concat(pieces);
        CodecRun.Check(
            Prop.ForAll(
                text.ToArbitrary(), made => { AssertNotTakenWrongly(Encoding.UTF8.GetBytes(made)); }), 5_000);
    }

    [Fact]
    public void Object_WithBytesChanged_IsOneForTheReaderToo()
    {
        byte[] good = Encoding.UTF8.GetBytes(
            "{\"source\": \"é\", \"n\":-12.50e+3,\"list\":[1, {\"x\":null},[],\"y\"] ,\"ok\":true, \"no\":false}");
        Assert.True(PlainJson.IsObject(good));
        int taken = 0;
        for (int at = 0; at < good.Length; at++)
        {
            for (int value = 0; value < 256; value++)
            {
                byte[] changed = [.. good];
                changed[at] = (byte)value;
                if (AssertNotTakenWrongly(changed)) taken++;
                if (AssertNotTakenWrongly(good[..at])) taken++;
            }
        }

        Assert.InRange(taken, 1_000, good.Length * 256);
    }

    private static bool AssertNotTakenWrongly(byte[] utf8)
    {
        if (!Utf8.IsValid(utf8) || !PlainJson.IsObject(utf8)) return false;
        Utf8JsonReader reader = new(utf8, new JsonReaderOptions { MaxDepth = FormatLimits.MetadataDepthMax });
        Assert.True(reader.Read());
        Assert.Equal(JsonTokenType.StartObject, reader.TokenType);
        while (reader.Read())
        {
        }

        return true;
    }
}
