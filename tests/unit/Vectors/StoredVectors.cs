using Feedlog.Format.Frames;
using Feedlog.Indexing.Vectors;

namespace Feedlog.Tests.Unit.Vectors;

/// <summary>Vectors in a list, which stand for those in the log: the address of each is its place in the list.</summary>
internal sealed class StoredVectors : IVectorValues
{
    private readonly List<float[]> _vectors = [];

    /// <summary>How many vectors were read.</summary>
    public int ReadCount { get; private set; }

    public FrameAddress Add(float[] vector)
    {
        _vectors.Add(vector);
        return FrameAddress.At(1, _vectors.Count * 8L);
    }

    /// <summary>Targets that are no records.</summary>
    public HashSet<ulong> Orphans { get; } = [];

    public bool HasRecord(ulong target) => !Orphans.Contains(target);

    public void Read(in VectorRow row, Span<float> values)
    {
        ReadCount++;
        _vectors[(int)(row.Address.OffsetBytes / 8) - 1].CopyTo(values);
    }
}
