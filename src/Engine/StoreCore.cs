using System.Diagnostics;
using System.Globalization;
using Feedlog.Cold;
using Feedlog.Embed;
using Feedlog.Format.Indexes;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;
using Feedlog.Indexing.Analysis;
using Feedlog.Indexing.HotKey;
using Feedlog.Indexing.Views;
using Feedlog.Open;
using Feedlog.Read;
using Feedlog.Sealing;
using Feedlog.Telemetry;
using Feedlog.Write;

namespace Feedlog;

/// <summary>The parts of an open store, put together; <see cref="FeedlogStore"/> is the door in front of it.</summary>
internal sealed class StoreCore
{
    private readonly IDisposable _lock;
    private readonly Poison? _poison;
    private readonly WriterLoop? _writer;
    private readonly EmbeddingWorker? _embedding;
    private HotKeyIndex? _hotKeys; // Changes with the indexes, by the writer.
    private readonly ArchiveTurns _archiving = ArchiveTurns.Begin();
    private int _isClosed;

    private StoreCore(
        IStorage storage, FeedlogOptions options, Manifest manifest, IDisposable storageLock, OpenedLog opened)
    {
        Storage = storage;
        Options = options;
        Store = manifest.Store;
        Analyzer = FindAnalyzer(manifest);
        Telemetry = new StoreTelemetry(options);
        _lock = storageLock;
        Report = opened.Report;
        Views = new PublishedViews(storage, Store.Salt, options, isWriter: true);
        LogWriter log = opened.Log;
        log.Telemetry = Telemetry;
        AppendQueue queue = new(options.QueueBytes);
        Poison poison = new(storage.Place);
        _poison = poison;
        _writer = new WriterLoop(queue, log, opened.Catalog,
            (catalog, nextIndexFile) => MakeIndexes(catalog, nextIndexFile, queue), Views, options, poison,
            storage.Place, Telemetry);
        Views.Publish(opened.Catalog, log.Manifest.Segments, log.Manifest.Shards, log.EndBytes);
        Views.PublishDurable(log.DurableSequence);
        Appends = new AppendPath(queue, poison, options, Store.Salt, Telemetry);
        _writer.Start();
        _embedding = EmbeddingWorker.Start(this, Appends, _writer.Load);
        Telemetry.Begin(new StoreReadings(this, queue), _hotKeys);
    }

    private StoreCore(IStorage storage, FeedlogOptions options, StoreFollower follower, IDisposable storageLock)
    {
        Storage = storage;
        Options = options;
        Store = follower.Manifest.Store;
        Analyzer = FindAnalyzer(follower.Manifest);
        Telemetry = new StoreTelemetry(options);
        _lock = storageLock;
        Follower = follower;
        Views = follower.Views;
        Report = new OpenReport { WasClean = !follower.HasDamagedMark, ScannedFrames = follower.FrameCount };
        Telemetry.Begin(new StoreReadings(this, null), null);
    }

    /// <summary>Tells who listens what the store does.</summary>
    public StoreTelemetry Telemetry { get; }

    /// <summary>Where the files are.</summary>
    public IStorage Storage { get; }

    /// <summary>How the store was opened.</summary>
    public FeedlogOptions Options { get; }

    /// <summary>Id and salt.</summary>
    public StoreIdentity Store { get; }

    /// <summary>Cuts text into words.</summary>
    public Analyzer Analyzer { get; }

    /// <summary>What opening found and did.</summary>
    public OpenReport Report { get; private set; }

    /// <summary>What readers see.</summary>
    public PublishedViews Views { get; }

    /// <summary>The thread that writes; there is none in a read-only store.</summary>
    public WriterLoop Writer => _writer ?? throw Throw.ReadOnly(Storage.Place);

    /// <summary>Why nothing can be appended any more; null if all is well.</summary>
    public FeedlogPoisonedException? Fault => _poison?.Cause;

    /// <summary>The way in for appends; null in a read-only store.</summary>
    public AppendPath? Appends { get; }

    /// <summary>Follows a writer elsewhere; null in a store that is open for writing.</summary>
    public StoreFollower? Follower { get; }

