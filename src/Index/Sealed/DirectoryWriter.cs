using System.Buffers.Binary;
using Feedlog.Format.Indexes;

namespace Feedlog.Indexing.Sealed;

/// <summary>Writes the directory of a hash table from the hashes of its entries in rising order.</summary>
internal sealed class DirectoryWriter
{
    private readonly IndexFileWriter _writer;
    private readonly int _bits;
    private long _nextBucket;
    private uint _entryCount;

    /// <summary>Begins the section.</summary>
    /// <param name="writer">Where.</param>
    /// <param name="type">The section.</param>
    /// <param name="entryCount">How many hashes will come.</param>
    public DirectoryWriter(IndexFileWriter writer, IndexSectionType type, long entryCount)
    {
        _writer = writer;
        _bits = BucketBits.Of(entryCount);
        writer.BeginSection(type, sizeof(uint));
    }

    /// <summary>Takes the next hash, not below the one before.</summary>
    public void Take(ulong hash)
    {
        WriteUpTo(BucketBits.Bucket(hash, _bits));
        _entryCount = checked(_entryCount + 1);
    }

    /// <summary>Ends the directory.</summary>
    public void Finish() => WriteUpTo(1L << _bits);

    private void WriteUpTo(long bucket)
    {
        for (; _nextBucket <= bucket; _nextBucket++)
            BinaryPrimitives.WriteUInt32LittleEndian(_writer.Add(), _entryCount);
    }
}
