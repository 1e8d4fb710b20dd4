using System.Text;
using Feedlog.Format.Frames;

namespace Feedlog.Cold;

/// <summary>Says which records are to stay uncompressed in shards. Any thread.</summary>
/// <param name="kinds">Those of these kinds.</param>
/// <param name="tags">Those with one of these tags.</param>
internal sealed class RawRule(IEnumerable<string> kinds, IEnumerable<string> tags)
{
    private readonly HashSet<string> _kinds = [.. kinds];
    private readonly HashSet<string> _tags = [.. tags];

    /// <summary>Says whether a frame is to stay uncompressed.</summary>
    public bool Keeps(in FrameView frame)
    {
        if (frame.Type != FrameType.Record || _kinds.Count + _tags.Count == 0) return false;
        if (frame.TryGetExtension(ExtensionType.Kind, out ReadOnlySpan<byte> kind) &&
            _kinds.Contains(Encoding.UTF8.GetString(kind)))
            return true;
        if (!frame.TryGetExtension(ExtensionType.Tags, out ReadOnlySpan<byte> value)) return false;
        TagReader tags = new(value);
        while (tags.MoveNext())
        {
            if (_tags.Contains(Encoding.UTF8.GetString(tags.Current))) return true;
        }

        return false;
    }
}
