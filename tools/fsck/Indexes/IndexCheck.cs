using Feedlog.Format.Indexes;
using Feedlog.Format.Stores;
using Feedlog.Fsck.Checks;
using Feedlog.Fsck.Vectors;
using Feedlog.Fsck.Words;
using Feedlog.Indexing.Analysis;

namespace Feedlog.Fsck.Indexes;

/// <summary>
/// Checks the index files that the manifest lists: each by itself, as one part of the run, and when log and files have
/// gone by, what they say against what the log says, in both directions.
/// </summary>
internal sealed class IndexCheck
{
    private readonly Manifest _manifest;
    private readonly IndexFileEntry[] _listed;
    private readonly IndexFileInPlace?[] _files;
    private readonly RunSums?[] _sums;
    private readonly WordSums?[] _words;
    private readonly VectorSums?[] _vectors;
    private readonly ulong?[] _stateHashes;

    /// <summary>A check of the index files of this manifest.</summary>
    public IndexCheck(Manifest manifest)
    {
        _manifest = manifest;
        _listed = [.. manifest.IndexFiles];
        _files = new IndexFileInPlace?[_listed.Length];
        _sums = new RunSums?[manifest.Runs.Count];
        _words = new WordSums?[_listed.Length];
        _vectors = new VectorSums?[_listed.Length];
        _stateHashes = new ulong?[manifest.Runs.Count];
    }

    /// <summary>How many files there are, each of which is a part.</summary>
    public int FileCount => _files.Length;

    /// <summary>Checks one file by itself; any thread, one thread a file.</summary>
    public void RunFile(CheckContext part, int index)
    {
        IndexFileEntry entry = _listed[index];
        try
        {
            IndexFileInPlace? file = new IndexFileCheck(part, _manifest.Store).Run(entry);
            if (file is null || part.Options.IsQuick) return;
            switch (entry.Kind)
            {
                case IndexFileKind.Run:
                    RunCheck check = new(part, file);
                    _sums[index] = check.Run();
                    _stateHashes[index] = check.HashState();
                    _files[index] = file;
                    break;
                case IndexFileKind.Deaths:
                    if (new DeathsFileCheck(part, file).Run()) _files[index] = file;
                    break;
                case IndexFileKind.Vectors:
                    _vectors[index] = VectorsCheck.Run(part, file);
                    if (_vectors[index] is not null) _files[index] = file;
                    break;
                default:
                    _words[index] = WordsCheck.Run(part, file);
                    if (_words[index] is not null) _files[index] = file;
                    break;
            }
        }
        catch (FileNotFoundException)
        {
            // A writer has removed the file while it was looked at: then nothing of it counts any more.
        }
    }

    /// <summary>Holds what the files say against what the log says.</summary>
    /// <param name="context">The run, when the whole log has gone by.</param>
    /// <param name="readAgain">Lets the part of the log with these groups go by once more.</param>
    public void Compare(CheckContext context, Action<CheckContext, IndexCoverage> readAgain)
    {
        if (context.Runs is not RunTally log) return;
        log.Finish();
        try
        {
            bool areTrue = true;
            for (int run = 0; run < _manifest.Runs.Count; run++) areTrue &= IsTrue(context, log, run, readAgain);
            // What deaths point to is looked up in runs, so these must be right.
            if (areTrue && !context.Options.IsQuick) CompareDeaths(context);
        }
        catch (FileNotFoundException)
        {
            // As above.
        }
    }

    /// <summary>Holds what the files of words say against the log, which is read once more for each.</summary>
    /// <param name="context">The run.</param>
    /// <param name="segments">The segments of the log, in order.</param>
    public void CompareWords(CheckContext context, IReadOnlyList<ListedSegment> segments)
    {
        // Who does not know how the store cuts text into words cannot say which it has.
        if (!context.Options.IsDeep || !Analyzer.TryGet(_manifest.Analyzer, out Analyzer? analyzer)) return;
        WordsRecount recount = new(context, _manifest, analyzer, segments);
        for (int i = 0; i < _listed.Length; i++)
        {
            if (_words[i] is not WordSums said || _files[i] is not IndexFileInPlace file) continue;
            try
            {
                recount.Run(file, said);
            }
            catch (FileNotFoundException)
            {
                // As above.
            }
        }
    }

