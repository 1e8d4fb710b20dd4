using Feedlog.Format;
using Feedlog.Format.Indexes;
using Feedlog.Indexing.Analysis;
using Feedlog.Search;

namespace Feedlog;

/// <summary>How a store is opened. Checked as a whole when it is.</summary>
public sealed record FeedlogOptions
{
    /// <summary>Make a new store if there is none; otherwise opening a place without one fails.</summary>
    public bool CreateIfMissing { get; init; } = true;

    /// <summary>Fail if there is a store already.</summary>
    public bool FailIfExists { get; init; }

    /// <summary>What AppendAsync promises unless the call says otherwise.</summary>
    public Durability Durability { get; init; } = Durability.Durable;

    /// <summary>A segment is sealed before it would grow beyond this many bytes; 4 KiB to 64 MiB.</summary>
    public int SegmentBytes { get; init; } = FormatLimits.SegmentBytesMax;

    /// <summary>Appends wait once this many bytes are queued; 64 KiB to 1 GiB.</summary>
    public long QueueBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>The longest that an append with <see cref="Durability.Interval"/> stays unsynced; 1 ms to 1 min.
    /// </summary>
    public TimeSpan SyncInterval { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// How much memory the index of ids and keys that are read often may take; 0 for none, else 1 MiB to 64 GiB.
    /// </summary>
    public long HotKeyBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>
    /// How much memory unpacked chunks of archived records may take; 0 for none, else 1 MiB to 64 GiB.
    /// </summary>
    public long ColdCacheBytes { get; init; } = 32 * 1024 * 1024;

    /// <summary>How segments are read.</summary>
    public ReadMode ReadMode { get; init; } = ReadMode.Mapped;

    /// <summary>Name of the analyzer of a new store; an existing one keeps its own.</summary>
    public string Analyzer { get; init; } = "standard";

    /// <summary>
    /// Whether words are indexed in the background while the store is open for writing. Without it appending has the
    /// processors for itself, as for a large import; a search reads all that is in no index, until the store is opened
    /// with it again.
    /// </summary>
    public bool IndexesWords { get; init; } = true;

    /// <summary>
    /// Gives every record a vector, behind its append and off the writer's thread, old records included; null for none.
    /// A store that is opened for reading does not.
    /// </summary>
    public EmbeddingOptions? Embedding { get; init; }

    /// <summary>
    /// Name under which telemetry tells this store from others, such as its folder's; null for none. A few names at
    /// most in one process, never one for each user.
    /// </summary>
    public string? Name { get; init; }

    /// <summary>The clock that gives timestamps, times of recording, and the moment at which records expire.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>The in-memory indexes are made a file after this many bytes of log.</summary>
    internal long TailBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>A tail of so many bytes of log is made a file when the store is closed; less is soon scanned.</summary>
    internal long CloseTailBytes { get; init; } = 256 * 1024;

    /// <summary>Appends wait while the tails that are not yet files cover more than so many bytes of log.</summary>
    internal long WaitingTailBytesMax { get; init; } = 512 * 1024 * 1024;

    /// <summary>About so many bytes of log become one part of words in memory.</summary>
    internal long WordPartBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Parts of words in memory become a file when they cover so many bytes of log that runs cover.</summary>
    internal long WordFileBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>No more parts of words are made while those in memory cover so many bytes of log.</summary>
    internal long WordMemoryBytesMax { get; init; } = 256 * 1024 * 1024;

    /// <summary>Appends wait while more than so many bytes of log are in no part of words.</summary>
    internal long WordBacklogBytesMax { get; init; } = 256 * 1024 * 1024;

    /// <summary>When a search for words is worth a second thread.</summary>
    internal SearchSharing SearchSharing { get; init; } = SearchSharing.Default;

    /// <summary>How long embedding pauses after a first fault; up to 64 times as long after more of them.</summary>
    internal TimeSpan EmbeddingPause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Index files are made by the writer's own thread, so that tests see one order of calls.</summary>
    internal bool SealsInline { get; init; }

    /// <summary>Keeps pages of index files that are read by position; null where they are mapped.</summary>
    internal IndexPageCache? IndexPages { get; private init; }

    /// <summary>The options of one opened store: checked, and with what belongs to that store alone.</summary>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
    internal FeedlogOptions ForOpening()
    {
        Validate();
        return this with { IndexPages = ReadMode == ReadMode.Positioned ? new IndexPageCache() : null };
    }

    /// <summary>Throws if the options contradict themselves or a limit.</summary>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
    internal void Validate()
    {
        const int segmentBytesMin = 4096;
        const long queueBytesMin = 64 * 1024;
        const long queueBytesMax = 1L << 30;
        const long cacheBytesMin = 1L << 20;
        const long cacheBytesMax = 1L << 36;
        ArgumentNullException.ThrowIfNull(TimeProvider);
        Check(SegmentBytes is >= segmentBytesMin and <= FormatLimits.SegmentBytesMax, nameof(SegmentBytes),
            "4,096 to 67,108,864");
        Check(QueueBytes is >= queueBytesMin and <= queueBytesMax, nameof(QueueBytes), "65,536 to 1,073,741,824");
        Check(SyncInterval >= TimeSpan.FromMilliseconds(1) && SyncInterval <= TimeSpan.FromMinutes(1),
            nameof(SyncInterval), "1 ms to 1 min");
        Check(HotKeyBytes == 0 || HotKeyBytes is >= cacheBytesMin and <= cacheBytesMax, nameof(HotKeyBytes),
            "0, or 1,048,576 to 68,719,476,736");
        Check(ColdCacheBytes == 0 || ColdCacheBytes is >= cacheBytesMin and <= cacheBytesMax,
            nameof(ColdCacheBytes), "0, or 1,048,576 to 68,719,476,736");
        Check(Durability is Durability.Durable or Durability.Interval or Durability.None,
            nameof(Durability), "Durable, Interval or None");
        Check(ReadMode is ReadMode.Mapped or ReadMode.Positioned, nameof(ReadMode), "Mapped or Positioned");
        Check(!FailIfExists || CreateIfMissing, nameof(FailIfExists), "true only together with CreateIfMissing");
        Embedding?.Validate();
        Check(Indexing.Analysis.Analyzer.TryGet(Analyzer, out _), nameof(Analyzer), "the name of an analyzer");
    }

    private static void Check(bool isSound, string name, string range)
    {
        if (!isSound) throw new ArgumentException($"{name} must be {range}.", name);
    }
}
