using Feedlog.Format;

namespace Feedlog.Write;

/// <summary>
/// What the units of one block have decided so far and the indexes do not know yet. Every change can be taken back, so
/// that a unit falls as a whole.
/// </summary>
internal sealed class PendingState
{
    private readonly Dictionary<ulong, int> _frameOfId = [];
    private readonly Dictionary<WideHash, int> _frameOfKey = [];
    private readonly HashSet<ulong> _ended = [];
    private readonly Stack<(Change What, WideHash Key, int Old)> _changes = new();

    private bool _isUndoable;

    private enum Change
    {
        Id,
        Key,
        End,
    }

    /// <summary>Forgets everything, ready for another block.</summary>
    public void Clear()
    {
        _frameOfId.Clear();
        _frameOfKey.Clear();
        _ended.Clear();
        _changes.Clear();
    }

    /// <summary>From here on changes belong to a new unit.</summary>
    /// <param name="isUndoable">Whether they may have to be taken back: only where more than one entry follows.</param>
    public void BeginUnit(bool isUndoable)
    {
        _isUndoable = isUndoable;
        _changes.Clear();
    }

    /// <summary>Takes back the changes of the current unit.</summary>
    public void RollBackUnit()
    {
        while (_changes.TryPop(out (Change What, WideHash Key, int Old) change))
        {
            if (change.What == Change.Id) _frameOfId.Remove(change.Key.Low);
            else if (change.What == Change.End) _ended.Remove(change.Key.Low);
            else if (change.Old < 0) _frameOfKey.Remove(change.Key);
            else _frameOfKey[change.Key] = change.Old;
        }
    }

    /// <summary>Finds the planned frame with an id.</summary>
    public bool TryFindId(ulong id, out int frame) => _frameOfId.TryGetValue(id, out frame);

    /// <summary>Finds the newest planned record with a key.</summary>
    public bool TryFindKey(WideHash keyHash, out int frame) => _frameOfKey.TryGetValue(keyHash, out frame);

    /// <summary>Says whether a planned frame ends the record with this sequence.</summary>
    public bool IsEnded(ulong sequence) => _ended.Contains(sequence);

    /// <summary>A record with this id will be written.</summary>
    public void AddId(ulong id, int frame)
    {
        _frameOfId.Add(id, frame);
        if (_isUndoable) _changes.Push((Change.Id, new WideHash(0, id), 0));
    }

    /// <summary>A record with this key will be written.</summary>
    public void SetKey(WideHash keyHash, int frame)
    {
        int old = _frameOfKey.TryGetValue(keyHash, out int known) ? known : -1;
        _frameOfKey[keyHash] = frame;
        if (_isUndoable) _changes.Push((Change.Key, keyHash, old));
    }

    /// <summary>The record with this sequence will have been ended.</summary>
    public void End(ulong sequence)
    {
        if (_ended.Add(sequence) && _isUndoable) _changes.Push((Change.End, new WideHash(0, sequence), 0));
    }
}
