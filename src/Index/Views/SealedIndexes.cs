using Feedlog.Format.Indexes;
using Feedlog.Indexing.Keyword;
using Feedlog.Indexing.Sealed;
using Feedlog.Indexing.Vectors;

namespace Feedlog.Indexing.Views;

/// <summary>
/// The runs and the files of deaths, of words and of vectors that a view reads from, oldest first. Immutable and
/// reference-counted: one reference is its maker's; when the last is gone, the files lose one reference each.
/// </summary>
public sealed class SealedIndexes
{
    private readonly SharedIndexFile<RunReader>[] _runFiles;
    private readonly SharedIndexFile<DeathsReader>[] _deathsFiles;
    private readonly SharedIndexFile<KeywordPart>[] _wordFiles;
    private readonly SharedIndexFile<VectorFileReader>[] _vectorFiles;
    private readonly RunReader[] _runs;
    private readonly DeathsReader[] _deaths;
    private readonly KeywordPart[] _words;
    private int _references = 1;

    /// <summary>A set that takes a reference to each file.</summary>
    public SealedIndexes(
        IEnumerable<SharedIndexFile<RunReader>> runs, IEnumerable<SharedIndexFile<DeathsReader>> deaths,
        IEnumerable<SharedIndexFile<KeywordPart>> words, IEnumerable<SharedIndexFile<VectorFileReader>> vectors)
    {
        _runFiles = [.. runs];
        _deathsFiles = [.. deaths];
        _wordFiles = [.. words];
        _vectorFiles = [.. vectors];
        _runs = new RunReader[_runFiles.Length];
        _deaths = new DeathsReader[_deathsFiles.Length];
        for (int i = 0; i < _runs.Length; i++)
        {
            _runFiles[i].AddReference();
            _runs[i] = _runFiles[i].Reader;
            RecordCount += _runs[i].RecordCount;
            LengthBytes += _runs[i].Entry.LengthBytes;
            LastSequence = _runs[i].Coverage.LastSequence;
        }

        for (int i = 0; i < _deaths.Length; i++)
        {
            _deathsFiles[i].AddReference();
            _deaths[i] = _deathsFiles[i].Reader;
            DeathCount += _deaths[i].Count;
            LengthBytes += _deaths[i].Entry.LengthBytes;
        }

        _words = new KeywordPart[_wordFiles.Length];
        for (int i = 0; i < _words.Length; i++)
        {
            _wordFiles[i].AddReference();
            _words[i] = _wordFiles[i].Reader;
            LengthBytes += _words[i].Entry.LengthBytes;
        }

        foreach (SharedIndexFile<VectorFileReader> file in _vectorFiles)
        {
            file.AddReference();
            LengthBytes += file.Reader.Entry.LengthBytes;
        }
    }

    /// <summary>The runs, oldest first.</summary>
    public ReadOnlySpan<RunReader> Runs => _runs;

    /// <summary>The deaths files, oldest first.</summary>
    public ReadOnlySpan<DeathsReader> Deaths => _deaths;

    /// <summary>The words, oldest first: from the first group on, not always to the end of the runs.</summary>
    public ReadOnlySpan<KeywordPart> Words => _words;

    /// <summary>The stretch of the newest run; null if there is none.</summary>
    public IndexCoverage? LastRun => _runs.Length == 0 ? null : _runs[^1].Coverage;

    /// <summary>The stretch of the newest file of words, with which the words end; null if there is none.</summary>
    public IndexCoverage? LastWords => _words.Length == 0 ? null : _words[^1].Coverage;

    /// <summary>The files of the runs, oldest first.</summary>
    public IReadOnlyList<SharedIndexFile<RunReader>> RunFiles => _runFiles;

    /// <summary>The deaths files, oldest first.</summary>
    public IReadOnlyList<SharedIndexFile<DeathsReader>> DeathsFiles => _deathsFiles;

    /// <summary>The files of words, oldest first.</summary>
    public IReadOnlyList<SharedIndexFile<KeywordPart>> WordFiles => _wordFiles;

    /// <summary>The files of vectors; those of each model oldest first. They hold all vectors that the runs cover.
    /// </summary>
    public IReadOnlyList<SharedIndexFile<VectorFileReader>> VectorFiles => _vectorFiles;

    /// <summary>The last sequence that is covered; 0 for none.</summary>
    public ulong LastSequence { get; }

    /// <summary>How many records are covered, ended or not.</summary>
    public long RecordCount { get; }

    /// <summary>How many of them, or of those before, were ended by what is covered.</summary>
    public long DeathCount { get; }

    /// <summary>Size of all files in bytes.</summary>
    public long LengthBytes { get; }

    /// <summary>Whether somebody has met damage in a run or a file of deaths or of vectors.</summary>
    public bool IsSuspect => _runFiles.Any(file => file.IsSuspect) || _deathsFiles.Any(file => file.IsSuspect) ||
        _vectorFiles.Any(file => file.IsSuspect);

    /// <summary>Whether somebody has met damage in a file of words, on which no other depends.</summary>
    public bool AreWordsSuspect => _wordFiles.Any(file => file.IsSuspect);

    /// <summary>Says that one of the files is damaged: they are to be made anew from the log. Every set that holds
    /// the file is suspect from then on, older or newer.</summary>
    /// <param name="path">The damaged file.</param>
    public void MarkSuspect(string path)
    {
        foreach (SharedIndexFile<RunReader> file in _runFiles.Where(file => file.Path == path)) file.MarkSuspect();
        foreach (SharedIndexFile<DeathsReader> file in _deathsFiles.Where(file => file.Path == path))
            file.MarkSuspect();
        foreach (SharedIndexFile<KeywordPart> file in _wordFiles.Where(file => file.Path == path)) file.MarkSuspect();
        foreach (SharedIndexFile<VectorFileReader> file in _vectorFiles.Where(file => file.Path == path))
            file.MarkSuspect();
    }

    /// <summary>The run that covers a sequence; null if none does.</summary>
    public RunReader? RunOf(ulong sequence)
    {
        foreach (RunReader run in _runs)
        {
            if (sequence <= run.Coverage.LastSequence) return sequence >= run.Coverage.FirstSequence ? run : null;
        }

        return null;
    }

    /// <summary>Takes a reference. Only by who is sure that one is left.</summary>
    public void AddReference() => Interlocked.Increment(ref _references);

    /// <summary>Gives a reference back.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _references) != 0) return;
        foreach (SharedIndexFile<RunReader> file in _runFiles) file.Release();
        foreach (SharedIndexFile<DeathsReader> file in _deathsFiles) file.Release();
        foreach (SharedIndexFile<KeywordPart> file in _wordFiles) file.Release();
        foreach (SharedIndexFile<VectorFileReader> file in _vectorFiles) file.Release();
    }
}
