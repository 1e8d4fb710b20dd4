using Feedlog.Format.Indexes;

namespace Feedlog.Indexing.Sealed;

/// <summary>A stretch of the blocks of a filter that is being made: memory stays bounded, whatever its size.</summary>
internal sealed class FilterWindow
{
    private const int BlocksMax = 64 * 1024;

    private readonly byte[] _bytes;
    private readonly long _blockCount;

    private FilterWindow(long blockCount)
    {
        _blockCount = blockCount;
        _bytes = new byte[Math.Min(blockCount, BlocksMax) * FilterBlock.Bytes];
    }

    /// <summary>The first block of the window.</summary>
    public long FirstBlock { get; private set; }

    /// <summary>The first block behind the window.</summary>
    public long LimitBlock => Math.Min(FirstBlock + BlocksMax, _blockCount);

    /// <summary>No hash below this one has a block in the window.</summary>
    public ulong LowestHash => (ulong)((((UInt128)FirstBlock << 32) / (ulong)_blockCount) << 32);

    /// <summary>Writes the section of a filter, stretch by stretch.</summary>
    /// <param name="writer">Where.</param>
    /// <param name="type">The section.</param>
    /// <param name="entryCount">Number of entries; none, no section.</param>
    /// <param name="addAll">Adds all hashes, in any order; called once for each stretch.</param>
    public static void Write(IndexFileWriter writer, IndexSectionType type, long entryCount, Action<FilterWindow> addAll)
    {
        if (entryCount == 0) return;
        writer.BeginSection(type, FilterBlock.Bytes);
        FilterWindow window = new(FilterBlock.Count(entryCount));
        for (; window.FirstBlock < window._blockCount; window.FirstBlock += BlocksMax)
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
