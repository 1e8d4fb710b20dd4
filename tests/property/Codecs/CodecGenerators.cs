using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Format.Segments;
using Feedlog.Format.Stores;

namespace Feedlog.Tests.Property.Codecs;

/// <summary>Generators of what the codecs carry; sizes lie mostly near the boundaries.</summary>
internal static class CodecGenerators
{
    /// <summary>Any 64 bits, the ends of the range among them.</summary>
    public static Gen<ulong> Bits { get; } = Gen.OneOf(
        Gen.Elements(0UL, 1UL, ulong.MaxValue, ulong.MaxValue - 1, 1UL << 63, (1UL << 63) - 1),
        from high in Gen.Choose(int.MinValue, int.MaxValue)
        from low in Gen.Choose(int.MinValue, int.MaxValue)
        select (ulong)(uint)high << 32 | (uint)low);

    /// <summary>Any 64 bits, signed.</summary>
    public static Gen<long> SignedBits { get; } = Bits.Select(bits => (long)bits);

    /// <summary>A timestamp that the format allows.</summary>
    public static Gen<long> Timestamp { get; } = Gen.OneOf(
        Gen.Elements(FormatLimits.TimestampMsMin, FormatLimits.TimestampMsMax, 0L, -1L),
        Bits.Select(bits => FormatLimits.TimestampMsMin +
            (long)(bits % (ulong)(FormatLimits.TimestampMsMax - FormatLimits.TimestampMsMin + 1))));

    /// <summary>A frame with any parts.</summary>
    public static Gen<RecordParts> Record { get; } =
        from type in Gen.OneOf(Gen.Elements<byte>(1, 2, 3, 4, 5), Gen.Choose(1, 255).Select(n => (byte)n))
        from flags in Gen.Elements<byte>(0, 2, 4, 6)
        from sequence in Bits
        from id in Bits
        from timestamp in Timestamp
        from key in Bytes(FormatLimits.KeyBytesMax)
        from extensions in Extensions()
        from content in Bytes(70_000)
        from metadata in Bytes(FormatLimits.MetadataBytesMax)
        select new RecordParts(type, flags, sequence, id, timestamp, key, extensions, content, metadata);

    /// <summary>A text whose UTF-8 is at most this long.</summary>
    public static Gen<string> Text(int bytesMax) => Gen.OneOf(
        Gen.Constant(""), Gen.Constant(new string('x', bytesMax)),
        ArbMap.Default.GeneratorFor<NonNull<string>>().Select(text => Cut(text.Get, bytesMax)));

    /// <summary>A manifest that a writer could have written.</summary>
    public static Gen<Manifest> Manifest { get; } =
        from id in Bytes(16, 16)
        from salt in Bits
        from optional in Bits
        from generation in Bits
        from numbers in Gen.Choose(1, 1000).ListOf().Select(list => list.Distinct().Order().ToArray())
        from entries in Entries(numbers)
        from next in Gen.Choose(1001, int.MaxValue)
        from floor in Bits
        from created in SignedBits
        from analyzer in Text(ManifestLayout.AnalyzerBytes)
        from unicode in Gen.Elements("", "16.0.0", "1234567890123456")
        select new Manifest
        {
            Store = new StoreIdentity { Id = new Guid(id), Salt = salt, OptionalFeatures = optional },
            Generation = generation,
            NextSegment = (ulong)next,
            NextIndexFile = floor ^ salt,
            HistoryFloor = floor,
            CreatedAtMs = created,
            Analyzer = analyzer.Replace("\0", "", StringComparison.Ordinal),
            UnicodeVersion = unicode,
            Segments = entries,
        };

    /// <summary>A footer with any counts and chunks.</summary>
    public static Gen<SegmentFooter> Footer { get; } =
        from counts in Bits.ArrayOf(6)
        from times in SignedBits.ArrayOf(3)
        from commit in Bits
        from end in Gen.Choose(SegmentLayout.HeaderBytes, FormatLimits.SegmentBytesMax)
        from sealedAt in Timestamp
        from chunks in Chunk().ListOf()
        select new SegmentFooter
        {
            SlotCount = (long)counts[0],
            GroupCount = (long)counts[1],
            FirstSequence = counts[2],
            LastSequence = counts[3],
            FirstGroup = counts[4],
            LastGroup = counts[5],
            TimeMinMs = times[0],
            TimeMaxMs = times[1],
            ExpiryMinMs = times[2],
            LastCommit = commit,
            LogicalEndBytes = end,
            SealedAtMs = sealedAt,
            Chunks = chunks.ToArray(),
        };

