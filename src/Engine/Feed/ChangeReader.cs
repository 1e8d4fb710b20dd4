using System.Text;
using Feedlog.Format.Frames;
using Feedlog.Format.Stores;
using Feedlog.Read;

namespace Feedlog.Feed;

/// <summary>One subscriber's place in the log: reads what is durable from there on in batches. One thread.</summary>
internal sealed class ChangeReader(StoreCore core, ulong fromSequence)
{
    private const int BatchChangesMax = 256;

    // A batch ends with the record that takes it beyond this: it may be a large one, but only one.
    private const long BatchBytesMax = 1024 * 1024;

    private FrameAddress? _lastAddress;

    /// <summary>The sequence that the next change has at least.</summary>
    public ulong NextSequence { get; private set; } = Math.Max(fromSequence, 1);

    /// <summary>Reads the next durable changes, none if there are none; false if the store was closed.</summary>
    /// <remarks>The files of the store are held only meanwhile.</remarks>
    /// <exception cref="FeedlogException">The next change cannot be read; it is where the next batch begins, too.
    /// </exception>
    public bool TryRead(List<Change> batch)
    {
        batch.Clear();
        if (core.Views.Durable.IsClosed) return false;

        // In this order: what is durable now is part of every view from now on.
        ulong durable = core.Views.Durable.Sequence;
        if (durable < NextSequence) return true;
        if (!core.Views.TryAcquire(out ReadView? view)) return false;
        try
        {
            Read(view, Math.Min(durable, view.Sequence), batch);
            return true;
        }
        catch (FeedlogException) when (batch.Count > 0)
        {
            // What lies before the damage is delivered first.
            return true;
        }
        finally
        {
            view.Segments.Release();
        }
    }

    private void Read(ReadView view, ulong lastSequence, List<Change> batch)
    {
        long batchBytes = 0;
        using LogWalk walk = view.Walk(core.Store.Salt, NextSequence, lastSequence, _lastAddress);
        while (batch.Count < BatchChangesMax && batchBytes < BatchBytesMax)
        {
            if (!walk.MoveNext())
            {
                NextSequence = Math.Max(NextSequence, lastSequence + 1);
                return;
            }

            batch.Add(Describe(view, walk));
            batchBytes += walk.Header.TotalLengthBytes;
            NextSequence = walk.Header.Sequence + 1;
            _lastAddress = walk.Address;
        }
    }

    private Change Describe(ReadView view, LogWalk walk)
    {
        FrameView frame = walk.Frame;
        SnapshotReader.CheckReadable(frame, walk.Address);
        bool isRecord = frame.Type == FrameType.Record;
        bool mayEnd = !isRecord || frame.Header.KeyLengthBytes > 0;
        RecordId id = default;
        ulong sequence = 0;
        bool hasEnded = mayEnd && EndedVersion.TryFind(view, core.Store.Salt, frame, out id, out sequence);
        return new Change
        {
            Sequence = frame.Sequence,
            Kind = isRecord ? ChangeKind.Appended : ChangeKind.Deleted,
            Record = isRecord ? new Record(frame.Bytes.ToArray(), frame.Header) : null,
            Ended = hasEnded ? id : null,
            EndedSequence = sequence,
            Key = isRecord ? null : Text(frame.Key),
            Stream = isRecord ? null : Text(frame.Stream),
        };
    }

    private static string? Text(ReadOnlySpan<byte> utf8) => utf8.IsEmpty ? null : Encoding.UTF8.GetString(utf8);
}
