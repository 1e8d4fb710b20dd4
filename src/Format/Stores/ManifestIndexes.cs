using Feedlog.Format.Indexes;

namespace Feedlog.Format.Stores;

/// <summary>Reads what a manifest says of index files, and checks that it fits together. FORMAT.md section 8.5.
/// </summary>
internal static class ManifestIndexes
{
    /// <summary>Reads the entries of the runs: each begins with the group after the last one of the run before.
    /// </summary>
    public static bool TryReadRuns(
        ReadOnlySpan<byte> source, int count, out IndexFileEntry[] runs, out FormatFault fault) =>
        TryRead(source, count, IndexFileKind.Run, out runs, out fault);

    /// <summary>Reads the entries of the deaths: their stretches rise, with any gaps between them.</summary>
    public static bool TryReadDeaths(
        ReadOnlySpan<byte> source, int count, out IndexFileEntry[] deaths, out FormatFault fault) =>
        TryRead(source, count, IndexFileKind.Deaths, out deaths, out fault);

    /// <summary>Reads the entries of the words: each begins with the group after the last one of the file before.
    /// </summary>
    public static bool TryReadWords(
        ReadOnlySpan<byte> source, int count, out IndexFileEntry[] words, out FormatFault fault) =>
        TryRead(source, count, IndexFileKind.Words, out words, out fault);

    /// <summary>Reads the entries of the vectors: the stretches of each model rise, with any gaps between them.
    /// </summary>
    public static bool TryReadVectors(
        ReadOnlySpan<byte> source, int count, out IndexFileEntry[] vectors, out FormatFault fault)
    {
        vectors = count == 0 ? [] : new IndexFileEntry[count];
        fault = FormatFault.None;
        Dictionary<ulong, IndexCoverage> newest = [];
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> bytes = source[(i * IndexEntryLayout.EntryBytes)..];
            if (!IndexFileEntry.TryRead(bytes, out IndexFileEntry? file, out fault)) return false;
            vectors[i] = file;
            bool isFirst = !newest.TryGetValue(file.ModelHash, out IndexCoverage? before);
            if (file.Kind != IndexFileKind.Vectors) fault = FormatFault.BadType;
            else if (!isFirst && !Follows(before!, file.Coverage, file.Kind)) fault = FormatFault.BadOrder;
            if (fault != FormatFault.None) return false;
            newest[file.ModelHash] = file.Coverage;
        }

        return true;
    }

    /// <summary>Checks the index files of a manifest against each other and against its segments.</summary>
    public static FormatFault Check(Manifest manifest)
    {
        IReadOnlyList<IndexFileEntry> runs = manifest.Runs;
        IReadOnlyList<IndexFileEntry> deaths = manifest.Deaths;
        IReadOnlyList<IndexFileEntry> words = manifest.Words;
        IReadOnlyList<IndexFileEntry> vectors = manifest.Vectors;
        if (runs.Count == 0)
            return deaths.Count + words.Count + vectors.Count == 0 ? FormatFault.None : FormatFault.BadOrder;
        if (manifest.Segments.Count == 0) return FormatFault.BadOrder;

        // Runs and words cover the log from its first group on, or something would be in no index and not scanned
        // either.
        ulong firstGroup = manifest.Segments[0].FirstGroup;
        bool isCovered = runs[0].Coverage.FirstGroup <= firstGroup && EndsWith(deaths, runs) &&
            (words.Count == 0 || words[0].Coverage.FirstGroup <= firstGroup) && EndsWith(words, runs) &&
            vectors.All(file => EndsWith([file], runs));
        Dictionary<ulong, IndexFileEntry> byNumber = new(runs.Count + deaths.Count + words.Count + vectors.Count);
        return isCovered && AreListable(manifest, runs, byNumber) && AreListable(manifest, deaths, byNumber) &&
            AreListable(manifest, words, byNumber) && AreListable(manifest, vectors, byNumber)
            ? FormatFault.None
            : FormatFault.BadOrder;
    }

    // What no run covers may be lost with the power, and its groups be written anew.
    private static bool EndsWith(IReadOnlyList<IndexFileEntry> files, IReadOnlyList<IndexFileEntry> runs) =>
        files.Count == 0 || (files[^1].Coverage.LastGroup <= runs[^1].Coverage.LastGroup &&
            files[^1].Coverage.LastSequence <= runs[^1].Coverage.LastSequence);

    private static bool AreListable(
        Manifest manifest, IReadOnlyList<IndexFileEntry> files, Dictionary<ulong, IndexFileEntry> byNumber)
    {
        foreach (IndexFileEntry file in files)
        {
            ulong end = file.Coverage.EndSegment;
            bool isNew = file.Number < manifest.NextIndexFile && byNumber.TryAdd(file.Number, file);
            if (!isNew || (manifest.Find(end) is null && end >= manifest.Segments[0].Number)) return false;
        }

        return true;
    }

    private static bool TryRead(
        ReadOnlySpan<byte> source, int count, IndexFileKind kind, out IndexFileEntry[] files, out FormatFault fault)
    {
        // Manifests without index files have one and the same empty list.
        files = count == 0 ? [] : new IndexFileEntry[count];
        fault = FormatFault.None;
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> bytes = source[(i * IndexEntryLayout.EntryBytes)..];
            if (!IndexFileEntry.TryRead(bytes, out IndexFileEntry? file, out fault)) return false;

            files[i] = file;
            if (file.Kind != kind) fault = FormatFault.BadType;
            else if (i > 0 && !Follows(files[i - 1].Coverage, files[i].Coverage, kind)) fault = FormatFault.BadOrder;
            if (fault != FormatFault.None) return false;
        }

        return true;
    }

    private static bool Follows(IndexCoverage previous, IndexCoverage next, IndexFileKind kind)
    {
        bool isBehind = next.FirstGroup > previous.LastGroup && next.FirstSequence > previous.LastSequence;
        return isBehind && (kind is IndexFileKind.Deaths or IndexFileKind.Vectors ||
            next.FirstGroup - previous.LastGroup == 1);
    }
}
