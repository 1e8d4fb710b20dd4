using Feedlog.Cold;
using Feedlog.Format.Shards;
using Feedlog.Tests.Support.Storage;
using Feedlog.Tests.Unit.Format.Shards;

namespace Feedlog.Tests.Unit.Store;

/// <summary>Reading chunks ahead of a reader: when, which, and that nobody is at a shard that its reader let go of.
/// </summary>
public sealed class ChunkRunTests : IDisposable
{
    private const int ChunkSlots = 4;
    private const int ChunkCount = 12;
    private const long CacheBytes = 1 << 20;

    private static readonly byte[] s_shard = ShardSamples.Bytes(
        ShardSamples.Slots(ChunkSlots * ChunkCount), new ShardWriterOptions { ChunkSlots = ChunkSlots });

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly ManualResetEventSlim _gate = new(initialState: true);
    private readonly ManualResetEventSlim _isWaiting = new(initialState: false);
    private readonly ChunkCache _cache = new(CacheBytes);
    private readonly ChunkRun _run = new();
    private int _reader;

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task TwoChunksInARow_NextAreReadAhead(int step)
    {
        ShardFile file = Open(s_shard, _cache);
        Read(file, 5);
        Read(file, 5 + step);
        await IndexWork.UntilAsync(
            () => IsCached(5 + 2 * step) && IsCached(5 + 3 * step), "the next two chunks are in the cache");
        Assert.False(IsCached(5 + 4 * step) || IsCached(5 - step));
        for (int i = 2; i < 6; i++) Read(file, 5 + i * step);
    }

    [Fact]
    public void OneChunk_ThenOthers_NothingIsReadAhead()
    {
        ShardFile file = Open(s_shard, _cache);
        foreach (int index in (int[])[5, 5, 7, 2, 2, 4, 9, 0, 11])
        {
            Read(file, index);
            Assert.Equal(0, _run.AheadCount);
        }
    }

    [Fact]
    public void AllThatIsWanted_LiesInTheChunk_NothingIsReadAhead()
    {
        ShardFile file = Open(s_shard, _cache);
        _run.FramesWanted = ChunkSlots;
        for (int i = 0; i < 4; i++)
        {
            Read(file, i);
            Assert.Equal(0, _run.AheadCount);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(CacheBytes)]
    public void AnyOrder_EveryChunkIsTheOneAskedFor(long cacheBytes)
    {
        Random random = new(1);
        for (int trial = 0; trial < 50; trial++)
        {
            ShardFile file = Open(s_shard, new ChunkCache(cacheBytes));
            long index = random.Next(ChunkCount);
            int step = random.Next(2) * 2 - 1;
            for (int i = 0; i < 40; i++)
            {
                Read(file, index);
                int move = random.Next(10);
                index += move < 7 ? step : move == 7 ? -step : random.Next(-3, 4);
                index = (index + ChunkCount) % ChunkCount;
            }

            _run.Dispose();
            file.Release();
        }
    }

    [Fact]
    public void DamagedChunkAhead_OnlyItsReaderIsTold()
    {
        byte[] damaged = (byte[])s_shard.Clone();
        ShardChunkHead head = ShardForger.HeadsOf(damaged)[4];
        damaged[head.OffsetBytes + head.TotalLengthBytes / 2] ^= 1;
        ShardFile file = Open(damaged, _cache);
        for (int i = 1; i < 4; i++) Read(file, i);
        FeedlogCorruptException failure = Assert.Throws<FeedlogCorruptException>(() => Read(file, 4));
        Assert.Equal((file.Entry.Path, head.OffsetBytes), (failure.File, failure.OffsetBytes));
        Assert.False(IsCached(4));
        for (int i = 5; i < ChunkCount; i++) Read(file, i);
    }

    [Fact]
    public async Task Dispose_WaitsForWhoHasBegun()
    {
        ShardFile file = Open(s_shard, _cache);
        Read(file, 1);
        _gate.Reset();
        Read(file, 2);
        Assert.True(_isWaiting.Wait(s_patience), "Nobody read ahead.");
        Task disposal = Task.Run(() =>
        {
            _run.Dispose();
            file.Release();
        });
        Assert.NotSame(disposal, await Task.WhenAny(disposal, Task.Delay(100)));
        _gate.Set();
        await disposal.WaitAsync(s_patience);
    }

    [Fact]
    public void ChunkThatNobodyHasBegun_IsTakenBack()
    {
        ShardFile file = Open(s_shard, _cache);
        Assert.True(file.IsPacked(3, out ShardChunkHead head));
        ChunkAhead ahead = new(file, 3, head, isKept: true);
        Assert.Null(ahead.Take());
        file.Release();
        ahead.Execute(); // Late, and not at the shard, which is closed.
        Assert.False(IsCached(3));
    }

    [Fact]
    public void ChunkThatWasUnpacked_IsHandedOver()
    {
        ShardFile file = Open(s_shard, new ChunkCache(0));
        Assert.True(file.IsPacked(3, out ShardChunkHead head));
        ChunkAhead ahead = new(file, 3, head, isKept: true);
        ahead.Execute();
        Assert.Equal(head, ahead.Take()!.Head);
    }

    [Fact]
    public void ChunksThatAreRawOrBesideTheEnds_AreNotPacked()
    {
        ShardFile file = Open(s_shard, _cache);
        Assert.False(file.IsPacked(-1, out _) || file.IsPacked(ChunkCount, out _));
        ShardFile raw = Open(ShardSamples.Bytes(
            ShardSamples.Slots(20), new ShardWriterOptions { Codec = ShardCodec.Raw, ChunkSlots = 4 }), _cache);
        Assert.False(raw.IsPacked(2, out _));
    }

    public void Dispose()
    {
        _gate.Set();
        _run.Dispose();
        _gate.Dispose();
        _isWaiting.Dispose();
    }

    private bool IsCached(int index) =>
        _cache.TryGet(ShardSamples.Number, ShardForger.HeadsOf(s_shard)[index].OffsetBytes, out _);

    private void Read(ShardFile file, long index)
    {
        ShardChunkHead head = ShardForger.HeadsOf(s_shard)[(int)index];
        Assert.Equal(head, _run.Read(file, index, head, isKept: true).Head);
    }

    // Read by position, so that who reads ahead can be held up.
    private ShardFile Open(byte[] shard, ChunkCache cache)
    {
        _reader = Environment.CurrentManagedThreadId;
        FaultStorage storage = new(ShardSamples.StorageOf(shard));
        ShardFile file = ShardSamples.FileOf(storage, cache);
        Assert.True(file.IsThere());
        storage.Hook = (call, _) =>
        {
            if (call != StorageCalls.Read || _gate.IsSet || Environment.CurrentManagedThreadId == _reader) return;
            _isWaiting.Set();
            Assert.True(_gate.Wait(s_patience), "Nobody let the reader go.");
        };
        return file;
    }
}
