using System.Globalization;
using System.Text;

namespace Feedlog.Tests.Property.Model;

/// <summary>Makes drafts out of random numbers: few names, so that they meet; sizes near boundaries.</summary>
internal static class DraftMaker
{
    /// <summary>The model of all vectors of the model.</summary>
    public const string Model = "m";

    /// <summary>A vector that differs from those of other numbers.</summary>
    public static float[] VectorOf(int number)
    {
        Random random = new(number);
        return [.. Enumerable.Range(0, 12).Select(_ => (float)(random.NextDouble() - 0.5))];
    }

    /// <summary>The keys that drafts have.</summary>
    public static readonly string[] Keys = ["alpha", "beta", "gamma", "a key with blanks", "\u00e9t\u00e9", "x"];

    /// <summary>The streams that drafts have; null is the nameless one.</summary>
    public static readonly string?[] Streams = [null, null, "agent", "user/7"];

    /// <summary>The kinds that drafts have.</summary>
    public static readonly string?[] Kinds = [null, null, "note", "preference"];

    /// <summary>The tags that drafts have.</summary>
    public static readonly string[] Tags = ["red", "green", "blue"];

    /// <summary>The words that contents are made of.</summary>
    public static readonly string[] Words =
    [
        "harbor", "lantern", "mosaic", "nickel", "orchid", "pepper", "quartz", "ribbon", "saddle", "timber",
        "umbrella", "velvet", "walnut", "yonder", "zephyr",
    ];

    /// <summary>A draft with a name or not, made of a few words or thousands of bytes.</summary>
    public static RecordDraft Make(Random random, DateTimeOffset now)
    {
        byte[] content = MakeContent(random);
        return new RecordDraft
        {
            ContentBytes = content,
            Timestamp = random.Next(3) == 0 ? null : now.AddMinutes(random.Next(-40, 3)),
            Key = random.Next(3) == 0 ? null : Pick(random, Keys),
            Stream = Pick(random, Streams),
            Kind = Pick(random, Kinds),
            Tags = Tags.Where(_ => random.Next(4) == 0).ToArray(),
            Metadata = random.Next(3) == 0
                ? "{\"n\": " + random.Next(100).ToString(CultureInfo.InvariantCulture) + "}"
                : null,
        };
    }

    /// <summary>One of them.</summary>
    public static T Pick<T>(Random random, IReadOnlyList<T> choices) => choices[random.Next(choices.Count)];

    /// <summary>The words of a content that <see cref="Make"/> made.</summary>
    public static IEnumerable<string> WordsOf(byte[] content) =>
        Encoding.Latin1.GetString(content).Split(' ').Where(word => Words.Contains(word, StringComparer.Ordinal));

    /// <summary>Content of this many bytes made of words, the same for the same seed.</summary>
    public static byte[] TextOf(int seed, int lengthBytes)
    {
        Random random = new(seed);
        StringBuilder text = new();
        while (text.Length < lengthBytes) text.Append(Pick(random, Words)).Append(' ');
        return Encoding.ASCII.GetBytes(text.ToString(0, lengthBytes));
    }

    private static byte[] MakeContent(Random random)
    {
        switch (random.Next(12))
        {
            case 0: return [];
            case 1: return TextOf(random.Next(), random.Next(1500, 3300));
            case 2: return TextOf(random.Next(), random.Next(3800, 4400));
            case 3: return [.. TextOf(random.Next(), 40), (byte)' ', 0xFF, 0xFE, 0xED, 0x00];
            default: return TextOf(random.Next(), random.Next(3, 300));
        }
    }
}
