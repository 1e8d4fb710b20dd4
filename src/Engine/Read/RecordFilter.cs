using System.Text;
using Feedlog.Format.Frames;

namespace Feedlog.Read;

/// <summary>Which records an answer may contain: stream, kind and tags, compared as bytes.</summary>
internal sealed class RecordFilter
{
    private readonly byte[]? _stream;
    private readonly byte[]? _kind;
    private readonly byte[][] _tags;

    /// <summary>A filter on what is not null.</summary>
    public RecordFilter(string? stream, string? kind, IReadOnlyList<string>? tags)
    {
        _stream = stream is null ? null : Encoding.UTF8.GetBytes(stream);
        _kind = kind is null ? null : Encoding.UTF8.GetBytes(kind);
        _tags = tags is null ? [] : tags.Select(Encoding.UTF8.GetBytes).ToArray();
    }

    /// <summary>Says whether the record passes.</summary>
    public bool Passes(FrameView frame)
    {
        if (_stream is not null && !frame.Stream.SequenceEqual(_stream)) return false;
        if (_kind is not null && !frame.Kind.SequenceEqual(_kind)) return false;
        foreach (byte[] tag in _tags)
        {
            if (!new RecordView(frame).HasTag(tag)) return false;
        }

        return true;
    }
}
