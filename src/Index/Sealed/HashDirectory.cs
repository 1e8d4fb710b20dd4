using System.Buffers.Binary;
using Feedlog.Format.Indexes;

namespace Feedlog.Indexing.Sealed;

/// <summary>
/// The directory of a hash table, gathered while its entries are written and written behind them. Keeps a byte for each
/// bucket: a third of a byte for each entry.
/// </summary>
internal sealed class HashDirectory
{
    private const byte Full = byte.MaxValue;

    private readonly byte[] _counts;
    private readonly int _bits;

    // Buckets with more entries than a byte can say: versions of one key lie side by side.
    private readonly Dictionary<long, uint> _large = [];

    /// <summary>A directory for so many entries, at least one.</summary>
    public HashDirectory(long entryCount)
    {
        _bits = BucketBits.Of(entryCount);
        _counts = new byte[1L << _bits];
    }

    /// <summary>Takes the hash of an entry.</summary>
    public void Take(ulong hash)
    {
        long bucket = BucketBits.Bucket(hash, _bits);
        if (_counts[bucket] < Full - 1)
        {
            _counts[bucket]++;
            return;
        }

        _large[bucket] = _counts[bucket] < Full ? Full : checked(_large[bucket] + 1);
        _counts[bucket] = Full;
    }

    /// <summary>Writes the section.</summary>
    public void Write(IndexFileWriter writer, IndexSectionType type)
    {
        writer.BeginSection(type, sizeof(uint));
        uint first = 0;
        for (long bucket = 0; bucket < _counts.LongLength; bucket++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(writer.Add(), first);
            first = checked(first + (_counts[bucket] < Full ? _counts[bucket] : _large[bucket]));
        }

        BinaryPrimitives.WriteUInt32LittleEndian(writer.Add(), first);
    }
}
