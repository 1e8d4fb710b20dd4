using System.Buffers.Binary;
using System.Text;

namespace Feedlog.Tests.Unit.Lz4;

/// <summary>Makes seeded sample bytes of a kind.</summary>
internal static class SampleBytes
{
    private static readonly string[] s_vocabulary = MakeVocabulary();

    internal static byte[] Make(SampleKind kind, int lengthBytes, int seed)
    {
        byte[] sample = new byte[lengthBytes];
        Fill(kind, sample, new Random(seed));
        return sample;
    }

    private static void Fill(SampleKind kind, Span<byte> sample, Random random)
    {
        switch (kind)
        {
            case SampleKind.Random:
                random.NextBytes(sample);
                break;
            case SampleKind.FourSymbols:
                for (int at = 0; at < sample.Length; at++) sample[at] = (byte)('a' + random.Next(4));
                break;
            case SampleKind.Words:
                FillText(sample, random, static (text, random, _) => text.Append(Word(random)).Append(' '));
                break;
            case SampleKind.JsonLines:
                FillText(sample, random, AppendJsonLine);
                break;
            case SampleKind.Floats:
                FillFloats(sample, random);
                break;
            case SampleKind.ShortPeriod:
                FillPeriod(sample, random, random.Next(1, 41), random.Next(50, 5000));
                break;
            case SampleKind.LongPeriod:
                FillPeriod(sample, random, random.Next(60_000, 70_001), random.Next(50, 5000));
                break;
            case SampleKind.Sparse:
                sample.Clear();
                for (int at = random.Next(300); at < sample.Length; at += random.Next(1, 600))
                    sample[at] = (byte)random.Next(256);
                break;
            default:
                FillMixed(sample, random);
                break;
        }
    }

    private static void FillMixed(Span<byte> sample, Random random)
    {
        while (!sample.IsEmpty)
        {
            int stretchBytes = Math.Min(sample.Length, random.Next(1, 5000));
            Fill((SampleKind)random.Next((int)SampleKind.Mixed), sample[..stretchBytes], random);
            sample = sample[stretchBytes..];
        }
    }

    private static void FillText(Span<byte> sample, Random random, Action<StringBuilder, Random, int> append)
    {
        StringBuilder text = new();
        for (int piece = 0; !sample.IsEmpty; piece++)
        {
            text.Clear();
            append(text, random, piece);
            int taken = Math.Min(text.Length, sample.Length);
            Encoding.ASCII.GetBytes(text.ToString(0, taken), sample);
            sample = sample[taken..];
        }
    }

    private static void AppendJsonLine(StringBuilder text, Random random, int piece)
    {
        text.Append("{\"id\":").Append(1000 + piece).Append(",\"author\":\"").Append(Word(random));
        text.Append("\",\"body\":\"");
        for (int words = random.Next(1, 12); words > 0; words--) text.Append(Word(random)).Append(' ');
        text.Append("\"}\n");
    }

    private static string Word(Random random)
    {
        double skew = random.NextDouble();
        return s_vocabulary[(int)(skew * skew * skew * s_vocabulary.Length)];
    }

    private static string[] MakeVocabulary()
    {
        Random random = new(77);
        string[] words = new string[800];
        for (int word = 0; word < words.Length; word++)
        {
            char[] letters = new char[random.Next(2, 11)];
            for (int at = 0; at < letters.Length; at++) letters[at] = (char)('a' + random.Next(26));
            words[word] = new string(letters);
        }

        return words;
    }

    private static void FillFloats(Span<byte> sample, Random random)
    {
        float value = 0;
        while (sample.Length >= sizeof(float))
        {
            value += random.NextSingle() - 0.5f;
            BinaryPrimitives.WriteSingleLittleEndian(sample, value);
            sample = sample[sizeof(float)..];
        }

        sample.Clear();
    }

    private static void FillPeriod(Span<byte> sample, Random random, int periodBytes, int faultEvery)
    {
        random.NextBytes(sample[..Math.Min(periodBytes, sample.Length)]);
        int untilFault = faultEvery;
        for (int at = periodBytes; at < sample.Length; at++)
        {
            sample[at] = sample[at - periodBytes];
            if (--untilFault > 0) continue;
            sample[at] ^= (byte)random.Next(1, 256);
            untilFault = random.Next(1, 2 * faultEvery);
        }
    }
}
