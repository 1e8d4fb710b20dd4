using System.Text;
using Feedlog.Format.Frames;
using Feedlog.Indexing.Query;

namespace Feedlog.Search;

/// <summary>Reads from metadata how much records matter. For one thread.</summary>
/// <param name="field">The path of the field; null for none: then nothing matters more than anything else.</param>
internal sealed class SignificanceReader(string? field)
{
    private readonly byte[] _path = Encoding.UTF8.GetBytes(field ?? "");
    private readonly MetadataReader _metadata = new();

    /// <summary>The largest number of the field, cut to 0 to 1; 0 without one.</summary>
    public double Of(in FrameView frame)
    {
        if (_path.Length == 0) return 0;
        Largest sink = new(_path);
        _metadata.Read(frame.Metadata, ref sink);
        return Math.Min(sink.Number, 1);
    }

    private ref struct Largest(ReadOnlySpan<byte> path) : IMetadataSink
    {
        private readonly ReadOnlySpan<byte> _path = path;

        public double Number { get; private set; }

        public void TakeNumber(ReadOnlySpan<byte> path, double value)
        {
            if (path.SequenceEqual(_path)) Number = Math.Max(Number, value);
        }

        public readonly void TakeText(ReadOnlySpan<byte> path, ReadOnlySpan<byte> value)
        {
        }

        public readonly void TakeBoolean(ReadOnlySpan<byte> path, bool value)
        {
        }
    }
}
