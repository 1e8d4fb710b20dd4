using System.Buffers;
using System.Runtime.CompilerServices;

namespace Feedlog.Fsck.Indexes;

/// <summary>
/// Sums of the hashes of entries, by kind and by the first bits of the hash: what differs is found by looking at one
/// part of the entries only. Memory does not depend on how many there are. One thread at a time.
/// </summary>
internal sealed class RunSums
{
    /// <summary>How many parts there are.</summary>
    public const int PartCount = 256;

    private const int PartShift = 56;

    private static readonly int s_sumCount = EntryKinds.All.Count * PartCount;

    private ulong[] _sums = ArrayPool<ulong>.Shared.Rent(s_sumCount);
    private readonly long[] _counts = new long[EntryKinds.All.Count];

    /// <summary>No entries.</summary>
    public RunSums() => _sums.AsSpan(0, s_sumCount).Clear();

    /// <summary>The part that an entry with this hash belongs to.</summary>
    public static int PartOf(ulong hash) => (int)(hash >> PartShift);

    /// <summary>How many entries of a kind there are.</summary>
    public long Count(EntryKind kind) => _counts[(int)kind];

    /// <summary>Adds an entry with this hash.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(EntryKind kind, ulong hash)
    {
        _sums[(int)kind * PartCount + PartOf(hash)] += hash;
        _counts[(int)kind]++;
    }

    /// <summary>Adds all entries of another sum, which is used up: there is one for every megabyte of the log, and
    /// what they take is used again.</summary>
    public void Take(RunSums other)
    {
        for (int i = 0; i < s_sumCount; i++) _sums[i] += other._sums[i];
        for (int i = 0; i < _counts.Length; i++) _counts[i] += other._counts[i];
        ArrayPool<ulong>.Shared.Return(other._sums);
        other._sums = [];
    }

    /// <summary>The first part in which the entries of a kind differ; -1 if they are the same.</summary>
    public int FindDifference(EntryKind kind, RunSums other)
    {
        int start = (int)kind * PartCount;
        for (int part = 0; part < PartCount; part++)
        {
            if (_sums[start + part] != other._sums[start + part]) return part;
        }

        // Nothing but hashes that are zero can be added without a trace.
        return _counts[(int)kind] == other._counts[(int)kind] ? -1 : 0;
    }
}
