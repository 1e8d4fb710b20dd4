using Feedlog.Format.Storage;
using Feedlog.Format.Stores;

namespace Feedlog.Fsck.Repairing;

/// <summary>
/// Examines a store and mends what can be mended without loss: plan first, and only if asked for also done. What is
/// done is followed by another examination, until nothing is left to do.
/// </summary>
internal sealed class RepairRun
{
    // Manifest, entries, end, indexes, strays; and once to see that nothing is left.
    private const int RoundsMax = 6;
    private const int FindingsMax = 10_000;
    private const string LockNote = "fsck repairs this store";

    private readonly IStorage _storage;
    private readonly IFileModes? _modes;
    private readonly RepairArea _areas;
    private readonly CheckOptions _options;
    private readonly CancellationToken _cancellationToken;

    /// <summary>A repair of the store in this storage.</summary>
    /// <param name="storage">The files.</param>
    /// <param name="modes">Who may use them; not examined if left out.</param>
    /// <param name="areas">What may be mended.</param>
    /// <param name="options">Whom to tell how far it is.</param>
    /// <param name="cancellationToken">Ends it between two steps, or while the store is examined.</param>
    public RepairRun(
        IStorage storage, IFileModes? modes, RepairArea areas, CheckOptions options,
        CancellationToken cancellationToken)
    {
        _storage = storage;
        _modes = modes;
        _areas = areas;
        _options = options with { FindingsMax = FindingsMax, Large = new LargeFrames() };
        _cancellationToken = cancellationToken;
    }

    /// <summary>Told of every step before it is done, or instead.</summary>
    public Action<RepairStep>? OnStep { get; init; }

    /// <summary>How many steps were done.</summary>
    public int DoneCount { get; private set; }

    /// <summary>Why the manifest cannot be made anew, as a sentence; empty if it can or need not be.</summary>
    public string Obstacle { get; private set; } = "";

    /// <summary>Only says what would be done.</summary>
    /// <returns>What is wrong.</returns>
    public CheckReport Plan()
    {
        CheckReport report = Check();
        foreach (RepairStep step in StepsFor(report)) OnStep?.Invoke(step);
        return report;
    }

    /// <summary>Does it.</summary>
    /// <returns>What is still wrong.</returns>
    /// <exception cref="CommandException">Somebody else has the store open for writing, or a step cannot be done.
    /// </exception>
    /// <exception cref="IOException">A step could not be done; the store is no worse than before.</exception>
    /// <exception cref="OperationCanceledException">Cancelled between two steps.</exception>
    public CheckReport Apply()
    {
        RequireStore();
        if (!_storage.TryLock(StorageLockKind.Writer, LockNote, out IDisposable? storeLock, out string holder))
            throw new CommandException("Locked", $"{_storage.Place} is open for writing: {holder}");
        using (storeLock)
        {
            CheckReport report = Check();
            for (int round = 0; round < RoundsMax; round++)
            {
                IReadOnlyList<RepairStep> steps = StepsFor(report);
                if (steps.Count == 0) break;
                foreach (RepairStep step in steps)
                {
                    _cancellationToken.ThrowIfCancellationRequested();
                    OnStep?.Invoke(step);
                    step.Apply();
                    DoneCount++;
                }

                report = Check();
            }

            return report;
        }
    }

    // A lock file must not be left in a folder that is no store.
    private void RequireStore()
    {
        bool isStore = _storage.Exists && (_storage.List("").Contains(StoreLayout.Manifest) ||
            _storage.List(StoreLayout.HotFolder).Any(name => StoreLayout.TryParseSegment(name, out _)));
        if (!isStore) throw new CommandException("NoStore", $"{_storage.Place} is no store.");
    }

    private CheckReport Check()
    {
        CheckReport report = new StoreCheck(_storage, _options, _modes).Run(_cancellationToken);
        if ((report.Exit & ExitCode.Cancelled) != 0) throw new OperationCanceledException(_cancellationToken);
        return report;
    }

    private IReadOnlyList<RepairStep> StepsFor(CheckReport report)
    {
        CheckContext context = new(_storage, _options, _modes, _cancellationToken);
        RepairPlanner planner = new(context, report.Findings, _areas, TimeProvider.System);
        IReadOnlyList<RepairStep> steps = planner.Plan();
        Obstacle = planner.Obstacle;
        return steps;
    }
}
