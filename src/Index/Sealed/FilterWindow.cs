using Feedlog.Format.Indexes;

namespace Feedlog.Indexing.Sealed;

/// <summary>A stretch of the blocks of a filter that is being made: memory stays bounded, whatever its size.</summary>
internal sealed class FilterWindow
{
    /// <summary>How many blocks a window has, unless it is told otherwise: 4 MiB.</summary>
    public const int UsualBlocks = 64 * 1024;

    private readonly byte[] _bytes;
    private readonly long _blockCount;
    private readonly int _windowBlocks;

    private FilterWindow(long blockCount, int windowBlocks)
    {
        _blockCount = blockCount;
        _windowBlocks = windowBlocks;
        _bytes = new byte[Math.Min(blockCount, windowBlocks) * FilterBlock.Bytes];
    }

    /// <summary>The first block of the window.</summary>
    public long FirstBlock { get; private set; }

    /// <summary>The first block behind the window.</summary>
    public long LimitBlock => Math.Min(FirstBlock + _windowBlocks, _blockCount);

    /// <summary>Writes the section of a filter, stretch by stretch.</summary>
    /// <param name="writer">Where.</param>
    /// <param name="type">The section.</param>
    /// <param name="entryCount">Number of entries; none, no section.</param>
    /// <param name="addAll">Adds all hashes, in any order; called once for each stretch.</param>
    /// <param name="windowBlocks">How many blocks a stretch has.</param>
    public static void Write(
        IndexFileWriter writer,
        IndexSectionType type,
        long entryCount,
        Action<FilterWindow> addAll,
        int windowBlocks = UsualBlocks)
    {
        if (entryCount == 0) return;
        writer.BeginSection(type, FilterBlock.Bytes);
        FilterWindow window = new(FilterBlock.Count(entryCount), windowBlocks);
        for (; window.FirstBlock < window._blockCount; window.FirstBlock += windowBlocks)
        {
            window._bytes.AsSpan().Clear();
            addAll(window);
            ReadOnlySpan<byte> blocks = window._bytes;
            for (long block = window.FirstBlock; block < window.LimitBlock; block++)
            {
                blocks[..FilterBlock.Bytes].CopyTo(writer.Add());
                blocks = blocks[FilterBlock.Bytes..];
            }
        }
    }

    /// <summary>Adds a hash, if its block lies in the window; returns its block.</summary>
    public long Add(ulong hash)
    {
        long block = FilterBlock.Of(hash, _blockCount);
        if (block >= FirstBlock && block < LimitBlock)
            FilterBlock.Set(_bytes.AsSpan((int)(block - FirstBlock) * FilterBlock.Bytes, FilterBlock.Bytes), hash);
        return block;
    }
}