    /// <summary>The clock's time in ms.</summary>
    public long NowMs => Options.TimeProvider.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Opens a store for writing, making it if the options say so.</summary>
    public static StoreCore OpenForWriting(
        IStorage storage, FeedlogOptions options, CancellationToken cancellationToken)
    {
        options = options.ForOpening();
        cancellationToken.ThrowIfCancellationRequested();
        long start = TimeProvider.System.GetTimestamp();
        return Open(storage, options, () =>
        {
            if (!options.CreateIfMissing && !IsStore(storage)) throw NotAStore(storage);
            if (options.FailIfExists && IsStore(storage)) throw AlreadyExists(storage);
            storage.CreateFolder("");
            if (!storage.TryLock(StorageLockKind.Writer, LockNote(), out IDisposable? storageLock, out string holder))
                throw new FeedlogLockedException(storage.Place, holder);
            try
            {
                if (!IsStore(storage)) StoreCreator.Create(storage, options);
                else if (options.FailIfExists) throw AlreadyExists(storage);
                Manifest manifest = ManifestFile.Read(storage);
                OpenedLog opened = StoreOpener.Open(storage, options, manifest, cancellationToken);
                StoreCore core = new(storage, options, manifest, storageLock!, opened); // TryLock gave it.
                core.StampReport(start);
                return core;
            }
            catch
            {
                storageLock!.Dispose(); // TryLock gave it.
                throw;
            }
        });
    }

    /// <summary>Opens a store for reading.</summary>
    public static StoreCore OpenForReading(
        IStorage storage, FeedlogOptions options, CancellationToken cancellationToken)
    {
        options = options.ForOpening();
        cancellationToken.ThrowIfCancellationRequested();
        long start = TimeProvider.System.GetTimestamp();
        return Open(storage, options, () =>
        {
            if (!IsStore(storage)) throw NotAStore(storage);
            if (!storage.TryLock(StorageLockKind.Readers, "", out IDisposable? storageLock, out string holder))
                throw new FeedlogLockedException(storage.Place, holder);
            try
            {
                StoreFollower follower = new(storage, options, ManifestFile.Read(storage));
                follower.Refresh(cancellationToken);
                StoreCore core = new(storage, options, follower, storageLock!); // TryLock gave it.
                core.StampReport(start);
                return core;
            }
            catch
            {
                storageLock!.Dispose(); // TryLock gave it.
                throw;
            }
        });
    }

    /// <summary>The answers of one view; the caller releases the view's segments.</summary>
    public SnapshotReader Reader(ReadView view) => Reader(view, NowMs);

    /// <summary>The answers of one view at a time in ms.</summary>
    public SnapshotReader Reader(ReadView view, long nowMs) => new(view, view.At(nowMs, Store.Salt));

