using Feedlog.Tests.Support.Storage;

namespace Feedlog.Tests.Property.Crashes;

/// <summary>The cuts that are tried at one moment of a workload.</summary>
internal sealed class CutPlan(CrashPending pending, CrashEffort effort, Random random)
{
    private const int CoarseBytes = 8192;
    private const int CoarseStepBytes = 509;

    /// <summary>All of them; some may leave the same image.</summary>
    /// <param name="step">The step that was done last.</param>
    public IEnumerable<CrashCut> All(StorageStep step) =>
        Corners().Concat(Names()).Concat(Lengths()).Concat(BytePrefixes(step)).Concat(SectorSubsets(step))
            .Concat(Mixtures());

    private static IEnumerable<CrashCut> Corners() =>
    [
        CrashCut.Nothing, new CrashCut(), new CrashCut { Names = 0 }, new CrashCut { CutOrder = 0, LengthOrder = 0 },
        new CrashCut { CutOrder = 0 }, new CrashCut { LengthOrder = 0 },
    ];

    // Unsynced renames, creates and unlinks in any subset, with all of the data and with none.
    private IEnumerable<CrashCut> Names()
    {
        if (pending.NameCount == 0) yield break;
        bool isSampled = pending.NameCount > effort.NameBitsMax;
        int count = 1 << Math.Min(pending.NameCount, effort.NameBitsMax);
        for (int i = 0; i < count; i++)
        {
            ulong names = isSampled ? RandomMask() : (ulong)i;
            yield return new CrashCut { Names = names };
            yield return CrashCut.Nothing with { Names = names };
            yield return new CrashCut { Names = names, CutOrder = 0 };
        }
    }

    // Lengths without their data and data without their lengths.
    private IEnumerable<CrashCut> Lengths()
    {
        foreach (PendingChange change in Sample(pending.Changes))
        {
            yield return new CrashCut { CutOrder = 0, LengthOrder = change.Order };
            yield return new CrashCut { LengthOrder = change.Order - 1 };
        }
    }

    // Everything before the last write is there, and of that a prefix; with the length that it gave the file, or not.
    private IEnumerable<CrashCut> BytePrefixes(StorageStep step)
    {
        PendingChange? last = pending.Changes.Count == 0 ? null : pending.Changes[^1];
        if (step.Kind is not (StorageStepKind.Write or StorageStepKind.PunchHole) || last is null) yield break;
        int stepBytes = last.Bytes.Length > CoarseBytes ? CoarseStepBytes : effort.ByteStep;
        for (int kept = random.Next(stepBytes); kept < last.Bytes.Length; kept += stepBytes)
        {
            yield return new CrashCut { CutOrder = last.Order, CutBytes = kept };
            if (pending.NameCount > 0) yield return new CrashCut { CutOrder = last.Order, CutBytes = kept, Names = 0 };
            if (kept % 2 == 0)
                yield return new CrashCut { CutOrder = last.Order, CutBytes = kept, LengthOrder = last.Order - 1 };
        }
    }

    private IEnumerable<CrashCut> SectorSubsets(StorageStep step)
    {
        bool isChange = step.Kind is StorageStepKind.Write or StorageStepKind.PunchHole or StorageStepKind.Allocate;
        if (!isChange || pending.SectorCount == 0) yield break;
        bool isSampled = pending.SectorCount > effort.SectorBitsMax;
        int count = isSampled ? effort.SectorSamples : 1 << pending.SectorCount;
        for (int i = 0; i < count; i++)
        {
            ulong sectors = isSampled ? RandomMask() : (ulong)i;
            yield return new CrashCut { Sectors = sectors };
            yield return new CrashCut { Sectors = sectors, Fill = SectorFill.Garbage };
            if (i % 4 == 0) yield return new CrashCut { Sectors = sectors, Fill = SectorFill.Zeros };
        }
    }

    private IEnumerable<CrashCut> Mixtures()
    {
        for (int i = 0; i < effort.Mixtures && pending.Changes.Count + pending.NameCount > 0; i++)
        {
            yield return new CrashCut
            {
                Names = RandomMask(),
                Sectors = RandomMask(),
                Fill = (SectorFill)random.Next(3),
                LengthOrder = RandomOrder(),
                CutOrder = random.Next(2) == 0 ? long.MaxValue : RandomOrder(),
            };
        }
    }

    private long RandomOrder() => pending.Changes.Count == 0 || random.Next(3) == 0
        ? long.MaxValue
        : pending.Changes[random.Next(pending.Changes.Count)].Order;

    // Half of the masks keep most: with everything independent, large groups would never survive.
    private ulong RandomMask()
    {
        ulong mask = (ulong)random.NextInt64() ^ ((ulong)random.NextInt64() << 1);
        if (random.Next(2) == 0) return mask;
        ulong more = (ulong)random.NextInt64() | (ulong)random.NextInt64() | ((ulong)random.NextInt64() << 1);
        return mask | more;
    }

    // Of many changes the newest, and some of the others.
    private IEnumerable<PendingChange> Sample(IReadOnlyList<PendingChange> changes)
    {
        int some = Math.Max(4, effort.Mixtures);
        int oneIn = Math.Max(1, changes.Count / some);
        for (int i = 0; i < changes.Count; i++)
        {
            if (i >= changes.Count - 3 || random.Next(oneIn) == 0) yield return changes[i];
        }
    }
}
