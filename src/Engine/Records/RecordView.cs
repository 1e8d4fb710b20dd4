using Feedlog.Format.Frames;

namespace Feedlog;

/// <summary>A record over borrowed bytes; valid until the lease or snapshot that gave it ends.</summary>
public readonly ref struct RecordView
{
    private readonly FrameView _frame;

    internal RecordView(FrameView frame) => _frame = frame;

    /// <summary>Names this version of the record.</summary>
    public RecordId Id => new(_frame.Id);

    /// <summary>Order of arrival.</summary>
    public ulong Sequence => _frame.Sequence;

    /// <summary>When it happened, ms since 1970 UTC.</summary>
    public long TimestampMs => _frame.TimestampMs;

    /// <summary>The name, UTF-8; empty if it has none.</summary>
    public ReadOnlySpan<byte> Key => _frame.Key;

    /// <summary>The namespace, UTF-8; empty if it has none.</summary>
    public ReadOnlySpan<byte> Stream => _frame.Stream;

    /// <summary>The label, UTF-8; empty if it has none.</summary>
    public ReadOnlySpan<byte> Kind => _frame.Kind;

    /// <summary>The content, byte for byte.</summary>
    public ReadOnlySpan<byte> Content => _frame.Content;

    /// <summary>The metadata, UTF-8 JSON; empty if it has none.</summary>
    public ReadOnlySpan<byte> Metadata => _frame.Metadata;

    /// <summary>Walks the labels, UTF-8.</summary>
    public TagReader Tags =>
        new(_frame.TryGetExtension(ExtensionType.Tags, out ReadOnlySpan<byte> value) ? value : []);

    /// <summary>Says whether the record carries this tag (UTF-8).</summary>
    public bool HasTag(ReadOnlySpan<byte> tag)
    {
        TagReader reader = Tags;
        while (reader.MoveNext())
        {
            if (reader.Current.SequenceEqual(tag)) return true;
        }

        return false;
    }

    /// <summary>A copy that outlives the lease.</summary>
    public Record ToRecord() => new(_frame.Bytes.ToArray(), _frame.Header);
}
