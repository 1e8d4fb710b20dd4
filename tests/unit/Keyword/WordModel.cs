using System.Text;
using Feedlog.Format.Indexes;
using Feedlog.Format.Storage;
using Feedlog.Indexing.Analysis;
using Feedlog.Indexing.Keyword;
using Feedlog.Indexing.Query;
using Feedlog.Tests.Unit.Indexes;

namespace Feedlog.Tests.Unit.Keyword;

/// <summary>Seeded records as plain lists, and parts made of them.</summary>
internal sealed class WordModel
{
    private const long YearMs = 365L * 24 * 3600 * 1000;
    private readonly MemoryStorage _storage = new();
    private ulong _number;

    /// <summary>Makes records; every tenth slot or so is none.</summary>
    public WordModel(int seed, int slotCount, int vocabulary)
    {
        Random random = new(seed);
        ulong sequence = 1000;
        long timeMs = 50 * YearMs;
        for (int i = 0; i < slotCount; i++)
        {
            if (random.Next(300) == 0) sequence += (ulong)random.Next(1, 500);
            timeMs += random.Next(500) == 0 ? random.NextInt64(-YearMs, YearMs) : random.Next(0, 100_000);
            Slots.Add(random.Next(10) == 0 ? null : NextRecord(random, sequence, timeMs, vocabulary));
            Sequences.Add(sequence++);
        }

        _storage.CreateFolder("");
    }

    /// <summary>The slots; null for one that is no record.</summary>
    public List<WordRecord?> Slots { get; } = [];

    /// <summary>The sequences of the slots.</summary>
    public List<ulong> Sequences { get; } = [];

    public static string Word(int number) => number % 7 == 3 ? $"a rather long word {number}" : $"w{number}";

    public IndexCoverage Coverage(Range slots)
    {
        (int start, int count) = slots.GetOffsetAndLength(Slots.Count);
        return new IndexCoverage
        {
            FirstSequence = Sequences[start],
            LastSequence = Sequences[start + count - 1],
            FirstGroup = (ulong)start + 1,
            LastGroup = (ulong)(start + count),
            LastCommit = 7,
            EndSegment = 1,
            EndOffsetBytes = 4096,
        };
    }

    public IndexFileEntry Build(Range slots, KeywordBuilder? builder = null)
    {
        builder ??= new KeywordBuilder();
        builder.Clear();
        (int start, int count) = slots.GetOffsetAndLength(Slots.Count);
        for (int i = start; i < start + count; i++) Add(builder, i);
        return builder.Write(_storage, LogModel.Store, ++_number, Coverage(slots), IndexFolder.NowMs);
    }

    public IndexFileEntry Merge(IReadOnlyList<KeywordPart> parts, Range slots) => KeywordMerger.Merge(
        parts, _storage, LogModel.Store, ++_number, Coverage(slots), IndexFolder.NowMs, CancellationToken.None);

    public KeywordPart Open(IndexFileEntry entry, bool isMapped = true)
    {
        Assert.True(KeywordPart.TryOpen(
            _storage, LogModel.Store, entry, IndexFolder.Pages(isMapped), out KeywordPart? part, out _));
        return part;
    }

    public byte[] Bytes(IndexFileEntry entry)
    {
        using IStorageFile file = _storage.Open(
            Feedlog.Format.Stores.StoreLayout.IndexFile(entry.Kind, entry.Number), StorageOpen.Read);
        byte[] bytes = new byte[file.LengthBytes];
        file.Read(0, bytes);
        return bytes;
    }

    public void Replace(IndexFileEntry entry, ReadOnlySpan<byte> bytes)
    {
        string path = Feedlog.Format.Stores.StoreLayout.IndexFile(entry.Kind, entry.Number);
        _storage.Delete(path);
        using IStorageFile file = _storage.Open(path, StorageOpen.Create);
        file.Write(0, bytes);
    }

    private void Add(KeywordBuilder builder, int slot)
    {
        if (Slots[slot] is not WordRecord record)
        {
            builder.Skip(Sequences[slot]);
            return;
        }

        TokenBuffer tokens = new();
        for (int i = 0; i < record.Words.Length; i++)
            tokens.Add(Encoding.UTF8.GetBytes(record.Words[i]), i, new ByteRange(0, 0));
        builder.BeginRecord(record.Sequence, record.TimestampMs);
        builder.AddWords(tokens);
        foreach ((FieldName field, FieldValue value) in record.Fields)
        {
            byte[] path = field.PathUtf8();
            if (value.Type == FieldValueType.Number) builder.AddNumber(path, value.Number);
            else if (value.Type == FieldValueType.Boolean) builder.AddBoolean(path, value.Boolean);
            else builder.AddText(field.Place, path, value.Text.Utf8);
        }

        builder.EndRecord(record.Words.Length);
    }

    private static WordRecord NextRecord(Random random, ulong sequence, long timeMs, int vocabulary)
    {
        string[] words = new string[random.Next(8) == 0 ? random.Next(300) : random.Next(30)];
        for (int i = 0; i < words.Length; i++)
        {
            // Low numbers are frequent; now and then one word fills a record.
            bool isSame = i > 0 && random.Next(6) == 0;
            words[i] = isSame ? words[i - 1] : Word((int)(vocabulary * Math.Pow(random.NextDouble(), 4)));
        }

        if (random.Next(200) == 0) Array.Fill(words, Word(1));
        List<(FieldName Field, FieldValue Value)> fields = [(FieldName.Kind, Text($"k{random.Next(3)}"))];
        for (int i = random.Next(4); i > 0; i--) fields.Add((FieldName.Tag, Text($"t{random.Next(40)}")));
        if (random.Next(2) == 0) fields.Add((FieldName.Stream, Text(new string('s', random.Next(1, 129)))));
        fields.Add((FieldName.Metadata("n"), FieldValue.Of((random.Next(200) - 100) / 4.0)));
        fields.Add((FieldName.Metadata("text"), Text(new string('x', random.Next(195, 205)) + random.Next(3))));
        fields.Add((FieldName.Metadata(new string('p', random.Next(126, 131))), FieldValue.Of(random.Next(2) == 0)));
        return new WordRecord(sequence, timeMs, words, [.. fields], random.Next(10) != 0);
    }

    private static FieldValue Text(string text) => FieldValue.Of(Encoding.UTF8.GetBytes(text));
}
