using System.Numerics;
using FASTER.core;
using Feedlog.Format;
using Context = FASTER.core.UnsafeContext<
    Feedlog.Format.WideHash,
    Feedlog.Indexing.HotKey.HotEntry,
    FASTER.core.Empty,
    Feedlog.Indexing.HotKey.HotEntry,
    FASTER.core.Empty,
    Feedlog.Indexing.HotKey.EntryFunctions>;
using Session = FASTER.core.ClientSession<
    Feedlog.Format.WideHash,
    Feedlog.Indexing.HotKey.HotEntry,
    FASTER.core.Empty,
    Feedlog.Indexing.HotKey.HotEntry,
    FASTER.core.Empty,
    Feedlog.Indexing.HotKey.EntryFunctions>;

namespace Feedlog.Indexing.HotKey;

/// <summary>The newest entries of keys, in FASTER KV, in memory only. When it is full, the oldest fall out.</summary>
/// <remarks>
/// <para>
/// FASTER hashes a key to a chain of records in a log, newest first; a replaced entry is a new record at the log's end,
/// and the log's beginning is dropped page by page. So an older entry of a key is always gone before a newer one, and
/// can never come to light again. Behind the log lies a device that keeps nothing. FASTER knows it, and reports a
/// dropped record as not found, at once.
/// </para>
/// <para>
/// A session of FASTER serves one thread at a time. There is a fixed number of lanes, each with a session of its own;
/// a call takes the lane of its thread, or the next one that is free.
/// </para>
/// </remarks>
internal sealed class HotKeyTable : IDisposable
{
    // Flags of lanes lie two cache lines apart, as the hardware fetches lines in pairs.
    private const int FlagStride = 128 / sizeof(int);
    private const int LanesMin = 8;
    private const int LanesMax = 64;

    // No salted hash is this one, and any sequence is newer.
    private static readonly WideHash s_probe = new(0x5D1F_9C02_7E3B_A846, 0xC3A7_40E9_18D6_2B7F);

    private readonly HotKeyMemory _memory;
    private readonly NullDevice _device = new();
    private readonly FasterKV<WideHash, HotEntry> _store;
    private readonly Session[] _sessions;
    private readonly Context[] _contexts;
    private readonly int[] _isTaken;
    private readonly Lock _gate = new();
    private readonly long _firstAddress;
    private long _overflowPlanned;

    /// <summary>Makes an empty table. The first in a process takes tens of ms, as FASTER's code is compiled.</summary>
    public HotKeyTable(HotKeyMemory memory)
    {
        _memory = memory;
        LogSettings log = new()
        {
            LogDevice = _device,
            PageSizeBits = memory.PageBits,
            MemorySizeBits = memory.LogBits,
            SegmentSizeBits = memory.LogBits,
            MutableFraction = 0.5,
            ReadCopyOptions = ReadCopyOptions.None,
        };

        // Named, though no checkpoint is ever taken: FASTER's own choice would ask for the current directory.
        CheckpointSettings checkpoints = new()
        {
            CheckpointManager = new DeviceLogCommitCheckpointManager(
                new NullNamedDeviceFactory(), new DefaultCheckpointNamingScheme()),
        };
        _store = new(
            memory.TableBuckets, log, checkpoints, comparer: new WideHashComparer(),
            concurrencyControlMode: ConcurrencyControlMode.None);
        GiveUpPages();

        uint wanted = (uint)int.Clamp(Environment.ProcessorCount * 2, LanesMin, LanesMax);
        int lanes = (int)BitOperations.RoundUpToPowerOf2(wanted);
        _isTaken = new int[(lanes + 1) * FlagStride];
        _sessions = new Session[lanes];
        _contexts = new Context[lanes];
        for (int lane = 0; lane < lanes; lane++)
        {
            _sessions[lane] = _store.For(default(EntryFunctions)).NewSession<EntryFunctions>();
            _contexts[lane] = _sessions[lane].UnsafeContext;
        }

        // Compiles both operations before anybody waits for them.
        TryInsert(s_probe, default);
        TryFind(s_probe, out _);
        _firstAddress = _store.Log.TailAddress;
    }

    /// <summary>About how many entries are held; replaced ones count until they fall out.</summary>
    public long EntryCount
    {
        get
        {
            long begin = Math.Max(_firstAddress, _store.Log.HeadAddress);
            return Math.Max(0, _store.Log.TailAddress - begin) / _store.Log.FixedRecordSize;
        }
    }

