using System.Buffers;
using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Telemetry;

namespace Feedlog.Write;

/// <summary>
/// From the caller's thread to the queue: checks, measures, reserves, encodes. Nothing here touches files or indexes.
/// </summary>
internal sealed class AppendPath(
    AppendQueue queue, Poison poison, FeedlogOptions options, ulong salt, StoreTelemetry telemetry)
{
    /// <summary>Queues a record that nobody waits for; blocks while the queue is full.</summary>
    public void Append(in RecordDraft draft, AppendOptions? conditions)
    {
        poison.ThrowIfSet();
        if (draft.Vectors is { Count: > 1 })
        {
            AppendOptions chosen = conditions ?? new AppendOptions();
            bool isEager = chosen.Durability is null && options.Durability == Durability.Durable;
            DraftUnit unit = Unit([draft], isEager ? chosen with { Durability = Durability.Interval } : chosen, null);
            while (!TryQueue(unit)) queue.WaitForRoomAsync().Wait();
            return;
        }

        DraftMeasure measure = DraftReader.Measure(draft, conditions, options.TimeProvider, salt);
        AppendEntry entry = Entry(draft, measure, conditions, null);
        // Nobody waits for it, so nobody can tell a sync now from one within the interval.
        if (conditions?.Durability is null && entry.Durability == Durability.Durable)
            entry.Durability = Durability.Interval;
        while (!TryQueue(draft, measure, entry)) queue.WaitForRoomAsync().Wait();
    }

    /// <summary>Queues a record whose fate goes into a shared ticket; false while the queue is full.</summary>
    public bool TryAppendBulk(in RecordDraft draft, AppendOptions? conditions, BulkTicket ticket)
    {
        poison.ThrowIfSet();
        if (draft.Vectors is { Count: > 1 })
        {
            AppendOptions unsynced = (conditions ?? new AppendOptions()) with { Durability = Durability.None };
            return TryQueue(Unit([draft], unsynced, ticket));
        }

        DraftMeasure measure = DraftReader.Measure(draft, conditions, options.TimeProvider, salt);
        AppendEntry entry = Entry(draft, measure, conditions, ticket);
        entry.Durability = Durability.None;
        return TryQueue(draft, measure, entry);
    }

    /// <summary>Queues a record and returns the task of its acknowledgement.</summary>
    public ValueTask<AppendResult> AppendAsync(
        in RecordDraft draft, AppendOptions? conditions, CancellationToken cancellationToken)
    {
        poison.ThrowIfSet();
        cancellationToken.ThrowIfCancellationRequested();
        if (draft.Vectors is { Count: > 1 }) return AppendAloneAsync(draft, conditions, cancellationToken);
        DraftMeasure measure = DraftReader.Measure(draft, conditions, options.TimeProvider, salt);
        SingleTicket ticket = SingleTicket.Rent();
        AppendEntry entry = Entry(draft, measure, conditions, ticket);
        if (!TryQueue(draft, measure, entry))
            return AppendWhenThereIsRoomAsync(draft, measure, entry, ticket, cancellationToken);
        return Cancellable(ticket.Task, cancellationToken);
    }

    /// <summary>Queues records that stand or fall together.</summary>
    public async ValueTask<IReadOnlyList<AppendResult>> AppendManyAsync(
        IReadOnlyList<RecordDraft> drafts, AppendOptions? conditions, CancellationToken cancellationToken)
    {
        poison.ThrowIfSet();
        cancellationToken.ThrowIfCancellationRequested();
        if (drafts.Count == 0) return [];
        GroupTicket ticket = new(drafts.Count);
        DraftUnit unit = Unit(drafts, conditions, ticket);
        while (!TryQueue(unit)) await queue.WaitForRoomAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        return await ticket.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Queues a vector of a record that is there, or was queued before.</summary>
    public async ValueTask<AppendResult> AppendVectorAsync(
        RecordId target, RecordVector vector, Durability? durability, CancellationToken cancellationToken)
    {
        poison.ThrowIfSet();
        cancellationToken.ThrowIfCancellationRequested();
        SingleTicket ticket = SingleTicket.Rent();
        AppendEntry entry = new()
        {
            LengthBytes = VectorEncoder.FrameBytes(vector),
            UnitLength = 1,
            Conditions = AppendConditions.HasVector,
            Durability = durability ?? options.Durability,
            ExpiresAtMs = long.MaxValue,
            Ticket = ticket,
        };
        Reservation place;
        while (!queue.TryReserve(new ReadOnlySpan<AppendEntry>(in entry), entry.LengthBytes, out place))
            await queue.WaitForRoomAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        EncodeVectors([vector], [target], [entry], place);
        return await Cancellable(ticket.Task, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Queues vectors of records that have none of their model yet, in one go.</summary>
    /// <param name="targets">Ids of the records.</param>
    /// <param name="vectors">A vector for each; what is no vector is refused before anything is queued.</param>
    /// <param name="cancellationToken">Ends the wait for room in the queue.</param>
    /// <returns>What becomes of each: it may be refused alone. Written at once, synced within the interval.</returns>
    public async ValueTask<Task<AppendResult>[]> AppendVectorsAsync(
        IReadOnlyList<RecordId> targets, IReadOnlyList<RecordVector> vectors, CancellationToken cancellationToken)
    {
        poison.ThrowIfSet();
        AppendEntry[] entries = new AppendEntry[vectors.Count];
        int lengthBytes = 0;
        for (int i = 0; i < entries.Length; i++)
        {
            entries[i] = new AppendEntry
            {
                OffsetBytes = lengthBytes,
                LengthBytes = VectorEncoder.FrameBytes(vectors[i]),
                UnitLength = 1,
                Conditions = AppendConditions.HasVector | AppendConditions.IfNoVector,
                Durability = Durability.Interval,
                ExpiresAtMs = long.MaxValue,
            };
            lengthBytes += entries[i].LengthBytes;
        }

        Task<AppendResult>[] tasks = new Task<AppendResult>[entries.Length];
        for (int i = 0; i < entries.Length; i++)
        {
            SingleTicket ticket = SingleTicket.Rent();
            entries[i].Ticket = ticket;
            tasks[i] = ticket.Task.AsTask();
        }

        Reservation place;
        while (!queue.TryReserve(entries, lengthBytes, out place))
            await queue.WaitForRoomAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        EncodeVectors(vectors, targets, entries, place);
        return tasks;
    }

    /// <summary>Queues a tombstone for a key, or for an id if the key is null; true if something was live.</summary>
    public async ValueTask<bool> DeleteAsync(
        string? key, string? stream, RecordId id, Durability? durability, CancellationToken cancellationToken)
    {
        poison.ThrowIfSet();
        cancellationToken.ThrowIfCancellationRequested();
        int keyBytes = DraftReader.Name(key, FormatLimits.KeyBytesMax, "key");
        int streamBytes = DraftReader.Name(stream, FormatLimits.StreamBytesMax, "stream");
        SingleTicket ticket = SingleTicket.Rent();
        AppendEntry entry = new()
        {
            LengthBytes = RecordEncoder.TombstoneBytes(keyBytes, streamBytes),
            UnitLength = 1,
            Durability = durability ?? options.Durability,
            ExpiresAtMs = long.MaxValue,
            KeyHash = key is null ? default : DraftReader.HashKey(key, keyBytes, stream, streamBytes, salt),
            Ticket = ticket,
        };
        Reservation place;
        while (!queue.TryReserve(new ReadOnlySpan<AppendEntry>(in entry), entry.LengthBytes, out place))
            await queue.WaitForRoomAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        long nowMs = options.TimeProvider.GetUtcNow().ToUnixTimeMilliseconds();
        RecordEncoder.EncodeTombstone(key, stream, id, nowMs, place.Bytes);
        place.Block.MarkReady(1);
        AppendResult result = await Cancellable(ticket.Task, cancellationToken).ConfigureAwait(false);
        return result.Outcome == AppendOutcome.Appended;
    }

    /// <summary>Ends when everything queued before is durable.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        poison.ThrowIfSet();
        cancellationToken.ThrowIfCancellationRequested();
        SingleTicket ticket = SingleTicket.Rent();
        AppendEntry entry = new() { UnitLength = 1, Durability = Durability.Durable, Ticket = ticket };
        Reservation place;
        while (!queue.TryReserve(new ReadOnlySpan<AppendEntry>(in entry), 0, out place))
            await queue.WaitForRoomAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        place.Block.MarkReady(1);
        await Cancellable(ticket.Task, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Ends when there may be room in the queue.</summary>
    public Task WaitForRoomAsync() => queue.WaitForRoomAsync();

    private async ValueTask<AppendResult> AppendAloneAsync(
        RecordDraft draft, AppendOptions? conditions, CancellationToken cancellationToken) =>
        (await AppendManyAsync([draft], conditions, cancellationToken).ConfigureAwait(false))[0];

    private async ValueTask<AppendResult> AppendWhenThereIsRoomAsync(
        RecordDraft draft, DraftMeasure measure, AppendEntry entry, SingleTicket ticket,
        CancellationToken cancellationToken)
    {
        do await queue.WaitForRoomAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        while (!TryQueue(draft, measure, entry));
        return await Cancellable(ticket.Task, cancellationToken).ConfigureAwait(false);
    }

    private static ValueTask<AppendResult> Cancellable(
        ValueTask<AppendResult> task, CancellationToken cancellationToken) =>
        cancellationToken.CanBeCanceled && !task.IsCompleted
            ? new ValueTask<AppendResult>(task.AsTask().WaitAsync(cancellationToken))
            : task;

    private bool TryQueue(in RecordDraft draft, in DraftMeasure measure, in AppendEntry entry)
    {
        if (!queue.TryReserve(new ReadOnlySpan<AppendEntry>(in entry), entry.LengthBytes, out Reservation place))
            return false;
        Span<byte> frame = place.Bytes;
        try
        {
            RecordEncoder.Encode(draft, measure, frame);
        }
        catch
        {
            RecordEncoder.Void(frame);
            throw;
        }
        finally
        {
            place.Block.MarkReady(1);
        }

        return true;
    }

    private bool TryQueue(DraftUnit unit)
    {
        if (!queue.TryReserve(unit.Entries, unit.LengthBytes, out Reservation place)) return false;
        unit.EncodeInto(place);
        return true;
    }

    private void EncodeVectors(
        IReadOnlyList<RecordVector> vectors, IReadOnlyList<RecordId> targets, AppendEntry[] entries,
        in Reservation place)
    {
        long nowMs = options.TimeProvider.GetUtcNow().ToUnixTimeMilliseconds();
        Span<byte> bytes = place.Bytes;
        try
        {
            for (int i = 0; i < entries.Length; i++)
            {
                Span<byte> frame = bytes.Slice(entries[i].OffsetBytes, entries[i].LengthBytes);
                VectorEncoder.Encode(vectors[i], targets[i], nowMs, frame);
            }
        }
        catch
        {
            foreach (AppendEntry entry in entries) RecordEncoder.Void(bytes[entry.OffsetBytes..]);
            throw;
        }
        finally
        {
            place.Block.MarkReady(entries.Length);
        }
    }

    private DraftUnit Unit(IReadOnlyList<RecordDraft> drafts, AppendOptions? conditions, AppendTicket? ticket) => new(
        drafts,
        (in draft) => DraftReader.Measure(draft, conditions, options.TimeProvider, salt),
        (in draft, in measure) => Entry(draft, measure, conditions, ticket));

    private AppendEntry Entry(
        in RecordDraft draft, in DraftMeasure measure, AppendOptions? conditions, AppendTicket? ticket)
    {
        AppendConditions asked = draft.Timestamp is null ? AppendConditions.ClockTimestamp : AppendConditions.None;
        if (measure.VectorBytes > 0) asked |= AppendConditions.HasVector;
        if (conditions is not null)
        {
            if (conditions.IfAbsent) asked |= AppendConditions.IfAbsent;
            if (conditions.IfSequence is not null) asked |= AppendConditions.IfSequence;
            if (conditions.SkipIdentical) asked |= AppendConditions.SkipIdentical;
            bool needsKey = (asked & ~(AppendConditions.ClockTimestamp | AppendConditions.HasVector)) != 0;
            if (needsKey && draft.Key is null)
                throw Throw.InvalidRecord("A condition on the key was asked, but the record has none.", "Set Key.");
        }

        return new AppendEntry
        {
            LengthBytes = measure.FrameBytes,
            UnitLength = 1,
            Conditions = asked,
            ExpectedSequence = conditions?.IfSequence ?? 0,
            StartedAt = telemetry.BeginAppend(),
            Durability = conditions?.Durability ?? options.Durability,
            ExpiresAtMs = measure.ExpiresAtMs,
            KeyHash = measure.KeyHash,
            Ticket = ticket,
        };
    }
}
