using System.Text;
using System.Text.Unicode;
using Feedlog.Format;
using Feedlog.Format.Frames;

namespace Feedlog;

/// <summary>A record as it was found: a copy of its own, valid for as long as you like, safe from any thread.</summary>
public sealed class Record
{
    private readonly byte[] _frame;
    private readonly FrameHeader _header;
    private string? _content;

    internal Record(byte[] frame, in FrameHeader header)
    {
        _frame = frame;
        _header = header;
    }

    /// <summary>Names this version of the record.</summary>
    public RecordId Id => new(_header.Id);

    /// <summary>Order of arrival.</summary>
    public ulong Sequence => _header.Sequence;

    /// <summary>When it happened, UTC, to the millisecond.</summary>
    public DateTimeOffset Timestamp => DateTimeOffset.FromUnixTimeMilliseconds(_header.TimestampMs);

    /// <summary>When it happened, ms since 1970 UTC.</summary>
    public long TimestampMs => _header.TimestampMs;

    /// <summary>The name, if it has one.</summary>
    public string? Key => Text(View.Key);

    /// <summary>The namespace, if it has one.</summary>
    public string? Stream => Text(View.Stream);

    /// <summary>The label, if it has one.</summary>
    public string? Kind => Text(View.Kind);

    /// <summary>The labels; empty if it has none.</summary>
    public IReadOnlyList<string> Tags => ReadTags();

    /// <summary>The content as text; bytes that are not UTF-8 read as U+FFFD (see <see cref="IsText"/>).</summary>
    public string Content => _content ??= Encoding.UTF8.GetString(View.Content);

    /// <summary>The content as it was appended, byte for byte.</summary>
    public ReadOnlyMemory<byte> ContentBytes => _frame.AsMemory(
        FrameLayout.HeaderBytes + _header.KeyLengthBytes + _header.ExtensionsLengthBytes, _header.ContentLengthBytes);

    /// <summary>Says whether the content is well-formed UTF-8.</summary>
    public bool IsText => Utf8.IsValid(View.Content);

    /// <summary>The metadata, one JSON object, if it has any.</summary>
    public string? Metadata => Text(View.Metadata);

    /// <summary>The metadata as UTF-8, byte for byte as it was appended; empty if it has none.</summary>
    public ReadOnlyMemory<byte> MetadataBytes => _frame.AsMemory(
        FrameLayout.HeaderBytes + _header.KeyLengthBytes + _header.ExtensionsLengthBytes +
        _header.ContentLengthBytes, _header.MetadataLengthBytes);

    /// <summary>When it stops being found, if ever.</summary>
    public DateTimeOffset? ExpiresAt => ExpiresAtMs is long ms and < long.MaxValue
        ? DateTimeOffset.FromUnixTimeMilliseconds(
            Math.Clamp(ms, FormatLimits.TimestampMsMin, FormatLimits.TimestampMsMax))
        : null;

    /// <summary>The id of the v1 frame that it was imported from, if it was.</summary>
    public string? OriginalV1Id =>
        View.TryGetExtension(ExtensionType.OriginalV1Id, out ReadOnlySpan<byte> value)
            ? Encoding.UTF8.GetString(value)
            : null;

    /// <summary>Where it lies.</summary>
    public Tier Tier { get; internal init; }

    /// <summary>When it stops being found in ms; the largest i64 for never.</summary>
    internal long ExpiresAtMs => View.ExpiresAtMs;

    /// <summary>The frame.</summary>
    internal FrameView View => FrameView.Trusted(_frame);

    /// <summary>Id, sequence and the beginning of the content.</summary>
    public override string ToString()
    {
        const int shown = 60;
        string content = Content;
        return $"{Id} #{Sequence} {(content.Length <= shown ? content : content[..shown] + "...")}";
    }

    private static string? Text(ReadOnlySpan<byte> utf8) => utf8.IsEmpty ? null : Encoding.UTF8.GetString(utf8);

    private List<string> ReadTags()
    {
        List<string> tags = [];
        if (!View.TryGetExtension(ExtensionType.Tags, out ReadOnlySpan<byte> value)) return tags;
        TagReader reader = new(value);
        while (reader.MoveNext()) tags.Add(Encoding.UTF8.GetString(reader.Current));
        return tags;
    }
}