    /// <summary>Bytes of log, hash table and overflow buckets.</summary>
    public long MemoryBytes =>
        _memory.BytesOf(_store.Log.MemorySizeBytes >> _memory.PageBits, _store.OverflowBucketCount);

    /// <summary>Finds the entry of a key. Any thread; does not wait, does not allocate.</summary>
    public bool TryFind(WideHash key, out HotEntry entry)
    {
        entry = default;
        if (!TryTakeLane(out int lane)) return false;
        try
        {
            return TryRead(ref _contexts[lane], ref key, ref entry);
        }
        finally
        {
            LeaveLane(lane);
        }
    }

    /// <summary>
    /// Makes an entry the one of its key unless one of the same or a higher sequence is there. One thread a key.
    /// </summary>
    /// <returns>False if a higher sequence is there.</returns>
    public bool TryInsert(WideHash key, in HotEntry entry) => TryInsert(key, entry, onlyIfPresent: false);

    /// <summary>Puts an entry in the place of an older one of its key, if there is one. One thread a key.</summary>
    public void Refresh(WideHash key, in HotEntry entry) => TryInsert(key, entry, onlyIfPresent: true);

    private bool TryInsert(WideHash key, in HotEntry entry, bool onlyIfPresent)
    {
        SpinWait wait = default;
        int lane;
        while (!TryTakeLane(out lane)) wait.SpinOnce(sleep1Threshold: -1);
        try
        {
            HotEntry present = default;
            bool isPresent = TryRead(ref _contexts[lane], ref key, ref present);
            if (isPresent && present.Sequence >= entry.Sequence) return present.Sequence == entry.Sequence;
            if (onlyIfPresent && !isPresent) return false;
            Append(ref _contexts[lane], ref key, entry);
        }
        finally
        {
            LeaveLane(lane);
        }

        if (_store.OverflowBucketCount > Volatile.Read(ref _overflowPlanned)) GiveUpPages();
        return true;
    }

    /// <summary>
    /// Waits for the calls that are under way and frees everything. Later look-ups find nothing; nobody may insert.
    /// </summary>
    public void Dispose()
    {
        for (int lane = 0; lane < _sessions.Length; lane++)
        {
            SpinWait wait = default;
            while (!TryTake(lane)) wait.SpinOnce();
            _sessions[lane].Dispose();
        }

        _store.Dispose();
        _device.Dispose();
    }

    private static bool TryRead(ref Context context, ref WideHash key, ref HotEntry entry)
    {
        Empty input = default;
        context.BeginUnsafe();
        try
        {
            // FASTER announces this thread by a plain store. It must be seen before any address is looked at, or a page
            // could be dropped and filled anew under the reader.
            Interlocked.MemoryBarrier();
            return context.Read(ref key, ref input, ref entry).Found;
        }
        finally
        {
            // Likewise the announcement must not be taken back before the entry has been read.
            Volatile.ReadBarrier();
            context.EndUnsafe();
        }
    }

    private static void Append(ref Context context, ref WideHash key, HotEntry entry)
    {
        context.BeginUnsafe();
        try
        {
            Interlocked.MemoryBarrier(); // As for reading: the chain is walked here too.
            Status status = context.Upsert(ref key, ref entry);
            if (!status.IsCompletedSuccessfully)
                throw new InvalidOperationException($"FASTER did not take an entry: {status}.");
        }
        finally
        {
            context.EndUnsafe();
        }
    }

    private bool TryTakeLane(out int lane)
    {
        int mask = _sessions.Length - 1;
        int first = Environment.CurrentManagedThreadId;
        for (int i = 0; i <= mask; i++)
        {
            lane = (first + i) & mask;
            if (TryTake(lane)) return true;
        }

        lane = 0;
        return false;
    }

    private bool TryTake(int lane)
    {
        ref int flag = ref _isTaken[(lane + 1) * FlagStride];
        return flag == 0 && Interlocked.CompareExchange(ref flag, 1, 0) == 0;
    }

    private void LeaveLane(int lane) => Volatile.Write(ref _isTaken[(lane + 1) * FlagStride], 0);

    // Keeps as many pages empty as the overflow buckets cost, and a few ahead so that it is seldom done.
    private void GiveUpPages()
    {
        lock (_gate)
        {
            long planned = _store.OverflowBucketCount + _memory.TableBuckets / 64;
            if (planned <= _overflowPlanned) return;
            _store.Log.EmptyPageCount = _memory.EmptyPagesFor(planned);
            Volatile.Write(ref _overflowPlanned, planned);
        }
    }
}
