using System.Globalization;
using System.Text;
using Feedlog.Indexing.Embedding;

namespace Feedlog.Tests.Unit.Embeddings;

/// <summary>Vectors of trigrams are the same on every machine, of length 1, and nearer for texts that share words.
/// </summary>
public sealed class TrigramEmbedderTests
{
    /// <summary>Counters that are not zero, with their counts; computed from the words of the remarks by a program
    /// in another language, with the reference implementation of XXH3.</summary>
    public static TheoryData<string, string> Golden() => new()
    {
        { "a", "771:1" },
        { "Hello, world!", "155:1 221:1 231:1 365:1 514:1 553:1 571:1 715:1 751:1 788:1 795:1 822:1 911:1" },
        { "hello  hello\thello", "221:3 412:3 581:2 715:3 788:3 822:3" },
        { "Stra\u00DFe", "58:1 255:1 357:1 514:1 549:1 559:1 880:1" },
        { "CAF\u00C9 caf\u00E9 cafe\u0301", "13:3 320:2 425:3 501:3 711:3 972:3" },
        { "\u041F\u0440\u0438\u0432\u0435\u0442", "157:1 329:1 664:1 665:1 860:1 993:1" },
        { "\u6771\u4EAC\u90FD", "75:1 763:1 853:1" },
        { "\uD55C\uAD6D\uC5B4", "18:1 557:1 595:1" },
        { "\uFB01x co\u00ADop", "15:1 390:1 518:1 541:1 853:1 978:1 987:1 992:1" },
        { "\U0001F600\U0001F680", "599:1 712:1" },
        { "  ", "" },
        { "0123456789", "154:1 241:1 323:1 350:1 392:1 435:1 467:1 839:1 873:1 878:1" },
    };

    [Theory]
    [MemberData(nameof(Golden))]
    public void Vector_IsTheGoldenOne(string text, string counters)
    {
        float[] expected = new float[TrigramEmbedder.Dimensions];
        foreach (string counter in counters.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            int[] parts = counter.Split(':').Select(part => int.Parse(part, CultureInfo.InvariantCulture)).ToArray();
            expected[parts[0]] = parts[1];
        }

        double length = Math.Sqrt(expected.Sum(count => (double)count * count));
        if (length > 0) expected = expected.Select(count => (float)(count / length)).ToArray();
        Assert.Equal(expected, TrigramEmbedder.Embed(text));
    }

    [Fact]
    public void Vectors_OfTextsThatShareWords_AreNearer()
    {
        float[] one = TrigramEmbedder.Embed("the engine appends small records");
        float[] same = TrigramEmbedder.Embed("THE ENGINE  APPENDS SMALL RECORDS");
        float[] near = TrigramEmbedder.Embed("small records are appended by an engine");
        float[] far = TrigramEmbedder.Embed("zwölf Boxkämpfer jagen Viktor quer über den Sylter Deich");
        Assert.Equal(one, same);
        Assert.True(Cosine(one, near) > 0.4, $"{Cosine(one, near)}");
        Assert.True(Cosine(one, far) < 0.2, $"{Cosine(one, far)}");
    }

    [Fact]
    public void Vector_HasLengthOne_WhateverTheBytes()
    {
        Random random = new(41);
        float[] vector = new float[TrigramEmbedder.Dimensions];
        for (int i = 0; i < 500; i++)
        {
            byte[] bytes = new byte[random.Next(200)];
            random.NextBytes(bytes);
            bool isVector = TrigramEmbedder.TryEmbed(bytes, vector);
            Assert.Equal(isVector ? 1 : 0, Math.Sqrt(vector.Sum(value => (double)value * value)), 1e-6);
        }
    }

    [Fact]
    public void Culture_ChangesNothing()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        float[] expected = TrigramEmbedder.Embed("TITLE I\u0307 \u0131");
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("tr-TR");
            Assert.Equal(expected, TrigramEmbedder.Embed("TITLE I\u0307 \u0131"));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Embedding_AllocatesNothing()
    {
        byte[] text = Encoding.UTF8.GetBytes("Some text, long enough: 0123456789 \u00C9t\u00E9");
        float[] vector = new float[TrigramEmbedder.Dimensions];
        for (int i = 0; i < 50; i++) TrigramEmbedder.TryEmbed(text, vector);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 50; i++) TrigramEmbedder.TryEmbed(text, vector);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Target_OfAnotherLength_IsRefused() =>
        Assert.Throws<ArgumentException>(() => TrigramEmbedder.TryEmbed("x"u8, new float[999]));

    private static double Cosine(float[] left, float[] right) => left.Zip(right, (l, r) => (double)l * r).Sum();
}