    /// <summary>Holds what the files of vectors say against the log, which is read once more.</summary>
    /// <param name="context">The run.</param>
    /// <param name="segments">The segments of the log, in order.</param>
    public void CompareVectors(CheckContext context, IReadOnlyList<ListedSegment> segments)
    {
        if (!context.Options.IsDeep || _manifest.Runs.Count == 0) return;
        List<(IndexFileInPlace File, VectorSums Said)> sound = [];
        for (int i = 0; i < _listed.Length; i++)
        {
            if (_vectors[i] is VectorSums said && _files[i] is IndexFileInPlace file) sound.Add((file, said));
        }

        try
        {
            new VectorsRecount(context, _manifest, sound).Run(segments);
        }
        catch (FileNotFoundException)
        {
            // As above.
        }
    }

    private bool IsTrue(
        CheckContext context, RunTally tally, int run, Action<CheckContext, IndexCoverage> readAgain)
    {
        IndexFileEntry entry = _manifest.Runs[run];
        bool isKnown = _files[run] is not null && _sums[run] is not null && tally.Log(run) is not null;
        if (!isKnown) return false;
        IndexFileInPlace file = _files[run]!; // Known, as was just said.
        RunSums sums = _sums[run]!;
        RunLog log = tally.Log(run)!;
        // Where the log itself cannot be read nobody can say what the run should say.
        bool isSeen = !log.IsBroken && log.End is not null &&
            log.GroupCount == entry.Coverage.LastGroup - entry.Coverage.FirstGroup + 1;
        if (!isSeen) return false;

        bool isTrue = IsEndTrue(context, file, log);
        if (_stateHashes[run] is ulong stateHash && log.StateHash is ulong expectedHash && stateHash != expectedHash)
        {
            context.Report(FindingCode.IndexMismatch, file.Path, file.OffsetOf(IndexSectionType.SegmentState),
                $"Section {IndexSectionType.SegmentState} is not what the frames of segment " +
                $"{entry.Coverage.EndSegment} add up to.");
            isTrue = false;
        }

        EntryCollector wanted = new();
        foreach (EntryKind kind in EntryKinds.All)
        {
            int part = sums.FindDifference(kind, log.Sums);
            if (part >= 0) wanted.Want(kind, part);
        }

        if (!wanted.Kinds.Any()) return isTrue;
        new MismatchSearch(context, file, wanted).Run(_manifest.Runs, readAgain);
        return false;
    }

    private static bool IsEndTrue(CheckContext context, IndexFileInPlace file, RunLog log)
    {
        bool isTrue = true;
        void Expect(int field, string name, ulong said, ulong seen)
        {
            if (said == seen) return;
            isTrue = false;
            context.Report(FindingCode.IndexMismatch, file.Path, field,
                $"The index file says {name} {said}; the log says {seen}.");
        }

        IndexCoverage said = file.Header.Entry.Coverage;
        IndexCoverage seen = log.End!; // The caller has looked.
        Expect(IndexHeaderLayout.LastSequence, "last sequence", said.LastSequence, seen.LastSequence);
        Expect(IndexHeaderLayout.LastCommit, "last commit", said.LastCommit, seen.LastCommit);
        Expect(IndexHeaderLayout.EndSegment, "end segment", said.EndSegment, seen.EndSegment);
        Expect(IndexHeaderLayout.EndOffset, "end offset", (ulong)said.EndOffsetBytes, (ulong)seen.EndOffsetBytes);
        if (said.FirstSequence > log.FirstSequence)
            Expect(IndexHeaderLayout.FirstSequence, "first sequence", said.FirstSequence, log.FirstSequence);
        return isTrue;
    }

    private void CompareDeaths(CheckContext context)
    {
        IndexFileInPlace[] runs = [.. _files.Take(_manifest.Runs.Count).OfType<IndexFileInPlace>()];
        IndexFileInPlace[] deaths = [.. _files.Skip(_manifest.Runs.Count).Take(_manifest.Deaths.Count)
            .OfType<IndexFileInPlace>()];
        SlotMap slots = SlotMap.Read(context, runs);
        bool isSound = new DeathsCheck(context, runs, deaths, slots).Run();
        bool areAllThere = deaths.Length == _manifest.Deaths.Count;
        if (context.Options.IsDeep && isSound && areAllThere)
            new DeathsRecount(context, _manifest, runs, deaths).Run();
    }
}
