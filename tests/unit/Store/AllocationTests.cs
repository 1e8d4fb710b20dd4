using Feedlog.Tests.Support;

namespace Feedlog.Tests.Unit.Store;

/// <summary>The hot paths allocate nothing once they are warm.</summary>
public sealed class AllocationTests
{
    private const int WarmUp = 4_000;
    private const int Measured = 1_000;

    [Fact]
    public async Task Append_Warm_AllocatesNothingOnTheCallersThread()
    {
        using TempStore temp = new();
        await using FeedlogStore store = await temp.OpenAsync();
        RecordDraft draft = new("a record of moderate length, as agents write them")
        {
            Timestamp = DateTimeOffset.UnixEpoch,
            Kind = "note",
            Stream = "agent",
        };
        AppendOptions options = new() { Durability = Durability.None };
        AppendBurst(store, draft, options, WarmUp);
        await store.FlushAsync();

        long least = long.MaxValue;
        const int rounds = 5;
        for (int round = 0; round < rounds; round++)
        {
            least = Math.Min(least, AppendBurst(store, draft, options, Measured));
            await store.FlushAsync();
        }

        Assert.Equal(0, least);
    }

    [Fact]
    public async Task Borrow_Warm_AllocatesNothing()
    {
        using TempStore temp = new();
        await using FeedlogStore store = await temp.OpenAsync(new FeedlogOptions { SegmentBytes = 64 * 1024 });
        RecordId[] ids = new RecordId[200];
        for (int i = 0; i < ids.Length; i++)
        {
            RecordDraft draft = new(new string('x', 500)) { Key = "key" + i, Stream = "s" };
            ids[i] = (await store.AppendAsync(draft, new AppendOptions { Durability = Durability.None })).Id;
        }

        BorrowAll(store, ids, WarmUp);

        Assert.Equal(0, BorrowAll(store, ids, Measured));
    }

    private static long AppendBurst(FeedlogStore store, in RecordDraft draft, AppendOptions options, int count)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < count; i++) store.Append(draft, options);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static long BorrowAll(FeedlogStore store, RecordId[] ids, int count)
    {
        long bytes = 0;
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < count; i++)
        {
            if (store.TryBorrow(ids[i % ids.Length], out RecordLease byId))
            {
                bytes += byId.Record.Content.Length;
                byId.Dispose();
            }

            if (store.TryBorrow("key7"u8, "s"u8, out RecordLease byKey))
            {
                bytes += byKey.Record.Content.Length;
                byKey.Dispose();
            }
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(count * 1000L, bytes);
        return allocated;
    }
}
