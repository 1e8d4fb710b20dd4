using System.Buffers.Binary;
using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Format.Indexes;
using Feedlog.Indexing.Analysis;
using Feedlog.Indexing.Query;

namespace Feedlog.Fsck.Words;

/// <summary>
/// The terms of records, made once more after FORMAT.md section 7.10: only how a text is cut into words, and metadata
/// into values, is asked of those who do it for the store. One thread at a time.
/// </summary>
internal sealed class RecordTerms(Analyzer analyzer)
{
    private const int TextBytesMax = 200;
    private const int CutTextBytes = 184;
    private const int PathBytesMax = 128;
    private const int HashBytes = 16;

    private readonly TokenBuffer _tokens = new();
    private readonly MetadataReader _metadata = new();
    private readonly Dictionary<ulong, int> _terms = [];
    private readonly byte[] _term = new byte[PostingBlockLayout.TermBytesMax];

    /// <summary>Gives what a frame with a slot adds to a file of words.</summary>
    public void Add(in FrameView frame, WordSums sums)
    {
        bool isRecord = frame.Header.Type == FrameType.Record;
        ulong sequence = frame.Header.Sequence;
        if (!isRecord)
        {
            sums.AddSlot(sequence, isRecord: false, 0, 0);
            return;
        }

        _terms.Clear();
        analyzer.Analyze(frame.Content, _tokens);
        for (int i = 0; i < _tokens.Count; i++)
        {
            ulong hash = HashOf(1, [], _tokens.Term(i));
            _terms[hash] = _terms.GetValueOrDefault(hash) + 1;
        }

        AddLabel(2, frame.Kind);
        AddLabel(4, frame.Stream);
        if (frame.TryGetExtension(ExtensionType.Tags, out ReadOnlySpan<byte> value))
        {
            TagReader tags = new(value);
            while (tags.MoveNext()) AddLabel(3, tags.Current);
        }

        Values values = new(this);
        _metadata.Read(frame.Metadata, ref values);
        sums.AddSlot(sequence, isRecord: true, WordSlots.CodeOf(_tokens.Count), frame.Header.TimestampMs);
        foreach ((ulong hash, int frequency) in _terms) sums.AddPosting(hash, sequence, frequency);
    }

    private void AddLabel(byte place, ReadOnlySpan<byte> label)
    {
        if (label.IsEmpty) return;
        Span<byte> value = stackalloc byte[TextBytesMax + 1];
        _terms[HashOf(place, [], ShortOf(label, value))] = 1;
    }

    private ulong HashOf(byte place, ReadOnlySpan<byte> path, ReadOnlySpan<byte> value)
    {
        _term[0] = place;
        path.CopyTo(_term.AsSpan(1));
        value.CopyTo(_term.AsSpan(1 + path.Length));
        return Checksum.Xxh3(_term.AsSpan(0, 1 + path.Length + value.Length));
    }

    private static ReadOnlySpan<byte> ShortOf(ReadOnlySpan<byte> text, Span<byte> target)
    {
        if (text.Length <= TextBytesMax)
        {
            text.CopyTo(target);
            return target[..text.Length];
        }

        text[..CutTextBytes].CopyTo(target);
        Checksum.Xxh3Wide(text).Write(target[CutTextBytes..]);
        target[TextBytesMax] = 0;
        return target[..(TextBytesMax + 1)];
    }

    private static ReadOnlySpan<byte> PathOf(ReadOnlySpan<byte> path, Span<byte> target)
    {
        bool isShort = path.Length <= PathBytesMax;
        BinaryPrimitives.WriteUInt16BigEndian(target, isShort ? (ushort)path.Length : ushort.MaxValue);
        if (isShort) path.CopyTo(target[sizeof(ushort)..]);
        else Checksum.Xxh3Wide(path).Write(target[sizeof(ushort)..]);
        return target[..(sizeof(ushort) + (isShort ? path.Length : HashBytes))];
    }

    /// <summary>Makes terms of what stands in the metadata.</summary>
    private readonly struct Values(RecordTerms record) : IMetadataSink
    {
        public void TakeText(ReadOnlySpan<byte> path, ReadOnlySpan<byte> value)
        {
            Span<byte> text = stackalloc byte[TextBytesMax + 1];
            Add(5, path, ShortOf(value, text));
        }

        public void TakeNumber(ReadOnlySpan<byte> path, double value)
        {
            Span<byte> number = stackalloc byte[sizeof(ulong)];
            BinaryPrimitives.WriteDoubleBigEndian(number, value);
            ulong bits = BinaryPrimitives.ReadUInt64BigEndian(number);
            BinaryPrimitives.WriteUInt64BigEndian(number, bits ^ (bits >> 63 == 0 ? 1UL << 63 : ulong.MaxValue));
            Add(6, path, number);
        }

        public void TakeBoolean(ReadOnlySpan<byte> path, bool value) => Add(7, path, [value ? (byte)1 : (byte)0]);

        private void Add(byte place, ReadOnlySpan<byte> path, ReadOnlySpan<byte> value)
        {
            Span<byte> room = stackalloc byte[sizeof(ushort) + PathBytesMax];
            record._terms[record.HashOf(place, PathOf(path, room), value)] = 1;
        }
    }
}
