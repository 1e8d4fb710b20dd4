using Feedlog.Format.Frames;
using Feedlog.Indexing.Analysis;
using Feedlog.Indexing.Query;

namespace Feedlog.Indexing.Keyword;

/// <summary>Gives a builder all that queries can ask of records: words, kind, tags, stream, metadata. One thread.
/// </summary>
/// <remarks>Made to be used again: allocates nothing once it has seen a large record.</remarks>
/// <param name="analyzer">The analyzer of the store.</param>
/// <param name="builder">Takes the words.</param>
public sealed class RecordWords(Analyzer analyzer, KeywordBuilder builder)
{
    private readonly TokenBuffer _tokens = new();
    private readonly MetadataReader _metadata = new();

    /// <summary>Gives a frame that takes a slot: what is no record leaves its slot empty.</summary>
    /// <param name="frame">The frame, checked; its sequence is above that of the one before.</param>
    public void Add(in FrameView frame)
    {
        if (frame.Type != FrameType.Record)
        {
            builder.Skip(frame.Sequence);
            return;
        }

        builder.BeginRecord(frame.Sequence, frame.TimestampMs);
        analyzer.Analyze(frame.Content, _tokens);
        builder.AddWords(_tokens);
        if (frame.HasExtensions) AddLabels(frame);
        Values values = new(builder);
        _metadata.Read(frame.Metadata, ref values);
        builder.EndRecord(_tokens.Count);
    }

    private void AddLabels(in FrameView frame)
    {
        AddLabel(FieldPlace.Kind, frame.Kind);
        AddLabel(FieldPlace.Stream, frame.Stream);
        if (!frame.TryGetExtension(ExtensionType.Tags, out ReadOnlySpan<byte> value)) return;
        TagReader tags = new(value);
        while (tags.MoveNext()) AddLabel(FieldPlace.Tag, tags.Current);
    }

    // No label is empty.
    private void AddLabel(FieldPlace place, ReadOnlySpan<byte> label)
    {
        if (!label.IsEmpty) builder.AddText(place, default, label);
    }

    /// <summary>Passes on what stands in the metadata.</summary>
    private readonly struct Values(KeywordBuilder builder) : IMetadataSink
    {
        public void TakeText(ReadOnlySpan<byte> path, ReadOnlySpan<byte> value) =>
            builder.AddText(FieldPlace.Metadata, path, value);

        public void TakeNumber(ReadOnlySpan<byte> path, double value) => builder.AddNumber(path, value);

        public void TakeBoolean(ReadOnlySpan<byte> path, bool value) => builder.AddBoolean(path, value);
    }
}
