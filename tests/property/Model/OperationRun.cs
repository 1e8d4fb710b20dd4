using FsCheck;
using FsCheck.Fluent;

namespace Feedlog.Tests.Property.Model;

/// <summary>Runs of operations: how they are drawn and how a failing one is made smaller.</summary>
internal static class OperationRun
{
    private static readonly (int Weight, OperationKind Kind)[] s_weights =
    [
        (30, OperationKind.Append), (10, OperationKind.AppendIf), (4, OperationKind.AppendKnownId),
        (4, OperationKind.AppendExpiring), (8, OperationKind.AppendMany), (3, OperationKind.AppendManyRefused),
        (4, OperationKind.AppendAndFlush), (6, OperationKind.DeleteKey), (4, OperationKind.DeleteId),
        (8, OperationKind.Ask), (3, OperationKind.Compare), (4, OperationKind.OpenSnapshot),
        (3, OperationKind.LookBack), (3, OperationKind.CompareSnapshots), (4, OperationKind.AdvanceClock),
        (2, OperationKind.Flush), (2, OperationKind.Reopen), (1, OperationKind.LoseIndexes), (2, OperationKind.Kill), (2, OperationKind.LosePower),
    ];

    /// <summary>Runs of this many operations.</summary>
    public static Arbitrary<Operation[]> OfLength(int length)
    {
        Gen<OperationKind> kinds = Gen.Frequency(s_weights.Select(pair => (pair.Weight, Gen.Constant(pair.Kind))));
        Gen<Operation> one =
            from kind in kinds
            from seed in Gen.Choose(0, int.MaxValue)
            select new Operation(kind, seed);
        return Arb.From(one.ArrayOf(length), Shrink);
    }

    // Halves, quarters, ... down to single operations are left out in turn.
    private static IEnumerable<Operation[]> Shrink(Operation[] run)
    {
        for (int size = run.Length / 2; size >= 1; size /= 2)
        {
            for (int start = 0; start < run.Length; start += size)
                yield return [.. run.Take(start), .. run.Skip(start + size)];
        }
    }
}
