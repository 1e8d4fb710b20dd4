namespace Feedlog.Fsck;

/// <summary>Collects findings up to a number, and beyond it only counts them. One thread at a time.</summary>
internal sealed class FindingList
{
    private readonly List<Finding> _findings = [];
    private readonly int _findingsMax;

    /// <summary>An empty list that keeps at most so many findings.</summary>
    public FindingList(int findingsMax) => _findingsMax = findingsMax;

    /// <summary>The findings that were kept, in the order in which they were made.</summary>
    public IReadOnlyList<Finding> Kept => _findings;

    /// <summary>How many more there were.</summary>
    public long OmittedCount { get; private set; }

    /// <summary>True if there was none at all.</summary>
    public bool IsEmpty => _findings.Count == 0 && OmittedCount == 0;

    /// <summary>The exit bits of all findings, kept or not.</summary>
    public int ExitBits { get; private set; }

    /// <summary>Takes a finding.</summary>
    public void Add(FindingCode code, string file, long offsetBytes, string message)
    {
        ExitBits |= (int)code.Severity;
        if (_findings.Count < _findingsMax) _findings.Add(new Finding(code, file, offsetBytes, message));
        else OmittedCount++;
    }

    /// <summary>Takes all findings of another list.</summary>
    public void Add(FindingList other)
    {
        if (other.IsEmpty) return;
        ExitBits |= other.ExitBits;
        int keptCount = Math.Min(other._findings.Count, Math.Max(0, _findingsMax - _findings.Count));
        _findings.AddRange(other._findings.Take(keptCount));
        OmittedCount += other.OmittedCount + other._findings.Count - keptCount;
    }
}
