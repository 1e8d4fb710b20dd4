using Feedlog.Indexing.Vectors;

namespace Feedlog.Tests.Unit.Vectors;

/// <summary>A mask of the records that a condition lets through.</summary>
internal sealed class SequenceSet(Func<ulong, bool> isIn) : IRecordMask
{
    /// <summary>How often it was asked.</summary>
    public int Questions { get; private set; }

    public ulong Mask(ulong firstSequence, int count)
    {
        Assert.InRange(count, 1, 50);
        Questions++;
        ulong mask = 0;
        for (int i = 0; i < count; i++)
        {
            if (isIn(firstSequence + (ulong)i)) mask |= 1UL << i;
        }

        return mask;
    }
}
