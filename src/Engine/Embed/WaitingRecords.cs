using System.Text;
using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Format.Indexes;
using Feedlog.Indexing.Vectors;
using Feedlog.Indexing.Views;
using Feedlog.Read;

namespace Feedlog.Embed;

/// <summary>
/// One place in the log: reads what has no vector of a model from there on, in order, in batches. What the indexes hold
/// is all it goes by, so nothing has to be kept to go on after a crash. One thread.
/// </summary>
/// <param name="core">The store.</param>
/// <param name="model">Name of the model, UTF-8.</param>
internal sealed class WaitingRecords(StoreCore core, byte[] model)
{
    // About a millisecond of looking things up; then others may want to end the work.
    private const ulong SlotsPerTurn = 8192;

    // A batch ends with the record that takes it beyond this.
    private const long BatchBytesMax = 1024 * 1024;

    /// <summary>Everything below this sequence was read.</summary>
    public ulong NextSequence { get; set; } = 1;

    /// <summary>How many records were passed over: they have a vector, have no text, or have expired.</summary>
    public long SkippedCount { get; private set; }

    /// <summary>How many records could not be read.</summary>
    public long UnreadableCount { get; private set; }

    /// <summary>Why the first of those could not be read.</summary>
    public string? FirstFault { get; private set; }

    /// <summary>Reads a batch; an empty one means only that <see cref="NextSequence"/> has moved.</summary>
    /// <param name="lastSequence">Where to end.</param>
    /// <param name="countMax">At most so many records.</param>
    /// <param name="batch">Takes them.</param>
    /// <exception cref="FeedlogException">An index is damaged or cannot be read.</exception>
    /// <exception cref="ObjectDisposedException">The store was closed.</exception>
    public void Read(ulong lastSequence, int countMax, List<WaitingRecord> batch)
    {
        batch.Clear();
        InView((view, reader) => Read(view, reader, lastSequence, countMax, batch));
    }

    /// <summary>Reads one record again; false if it waits no more.</summary>
    /// <exception cref="FeedlogException">An index is damaged or cannot be read.</exception>
    /// <exception cref="ObjectDisposedException">The store was closed.</exception>
    public bool TryReadAgain(ulong sequence, out WaitingRecord record)
    {
        WaitingRecord found = default;
        bool isFound = false;
        InView((view, reader) =>
        {
            IReadOnlyList<VectorPart> vectors = reader.View.Parts.VectorsOf(model);
            foreach (LiveRecord live in LiveRecords.Of(view, reader.View, vectors, sequence, sequence))
                isFound = !live.HasVector && TryRead(reader, live, out found);
        });
        record = found;
        return isFound;
    }

    /// <summary>How many records of a view wait from a sequence on, and the first of them.</summary>
    public static long Count(
        ReadView published, IndexView view, IReadOnlyList<VectorPart> vectors, ulong fromSequence, out ulong first)
    {
        long count = 0;
        first = 0;
        foreach (LiveRecord live in LiveRecords.Of(published, view, vectors, fromSequence, view.Sequence))
        {
            if (live.HasVector) continue;
            if (count++ == 0) first = live.Sequence;
        }

        return count;
    }

    private void InView(Action<ReadView, SnapshotReader> read)
    {
        ReadView view = core.Views.Acquire();
        SnapshotReader reader = core.Reader(view);
        try
        {
            read(view, reader);
        }
        catch (Exception failure) when (failure is IndexDamageException or IOException)
        {
            throw reader.IndexFailure(failure);
        }
        finally
        {
            view.Segments.Release();
        }
    }

    private void Read(
        ReadView view, SnapshotReader reader, ulong lastSequence, int countMax, List<WaitingRecord> batch)
    {
        ulong last = Math.Min(lastSequence, reader.View.Sequence);
        ulong slots = 0;
        long batchBytes = 0;
        IReadOnlyList<VectorPart> vectors = reader.View.Parts.VectorsOf(model);
        foreach (LiveRecord live in LiveRecords.Of(view, reader.View, vectors, NextSequence, last))
        {
            NextSequence = live.Sequence + 1;
            long unreadable = UnreadableCount;
            if (!live.HasVector && TryRead(reader, live, out WaitingRecord record))
            {
                batch.Add(record);
                batchBytes += record.Text.Length;
            }
            else if (UnreadableCount == unreadable)
            {
                SkippedCount++;
            }

            if (batch.Count == countMax || batchBytes > BatchBytesMax || ++slots == SlotsPerTurn) return;
        }

        NextSequence = Math.Max(NextSequence, lastSequence + 1);
    }

    // False for what is no text or has expired: there is nothing to embed.
    private bool TryRead(SnapshotReader reader, in LiveRecord live, out WaitingRecord record)
    {
        record = default;
        try
        {
            FrameView frame = reader.Read(live.Address, out byte[]? rented);
            ReadOnlySpan<byte> content = frame.Content;
            bool isText = frame.ExpiresAtMs > reader.View.NowMs && System.Text.Unicode.Utf8.IsValid(content);
            string text = isText ? Encoding.UTF8.GetString(content) : "";
            if (!string.IsNullOrWhiteSpace(text))
            {
                WideHash hash = Checksum.Xxh3Wide(content, core.Store.Salt);
                record = new WaitingRecord(new RecordId(frame.Id), live.Sequence, text, hash);
            }

            SnapshotReader.Return(rented);
        }
        catch (FeedlogException fault) when (
            fault.Code is FeedlogErrorCode.Corrupt or FeedlogErrorCode.UnreadableRecord)
        {
            UnreadableCount++;
            FirstFault ??= fault.Message;
        }

        return record.Sequence != 0;
    }
}
