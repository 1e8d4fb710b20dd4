namespace Feedlog.Tests.Support.Storage;

/// <summary>Does recorded steps again one by one, so that the power can be cut between any two of them.</summary>
public sealed class CrashReplay
{
    private readonly CrashMedium _medium;
    private readonly IReadOnlyList<StorageStep> _steps;

    /// <summary>A replay of steps that began on an empty storage.</summary>
    public CrashReplay(IReadOnlyList<StorageStep> steps)
        : this(new CrashStorage(), steps)
    {
    }

    /// <summary>A replay of steps that began on a storage that held what the start holds, all of it durable.</summary>
    public CrashReplay(CrashStorage start, IReadOnlyList<StorageStep> steps)
    {
        _medium = start.CopyMedium();
        _steps = steps;
    }

    /// <summary>How many steps have been done.</summary>
    public int Position { get; private set; }

    /// <summary>Does the next step; false if there is none.</summary>
    public bool MoveNext()
    {
        if (Position == _steps.Count) return false;
        lock (_medium.Gate) _medium.Apply(_steps[Position]);
        Position++;
        return true;
    }

    /// <summary>The step that was done last.</summary>
    public StorageStep Current => _steps[Position - 1];

    /// <summary>A medium of its own as a power loss at this moment would leave it.</summary>
    public CrashStorage PowerLoss(CrashImage image, Random random)
    {
        lock (_medium.Gate) return new CrashStorage(new CrashImageBuilder(_medium, image, random).Build());
    }

    /// <summary>Builds any number of media as power losses at this moment would leave them, until the next step.
    /// </summary>
    internal CrashCutBuilder Cuts()
    {
        lock (_medium.Gate) return new CrashCutBuilder(_medium);
    }
}
