namespace Feedlog.Tests.Property.Model;

/// <summary>The last few snapshots that a run has opened, each with what it must show for ever.</summary>
internal sealed class HeldSnapshots(StoreModel model)
{
    private const int KeptMax = 3;

    private readonly List<HeldSnapshot> _held = [];

    /// <summary>Keeps one; the oldest may go.</summary>
    public void Add(FeedlogSnapshot snapshot, long openedAtMs)
    {
        if (_held.Count == KeptMax)
        {
            _held[0].Snapshot.Dispose();
            _held.RemoveAt(0);
        }

        _held.Add(new HeldSnapshot(snapshot, openedAtMs));
    }

    /// <summary>Fails unless each still shows what it showed.</summary>
    public void Compare()
    {
        foreach (HeldSnapshot held in _held)
            StoreComparison.AssertEqual(model.ViewAt(held.Snapshot.Sequence, held.OpenedAtMs), held.Snapshot);
    }

    /// <summary>Lets all go.</summary>
    public void Drop()
    {
        foreach (HeldSnapshot held in _held) held.Snapshot.Dispose();
        _held.Clear();
    }
}
