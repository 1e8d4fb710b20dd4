using Feedlog.Format;
using Feedlog.Format.Indexes;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;
using Feedlog.Indexing.Analysis;
using Feedlog.Indexing.Keyword;
using Feedlog.Indexing.Tail;
using Feedlog.Read;

namespace Feedlog.Sealing;

/// <summary>
/// The background thread that indexes the words of what is published: reads groups from the log, makes parts of them
/// in memory, and joins these. The writer only tells it that there is something.
/// </summary>
/// <remarks>Whatever goes wrong here costs speed and nothing else: searches read the log where words end.</remarks>
internal sealed class WordWorker : IDisposable
{
    // What one huge group has made it grow to is not kept.
    private const long BuilderBytesMax = 128 * 1024 * 1024;

    // A large part covers so much of what waits, up to so many times the usual.
    private const int LargePartShare = 4;
    private const int LargePartParts = 8;

    // Records that come within this time become one part, so that each is searched in one within 100 ms.
    private static readonly TimeSpan s_gathering = TimeSpan.FromMilliseconds(40);
    private static readonly TimeSpan s_retryPause = TimeSpan.FromSeconds(1);

    private readonly WorkSignal _signal = new();
    private readonly IStorage _storage;
    private readonly Analyzer _analyzer;
    private readonly MemoryStorage _memoryStorage = new();
    private readonly FeedlogOptions _options;
    private readonly StoreIdentity _store;
    private readonly PublishedViews _views;
    private readonly WordMemory _memory;
    private readonly Action _onPart;
    private readonly Thread? _thread;
    private KeywordBuilder _builder = new();
    private WordReader _reader;
    private ulong _nextNumber = 1;
    private long _backlogBytes;
    private bool _isBounded;
    private bool _isHeldUp;

    /// <summary>A worker that is not running yet.</summary>
    /// <param name="storage">Where the log is.</param>
    /// <param name="options">How the store was opened.</param>
    /// <param name="store">The store.</param>
    /// <param name="analyzer">Cuts text into words.</param>
    /// <param name="views">What is published.</param>
    /// <param name="memory">Takes the parts.</param>
    /// <param name="onPart">Called when the parts have changed.</param>
    public WordWorker(
        IStorage storage, FeedlogOptions options, StoreIdentity store, Analyzer analyzer, PublishedViews views,
        WordMemory memory, Action onPart)
    {
        _storage = storage;
        _analyzer = analyzer;
        _reader = new WordReader(storage, store.Salt, analyzer, _builder);
        _options = options;
        _store = store;
        _views = views;
        _memory = memory;
        _onPart = onPart;
        if (!options.SealsInline && options.IndexesWords)
            _thread = new Thread(Run) { IsBackground = true, Name = "feedlog-words" };
    }

    /// <summary>Whether so much is in no part that the writer should wait; not if waiting is in vain.</summary>
    /// <remarks>Who opens a store whose words are not indexed may write all the same.</remarks>
    public bool IsBehind => Volatile.Read(ref _isBounded) && !Volatile.Read(ref _isHeldUp) &&
        Interlocked.Read(ref _backlogBytes) > _options.WordBacklogBytesMax;

    // Of much that waits large parts are made: what begins small is written often until it is large.
    private long PartBytes => Math.Clamp(
        Interlocked.Read(ref _backlogBytes) / LargePartShare,
        _options.WordPartBytes,
        LargePartParts * _options.WordPartBytes);

    /// <summary>Starts the thread, unless the writer's own is to do the work.</summary>
    public void Start()
    {
        _backlogBytes = _views.Current.BytesBehind(_memory.End);
        _isBounded = _options.IndexesWords && _backlogBytes <= _options.WordBacklogBytesMax;
        if (_backlogBytes > 0) _signal.Set();
        _thread?.Start();
    }

    /// <summary>Tells that so many bytes of log were published. Writer only; cheap.</summary>
    public void Tell(long logBytes)
    {
        Interlocked.Add(ref _backlogBytes, logBytes);
        _signal.Set();
    }

    /// <summary>Tells that parts have gone from memory.</summary>
    public void TellOfRoom()
    {
        if (Volatile.Read(ref _isHeldUp)) _signal.Set();
    }

    /// <summary>Indexes all that is published, on the calling thread. Not while another runs.</summary>
    /// <returns>False if something failed: it can be tried again.</returns>
    /// <exception cref="OperationCanceledException">The token says so.</exception>
    public bool TryCatchUp(CancellationToken token)
    {
        try
        {
            while (_options.IndexesWords && TryMakePart(token))
            {
                JoinParts(token);
                if (_thread is not null) _onPart();
            }

            return true;
        }
        catch (Exception failure) when (failure is not (OutOfMemoryException or OperationCanceledException))
        {
            Volatile.Write(ref _isHeldUp, true);
            return false;
        }
    }

