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
        (2, OperationKind.Flush), (2, OperationKind.Reopen), (1, OperationKind.LoseIndexes),
        (1, OperationKind.FlipIndexBit), (2, OperationKind.ReadFeed), (2, OperationKind.LookBeside),
        (2, OperationKind.Kill), (2, OperationKind.LosePower), (2, OperationKind.Archive),
        (2, OperationKind.Purge),
    ];

    /// <summary>Runs of this many operations on stores that read like this.</summary>
    public static Arbitrary<ModelCase> OfLength(int length, ReadMode readMode)
    {
        Gen<OperationKind> kinds = Gen.Frequency(s_weights.Select(pair => (pair.Weight, Gen.Constant(pair.Kind))));
        Gen<Operation> one =
            from kind in kinds
            from seed in Gen.Choose(0, int.MaxValue)
            select new Operation(kind, seed);
        Gen<ModelSetup> setups =
            from sealsInline in Gen.Elements(true, false)
            from tailBytes in Gen.Elements(1L, 600, 1500, 6000, 50_000)
            from closeTailBytes in Gen.Elements(1L, 400, long.MaxValue)
            from hotKeyBytes in Gen.Elements(0L, 1 << 20)
            select new ModelSetup(readMode, sealsInline, tailBytes, closeTailBytes, hotKeyBytes);
        Gen<ModelCase> cases =
            from setup in setups
            from operations in one.ArrayOf(length)
            select new ModelCase(setup, operations);
        return Arb.From(cases, Shrink);
    }

    // Halves, quarters, ... down to single operations are left out in turn.
    private static IEnumerable<ModelCase> Shrink(ModelCase failing)
    {
        IReadOnlyList<Operation> run = failing.Operations;
        for (int size = run.Count / 2; size >= 1; size /= 2)
        {
            for (int start = 0; start < run.Count; start += size)
                yield return failing with { Operations = [.. run.Take(start), .. run.Skip(start + size)] };
        }
    }
}
