using System.Globalization;
using System.Text.Unicode;

namespace Feedlog.Benchmarks.Corpus;

/// <summary>
/// Makes the record of a number out of a seed alone, in any order: content of 200 to 2,000 bytes (mean about 646) over
/// a Zipf vocabulary with 256 topics, JSON metadata (mean about 105), 5 % near-duplicates. Not safe for several
/// threads.
/// </summary>
internal sealed class RecordGenerator
{
    /// <summary>Longest content in bytes.</summary>
    internal const int ContentBytesMax = 2_000;

    /// <summary>Room that metadata needs at most, in bytes.</summary>
    internal const int MetadataBytesMax = 256;

    private const int ContentBytesMin = 200;
    private const int TopicCount = 256;
    private const int TopicWords = 64;
    private const double TopicShare = 0.25;
    private const double NearDuplicateShare = 0.05;
    private const int NearDuplicateEdits = 3;

    // A cut-off exponential over 1,800 bytes with this parameter has the mean 446.
    private const double LengthParameter = 495;

    private static readonly string[] s_sources = ["chat", "mail", "note", "calendar", "document", "observation"];

    private readonly ulong _seed;
    private readonly ZipfWords _words;
    private readonly int[] _topics = new int[TopicCount * TopicWords];

    /// <summary>Makes vocabulary and topics of a seed.</summary>
    internal RecordGenerator(ulong seed)
    {
        _seed = seed;
        _words = new ZipfWords(seed);
        SeededRandom random = new(seed, 2);
        for (int i = 0; i < _topics.Length; i++) _topics[i] = 500 + random.Below(20_000);
    }

    /// <summary>The words that the contents are made of.</summary>
    internal ZipfWords Words => _words;

    /// <summary>Writes the content of a record; returns its length in bytes.</summary>
    internal int WriteContent(int index, Span<byte> target)
    {
        SeededRandom random = new(_seed, Stream(index, 3));
        if (index == 0 || random.Unit() >= NearDuplicateShare) return WriteOriginal(index, target);

        int source = Math.Max(0, index - 1 - random.Below(1_000));
        int lengthBytes = WriteOriginal(source, target);
        for (int i = 0; i < NearDuplicateEdits; i++)
        {
            int at = random.Below(lengthBytes);
            if (target[at] is >= (byte)'a' and <= (byte)'z') target[at] = (byte)('a' + random.Below(26));
        }

        return lengthBytes;
    }

    /// <summary>Writes the metadata of a record, one JSON object; returns its length in bytes.</summary>
    internal int WriteMetadata(int index, Span<byte> target)
    {
        SeededRandom random = new(_seed, Stream(index, 4));
        string source = s_sources[random.Below(s_sources.Length)];
        string author = random.Below(2) == 0 ? "user" : "assistant";
        Utf8.TryWrite(target, CultureInfo.InvariantCulture,
            $"{{\"source\":\"{source}\",\"topic\":\"topic-{Topic(index):d3}\",\"author\":\"{author}\",", out int at);
        Utf8.TryWrite(target[at..], CultureInfo.InvariantCulture,
            $"\"session\":\"s-{random.Below(1 << 24):x6}\",\"turn\":{random.Below(200)},", out int more);
        at += more;
        Utf8.TryWrite(target[at..], CultureInfo.InvariantCulture,
            $"\"importance\":0.{random.Below(100):d2}}}", out more);
        return at + more;
    }

    private static ulong Stream(int index, ulong part) => ((ulong)index << 8) | part;

    private int Topic(int index) => new SeededRandom(_seed, Stream(index, 5)).Below(TopicCount);

    private int WriteOriginal(int index, Span<byte> target)
    {
        SeededRandom random = new(_seed, Stream(index, 6));
        int lengthBytes = DrawLength(ref random);
        int topic = Topic(index);
        int at = 0;
        while (true)
        {
            int rank = random.Unit() < TopicShare
                ? _topics[topic * TopicWords + random.Below(TopicWords)]
                : _words.Draw(ref random);
            ReadOnlySpan<byte> word = _words[rank];
            if (at + word.Length + 1 > lengthBytes) break;
            word.CopyTo(target[at..]);
            at += word.Length;
            target[at++] = (byte)' ';
        }

        target[at..lengthBytes].Fill((byte)'.');
        return lengthBytes;
    }

    private static int DrawLength(ref SeededRandom random)
    {
        const int span = ContentBytesMax - ContentBytesMin;
        double cut = 1 - Math.Exp(-span / LengthParameter);
        double above = -LengthParameter * Math.Log(1 - random.Unit() * cut);
        return ContentBytesMin + Math.Min(span, (int)Math.Round(above));
    }
}