    /// <summary>Bytes of a length between these, often at an end of the range or around a word.</summary>
    public static Gen<byte[]> Bytes(int bytesMax, int bytesMin = 0) =>
        from length in Gen.OneOf(
            Gen.Elements(bytesMin, bytesMax), Gen.Choose(bytesMin, Math.Min(bytesMax, bytesMin + 20)),
            Gen.Choose(bytesMin, bytesMax))
        from seed in Gen.Choose(0, int.MaxValue)
        select Random(length, seed);

    private static Gen<byte[]> Extensions() => Gen.OneOf(
        from length in Gen.Elements(1, FormatLimits.KindBytesMax)
        from seed in Gen.Choose(0, int.MaxValue)
        select Extension(ExtensionType.Kind, Random(length, seed)),
        from value in Bytes(FormatLimits.StreamBytesMax, 1)
        select Extension(ExtensionType.Stream, value),
        from value in Bytes(8, 8)
        select Extension(ExtensionType.Expiry, value),
        from count in Gen.Choose(1, FormatLimits.TagCountMax)
        from tag in Bytes(FormatLimits.TagBytesMax, 1)
        select Extension(ExtensionType.Tags, Tags(tag, count)),
        from type in Gen.Choose(13, 0xFFFF)
        from value in Bytes(500)
        select Extension((ExtensionType)type, value)).ListOf().Select(parts => parts.SelectMany(part => part).ToArray());

    private static Gen<SegmentEntry[]> Entries(int[] numbers) =>
        from bits in Bits.ArrayOf(numbers.Length * 7)
        from ends in Gen.Choose(0, FormatLimits.SegmentBytesMax).ArrayOf(numbers.Length)
        from isLastOpen in Gen.Elements(true, false)
        select numbers.Select((number, i) => new SegmentEntry
        {
            Number = (ulong)number,
            State = isLastOpen && i == numbers.Length - 1 ? SegmentState.Open : SegmentState.Sealed,
            FirstSequence = bits[i * 7],
            LastSequence = bits[i * 7 + 1],
            FirstGroup = bits[i * 7 + 2],
            LastGroup = bits[i * 7 + 3],
            SlotCount = (long)(bits[i * 7 + 4] >> 1),
            LogicalEndBytes = ends[i],
            FooterOffsetBytes = (bits[i * 7] & 1) == 0 ? 0 : ends[i] + (number & 0xFF),
            TimeMinMs = (long)bits[i * 7 + 5],
            TimeMaxMs = (long)bits[i * 7 + 6],
            LastCommit = bits[i * 7] ^ bits[i * 7 + 1],
        }).ToArray();

    private static Gen<ChunkEntry> Chunk() =>
        from offset in Gen.Choose(0, FormatLimits.SegmentBytesMax)
        from length in Gen.Choose(0, FormatLimits.SegmentBytesMax)
        from slots in Gen.Choose(1, FormatLimits.ChunkSlotsMax)
        from times in SignedBits.ArrayOf(3)
        from bits in Bits.ArrayOf(3)
        select new ChunkEntry
        {
            OffsetBytes = offset,
            LengthBytes = length,
            SlotCount = slots,
            TimeMinMs = times[0],
            TimeMaxMs = times[1],
            FirstSequence = bits[0],
            LastSequence = bits[1],
            ExpiryMinMs = times[2],
            Hash = bits[2],
        };

    private static byte[] Extension(ExtensionType type, byte[] value)
    {
        byte[] bytes = new byte[ExtensionWriter.SizeOf(value.Length)];
        ExtensionWriter writer = new(bytes);
        writer.Write(type, value);
        return bytes;
    }

    private static byte[] Tags(byte[] tag, int count) => Enumerable.Repeat(tag, count)
        .SelectMany(text => (byte[])[(byte)text.Length, (byte)(text.Length >> 8), .. text]).ToArray();

    private static byte[] Random(int lengthBytes, int seed)
    {
        byte[] bytes = new byte[lengthBytes];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    // Lone surrogates are replaced, because they have no UTF-8.
    private static string Cut(string text, int bytesMax)
    {
        StringBuilder kept = new();
        int lengthBytes = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            lengthBytes += rune.Utf8SequenceLength;
            if (lengthBytes > bytesMax) break;
            kept.Append(rune);
        }

        return kept.ToString();
    }
}