    /// <summary>How many bytes of log are in no file of words.</summary>
    public long UnsealedBytes => Interlocked.Read(ref _backlogBytes) + _memory.LogBytes;

    /// <summary>Whether closing may wait until all is indexed.</summary>
    public bool IsNearEnd => Interlocked.Read(ref _backlogBytes) <= _options.WordBacklogBytesMax;

    /// <summary>Tells the thread to end.</summary>
    public void Stop()
    {
        _signal.Stop();
        _thread?.Join();
    }

    /// <summary>After the thread has ended.</summary>
    public void Dispose() => _signal.Dispose();

    private void Run()
    {
        // What is appended needs the processors first: what is in no part yet is found by reading it.
        BackgroundThread.GiveWay();
        while (_signal.Wait())
        {
            bool isHurried = Interlocked.Read(ref _backlogBytes) >= _options.WordPartBytes;
            if (!isHurried && !_signal.Pause(s_gathering)) return;
            try
            {
                if (TryCatchUp(_signal.Token)) continue;
                if (!_signal.Pause(s_retryPause)) return;
                _signal.Set();
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    // False if there is nothing to index, or nothing that can be.
    private bool TryMakePart(CancellationToken token)
    {
        if (_memory.LogBytes >= _options.WordMemoryBytesMax)
        {
            // Said first and looked at again: who makes room in between has not told of it.
            Interlocked.Exchange(ref _isHeldUp, true);
            if (_memory.LogBytes >= _options.WordMemoryBytesMax) return false;
        }

        if (!_views.TryAcquire(out ReadView? view)) return false;
        try
        {
            IndexCoverage? end = _memory.End;
            ulong from = end?.LastSequence ?? 0;
            if (view.Sequence <= from) return false;
            ulong limit = LimitOf(view, from, out bool isStretchEnd);
            RenewBuilder();
            IndexCoverage? read = _reader.Read(view, end, limit, PartBytes, token);
            Volatile.Write(ref _isHeldUp, read is null);
            if (read is null) return false;
            KeywordPart part = Open(_builder.Write(_memoryStorage, _store, _nextNumber++, read, nowMs: 0));
            isStretchEnd = (isStretchEnd && read.LastSequence == limit) || _reader.LogBytes >= _options.WordFileBytes;
            _memory.Add(new MemoryWords(part, _reader.LogBytes, isStretchEnd));
        }
        finally
        {
            view.Segments.Release();
        }

        long leftBytes = Interlocked.Add(ref _backlogBytes, -_reader.LogBytes);
        _memory.IsCatchingUp = leftBytes > LargePartShare * _options.WordFileBytes;
        if (leftBytes <= _options.WordBacklogBytesMax) Volatile.Write(ref _isBounded, true);
        return true;
    }

    private void RenewBuilder()
    {
        _builder.Clear();
        if (_builder.SizeBytes <= BuilderBytesMax) return;
        _builder = new KeywordBuilder();
        _reader = new WordReader(_storage, _store.Salt, _analyzer, _builder);
    }

    // A part ends where a run does, so that a file of words can be made of the same stretch.
    private static ulong LimitOf(ReadView view, ulong from, out bool isStretchEnd)
    {
        isStretchEnd = true;
        if (from < view.Parts.Sealed.LastSequence) return view.Parts.Sealed.LastSequence;
        foreach (TailIndex tail in view.Parts.Tails)
        {
            bool isFrozen = !ReferenceEquals(tail, view.Parts.Active);
            if (isFrozen && tail.LastSequence > from) return tail.LastSequence;
        }

        isStretchEnd = false;
        return view.Sequence;
    }

    private void JoinParts(CancellationToken token)
    {
        while (_memory.TryTakePair(out MemoryWords left, out MemoryWords right))
        {
            try
            {
                IndexCoverage coverage = right.Part.Coverage with
                {
                    FirstSequence = left.Part.Coverage.FirstSequence,
                    FirstGroup = left.Part.Coverage.FirstGroup,
                };
                KeywordPart joined = Open(KeywordMerger.Merge(
                    [left.Part, right.Part], _memoryStorage, _store, _nextNumber++, coverage, nowMs: 0, token));
                _memory.Join(
                    left, right, new MemoryWords(joined, left.LogBytes + right.LogBytes, right.EndsStretch));
            }
            catch
            {
                _memory.GiveBack(left, right);
                throw;
            }
        }
    }

    // Nobody else opens the file: its bytes last as long as the part does.
    private KeywordPart Open(IndexFileEntry entry)
    {
        bool isOpen = KeywordPart.TryOpen(
            _memoryStorage, _store, entry, pages: null, out KeywordPart? part, out FormatFault fault);
        _memoryStorage.Delete(StoreLayout.Words(entry.Number));
        return isOpen ? part! : throw new InvalidOperationException($"A part of words reads as {fault}.");
    }
}
