using System.Collections.Immutable;
using System.Numerics;
using Feedlog.Format.Indexes;
using Feedlog.Indexing.Keyword;

namespace Feedlog.Sealing;

/// <summary>
/// The parts of words that are in memory, oldest first; they go on where the files of words end. One thread adds and
/// joins, one seals, one publishes.
/// </summary>
/// <param name="sealedEnd">Where the files of words end; null if there are none.</param>
internal sealed class WordMemory(IndexCoverage? sealedEnd)
{
    private readonly Lock _gate = new();
    private readonly List<MemoryWords> _parts = [];
    private ImmutableArray<KeywordPart> _current = [];
    private IndexCoverage? _end = sealedEnd;
    private long _logBytes;
    private volatile bool _isCatchingUp;

    /// <summary>Whether much of the log is in no part yet: files of words had better be merged when it is.</summary>
    public bool IsCatchingUp
    {
        get => _isCatchingUp;
        set => _isCatchingUp = value;
    }

    /// <summary>The parts as they are now, for who publishes them.</summary>
    public ImmutableArray<KeywordPart> Current
    {
        get
        {
            lock (_gate) return _current;
        }
    }

    /// <summary>The stretch with which words end, in memory or in files; null if none are indexed.</summary>
    public IndexCoverage? End
    {
        get
        {
            lock (_gate) return _end;
        }
    }

    /// <summary>How many bytes of log the parts cover.</summary>
    public long LogBytes
    {
        get
        {
            lock (_gate) return _logBytes;
        }
    }

    /// <summary>Adds a part that goes on where the last one ends.</summary>
    public void Add(MemoryWords part)
    {
        lock (_gate)
        {
            _parts.Add(part);
            _end = part.Part.Coverage;
            _logBytes += part.LogBytes;
            Update();
        }
    }

    /// <summary>
    /// Takes two neighbours that are to become one: the newest two of the same power of four in size. So few parts
    /// remain, and none is written often.
    /// </summary>
    public bool TryTakePair(out MemoryWords left, out MemoryWords right)
    {
        lock (_gate)
        {
            for (int i = _parts.Count - 2; i >= 0; i--)
            {
                (left, right) = (_parts[i], _parts[i + 1]);
                bool arePair = !left.IsTaken && !right.IsTaken && !left.EndsStretch && SizeOf(left) == SizeOf(right);
                if (!arePair) continue;
                left.IsTaken = right.IsTaken = true;
                return true;
            }
        }

        left = right = null!; // The result says so.
        return false;
    }

    /// <summary>Puts one part in the place of two that were taken.</summary>
    public void Join(MemoryWords left, MemoryWords right, MemoryWords joined)
    {
        lock (_gate)
        {
            int at = _parts.IndexOf(left);
            _parts[at] = joined;
            _parts.Remove(right);
            Update();
        }
    }

    /// <summary>Takes the oldest parts, as far as they lie within a stretch, to make a file of them.</summary>
    /// <param name="lastGroup">Where the stretch ends.</param>
    /// <param name="logBytesMin">Take none if they cover less of the log.</param>
    public IReadOnlyList<MemoryWords> TakeOldest(ulong lastGroup, long logBytesMin)
    {
        lock (_gate)
        {
            List<MemoryWords> taken =
                [.. _parts.TakeWhile(part => !part.IsTaken && part.Part.Coverage.LastGroup <= lastGroup)];
            if (taken.Sum(part => part.LogBytes) < logBytesMin) return [];
            foreach (MemoryWords part in taken) part.IsTaken = true;
            return taken;
        }
    }

    /// <summary>Gives parts back of which nothing was made.</summary>
    public void GiveBack(params IReadOnlyList<MemoryWords> taken)
    {
        lock (_gate)
        {
            foreach (MemoryWords part in taken) part.IsTaken = false;
        }
    }

    /// <summary>Gives the oldest parts back, of which nothing was made.</summary>
    public void GiveBackOldest(int count)
    {
        lock (_gate)
        {
            for (int i = 0; i < count; i++) _parts[i].IsTaken = false;
        }
    }

    /// <summary>Forgets the oldest parts: a file that the manifest names says what they say.</summary>
    public void Drop(int count)
    {
        if (count == 0) return;
        lock (_gate)
        {
            for (int i = 0; i < count; i++) _logBytes -= _parts[i].LogBytes;
            _parts.RemoveRange(0, count);
            Update();
        }
    }

    private static int SizeOf(MemoryWords part) => BitOperations.Log2((ulong)part.LogBytes) / 2;

    private void Update() => _current = [.. _parts.Select(part => part.Part)];
}
