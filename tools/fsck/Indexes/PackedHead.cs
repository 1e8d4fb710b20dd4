using System.Globalization;
using Feedlog.Format.Indexes;

namespace Feedlog.Fsck.Indexes;

/// <summary>What the head of a packed page must say of its entries. FORMAT.md section 7.15.</summary>
/// <param name="TimeBits">Bits of a time.</param>
/// <param name="SequenceBits">Bits of a sequence.</param>
/// <param name="Slope">How far sequences rise from entry to entry.</param>
/// <param name="TimeUnit">What times count by.</param>
/// <param name="Time">The time of the first entry, as an unsigned word.</param>
/// <param name="Sequence">What the sequences of entries are added to.</param>
internal readonly record struct PackedHead(
    int TimeBits, int SequenceBits, int Slope, ulong TimeUnit, ulong Time, ulong Sequence)
{
    private static readonly int[] s_slopes = [0, 1, -1];

    /// <summary>The head for these entries.</summary>
    /// <param name="entries">Times and sequences of all entries of the page, at least one.</param>
    public static PackedHead Of(IReadOnlyList<(ulong Time, ulong Sequence)> entries)
    {
        ulong first = entries[0].Time;
        ulong unit = 0;
        foreach ((ulong time, _) in entries) unit = CommonDivisor(unit, time - first);
        ulong timeUnit = Math.Max(1, unit);
        PackedHead best = default;
        foreach (int slope in s_slopes)
        {
            Int128 least = entries[0].Sequence;
            Int128 most = least;
            for (int k = 1; k < entries.Count; k++)
            {
                Int128 rest = (Int128)entries[k].Sequence - slope * k;
                least = Int128.Min(least, rest);
                most = Int128.Max(most, rest);
            }

            int bits = BitsOf((UInt128)(most - least));
            if (slope != 0 && bits >= best.SequenceBits) continue;
            best = new PackedHead(
                BitsOf((entries[^1].Time - first) / timeUnit), bits, slope, timeUnit, first, unchecked((ulong)least));
        }

        return best;
    }

    /// <summary>Says what it says.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"times of {TimeBits} bits by {TimeUnit} from {(long)Time}, " +
        $"sequences of {SequenceBits} bits by {Slope} from {Sequence}");

    private static int BitsOf(UInt128 value) => 2 * PackedPageLayout.BitsMax - (int)UInt128.LeadingZeroCount(value);

    private static ulong CommonDivisor(ulong left, ulong right)
    {
        while (right != 0) (left, right) = (right, left % right);
        return left;
    }
}
