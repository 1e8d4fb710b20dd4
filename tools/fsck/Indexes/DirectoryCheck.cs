using System.Buffers.Binary;
using Feedlog.Format.Indexes;

namespace Feedlog.Fsck.Indexes;

/// <summary>
/// Holds the directory of a hash table against its entries: if every bucket begins where it should, every entry is
/// found through its bucket.
/// </summary>
internal sealed class DirectoryCheck : IDisposable
{
    private readonly SectionReport _report;
    private readonly SectionStream _directory;
    private readonly IndexSectionType _type;
    private readonly int _bits;
    private ulong _nextBucket;
    private uint _entryCount;

    /// <summary>Begins before the first bucket.</summary>
    /// <param name="context">The run.</param>
    /// <param name="file">The index file.</param>
    /// <param name="type">The directory.</param>
    /// <param name="entryCount">How many entries the table has.</param>
    public DirectoryCheck(CheckContext context, IndexFileInPlace file, IndexSectionType type, long entryCount)
    {
        _report = new SectionReport(context, file);
        _directory = new SectionStream(context, file, type);
        _type = type;
        _bits = IndexRules.BucketBits(entryCount);
    }

    /// <summary>Takes the tag of the next entry; false, with a finding, if its bucket is wrong.</summary>
    public bool Take(uint tag)
    {
        bool isRight = CheckUpTo(tag >> (32 - _bits));
        _entryCount++;
        return isRight;
    }

    /// <summary>All entries were taken; false, with a finding, if one of the last buckets is wrong.</summary>
    public bool Finish() => _directory.Count == 0 || CheckUpTo(1UL << _bits);

    /// <inheritdoc/>
    public void Dispose() => _directory.Dispose();

    private bool CheckUpTo(ulong bucket)
    {
        for (; _nextBucket <= bucket; _nextBucket++)
        {
            bool isThere = _directory.MoveNext();
            uint first = isThere ? BinaryPrimitives.ReadUInt32LittleEndian(_directory.Entry) : 0;
            if (isThere && first == _entryCount) continue;
            return _report.Inconsistent(_type, _directory, $"it says {first}; the bucket begins with {_entryCount}");
        }

        return true;
    }
}