    /// <summary>Takes in what a writer elsewhere has published since; true if there was anything.</summary>
    /// <exception cref="FeedlogException">Storage or Corrupt; the views stay as they were.</exception>
    public bool Refresh()
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _isClosed) != 0, typeof(FeedlogStore));
        return RefreshIfOpen();
    }

    /// <summary>The same; false if the store was closed.</summary>
    /// <exception cref="FeedlogException">Storage or Corrupt; the views stay as they were.</exception>
    public bool RefreshIfOpen() => Follower is StoreFollower follower &&
        Guard(Storage, "Refreshing", () => follower.Refresh(CancellationToken.None));

    /// <summary>Works off what is queued, makes it durable, and lets go of everything; once.</summary>
    /// <exception cref="FeedlogException">What nobody waited for could not be made durable.</exception>
    public async ValueTask CloseAsync()
    {
        if (Interlocked.Exchange(ref _isClosed, 1) != 0) return;
        await _archiving.DisposeAsync().ConfigureAwait(false);
        if (_embedding is not null) await _embedding.DisposeAsync().ConfigureAwait(false);
        Exception? failure = _writer is null ? null : await _writer.CloseAsync().ConfigureAwait(false);
        Follower?.Close();
        Views.Close();
        _lock.Dispose();
        Telemetry.Dispose();
        if (failure is not null) throw failure;
    }

    /// <summary>Archives; one at a time, the others wait. It ends when the store is closed.</summary>
    public Task<ArchiveResult> ArchiveAsync(
        ArchiveOptions options, IProgress<ArchiveProgress>? progress, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _isClosed) != 0, typeof(FeedlogStore));
        WriterLoop writer = _writer ?? throw Throw.ReadOnly(Storage.Place);
        return _archiving.RunAsync(
            token => new Archiver(this, writer, options, progress).RunAsync(token), cancellationToken);
    }

    /// <summary>Purges; one at a time, and no archiving meanwhile. It ends when the store is closed.</summary>
    public Task<PurgeResult> PurgeAsync(
        IReadOnlyCollection<PurgeTarget> targets, PurgeOptions options, IProgress<PurgeProgress>? progress,
        CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _isClosed) != 0, typeof(FeedlogStore));
        WriterLoop writer = _writer ?? throw Throw.ReadOnly(Storage.Place);
        return _archiving.RunAsync(
            token => new Purger(this, writer, targets, options, progress).RunAsync(token), cancellationToken);
    }

    /// <summary>Counts and sizes.</summary>
    public StoreStats GetStats()
    {
        ReadView view = Views.Acquire();
        try
        {
            SnapshotReader reader = Reader(view);
            return StatsReader.Read(reader, view, LagOf(reader, view), Report.Milliseconds);
        }
        finally
        {
            view.Segments.Release();
        }
    }

    private EmbeddingLag LagOf(in SnapshotReader reader, ReadView view)
    {
        try
        {
            return EmbeddingLag.Of(view, reader.View, _embedding);
        }
        catch (Exception failure) when (failure is IndexDamageException or IOException)
        {
            throw reader.IndexFailure(failure);
        }
    }

    // What the writer needs beside indexes that nobody has published yet.
    private WriterIndexes MakeIndexes(IndexCatalog catalog, ulong nextIndexFile, AppendQueue queue)
    {
        HotKeyIndex? hot = null;
        if (Options.HotKeyBytes > 0)
        {
            hot = new HotKeyIndex(Options.HotKeyBytes) { LookUps = _hotKeys?.LookUps };
            catalog.UseHotKeys(hot);
            _hotKeys = hot;
        }

        IndexSealer sealer = new(Storage, Options, Store, hot) { NextIndexFile = nextIndexFile };
        SealedIndexes files = catalog.Parts.Sealed;
        WordMemory wordParts = new(files.LastWords);
        IndexWorker worker = new(sealer, files, wordParts, Options, queue.Nudge);
        WordWorker words = new(Storage, Options, Store, Analyzer, Views, wordParts, () =>
        {
            queue.Nudge();
            worker.Wake();
        });
        return new WriterIndexes(catalog, worker, words, wordParts);
    }

    private void StampReport(long start) =>
        Report = Report with { Milliseconds = TimeProvider.System.GetElapsedTime(start).TotalMilliseconds };

    private static StoreCore Open(IStorage storage, FeedlogOptions options, Func<StoreCore> body)
    {
        DateTimeOffset begunAt = TimeProvider.System.GetUtcNow();
        try
        {
            StoreCore core = Guard(storage, "Opening", body);
            using Activity? span = Spans.BeginLate(Spans.Open, options, begunAt);
            span?.SetTag("feedlog.clean", core.Report.WasClean);
            return core;
        }
        catch (Exception failure)
        {
            using Activity? span = Spans.BeginLate(Spans.Open, options, begunAt);
            Spans.Fail(span, failure);
            throw;
        }
    }

    // A failing disk is our own exception everywhere, with a code and a remedy.
    private static T Guard<T>(IStorage storage, string what, Func<T> body)
    {
        try
        {
            return body();
        }
        catch (FileNotFoundException missing)
        {
            throw Throw.Corrupt(
                Format.FormatFault.Truncated, missing.FileName ?? "", 0, "A file of the store is missing");
        }
        catch (IOException failure)
        {
            throw Throw.Storage(failure, $"{what} {storage.Place} failed");
        }
        catch (UnauthorizedAccessException failure)
        {
            throw Throw.Storage(new IOException(failure.Message, failure), $"{what} {storage.Place} failed");
        }
    }

    private static bool IsStore(IStorage storage) =>
        storage.Exists && storage.List("").Contains(StoreLayout.Manifest);

    private static string LockNote() => "pid " + Environment.ProcessId.ToString(CultureInfo.InvariantCulture);

    private static Analyzer FindAnalyzer(Manifest manifest) =>
        Analyzer.TryGet(manifest.Analyzer, out Analyzer? analyzer)
            ? analyzer
            : throw new FeedlogFormatVersionException(
                $"The store uses the analyzer '{manifest.Analyzer}', which this version does not know.",
                StoreLayout.Manifest);

    private static FeedlogException NotAStore(IStorage storage) => new(
        FeedlogErrorCode.NotAStore, $"{storage.Place} is not a store.", "Make one first, or see to the path.");

    private static FeedlogException AlreadyExists(IStorage storage) => new(
        FeedlogErrorCode.AlreadyExists, $"{storage.Place} is a store already.", "Open it, or choose another place.");
}
