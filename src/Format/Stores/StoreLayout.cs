using System.Globalization;
using Feedlog.Format.Indexes;
using Feedlog.Format.Shards;

namespace Feedlog.Format.Stores;

/// <summary>
/// Builds and parses every file name of a store; no other file knows a suffix. FORMAT.md section 2.
/// </summary>
/// <remarks>Names are made of fixed words and numbers only, and are relative to the store's folder, with '/'.</remarks>
public static class StoreLayout
{
    /// <summary>The permanent lock file.</summary>
    public const string Lock = "LOCK";

    /// <summary>The manifest.</summary>
    public const string Manifest = "MANIFEST";

    /// <summary>The manifest that is about to replace the manifest.</summary>
    public const string ManifestDraft = "MANIFEST.tmp";

    /// <summary>The watermark.</summary>
    public const string Watermark = "WATERMARK";

    /// <summary>Where jobs of upkeep were; nothing depends on it.</summary>
    public const string Upkeep = "UPKEEP";

    /// <summary>The file that is about to replace that one.</summary>
    public const string UpkeepDraft = "UPKEEP.tmp";

    /// <summary>The folder of the log.</summary>
    public const string HotFolder = "hot";

    /// <summary>The folder of the derived indexes.</summary>
    public const string IndexFolder = "index";

    /// <summary>The folder of the month shards.</summary>
    public const string ColdFolder = "cold";

    /// <summary>The folder of files that repair has replaced.</summary>
    public const string QuarantineFolder = "quarantine";

    /// <summary>Ending of a segment's name.</summary>
    public const string SegmentSuffix = ".feed";

    /// <summary>Ending of a run's name.</summary>
    public const string RunSuffix = ".idx";

    /// <summary>Ending of the name of a file of deaths.</summary>
    public const string LiveSuffix = ".live";

    /// <summary>Ending of the name of a file of words.</summary>
    public const string WordsSuffix = ".words";

    /// <summary>Ending of the name of a file of vectors.</summary>
    public const string VectorsSuffix = ".vectors";

    /// <summary>Ending of the name of a shard.</summary>
    public const string ShardSuffix = ".shard";

    /// <summary>Ending of a file that is being made and not yet part of the store.</summary>
    public const string DraftSuffix = ".tmp";

    private const int NumberDigits = 12;

    /// <summary>The path of a segment: hot/000000000001.feed.</summary>
    public static string Segment(ulong number) => HotFolder + "/" + Name(number) + SegmentSuffix;

    /// <summary>The path of a segment that is being made: hot/000000000001.feed.tmp.</summary>
    public static string SegmentDraft(ulong number) => Segment(number) + DraftSuffix;

    /// <summary>Reads the number out of the name of a segment (without its folder).</summary>
    public static bool TryParseSegment(string name, out ulong number) =>
        TryParse(name, SegmentSuffix, out number);

    /// <summary>The path of a run: index/000000000007.idx.</summary>
    public static string Index(ulong number) => IndexFolder + "/" + Name(number) + RunSuffix;

    /// <summary>The path of a file of deaths: index/000000000003.live.</summary>
    public static string Live(ulong number) => IndexFolder + "/" + Name(number) + LiveSuffix;

    /// <summary>The path of a file of words: index/000000000005.words.</summary>
    public static string Words(ulong number) => IndexFolder + "/" + Name(number) + WordsSuffix;

    /// <summary>The path of a file of vectors: index/000000000006.vectors.</summary>
    public static string Vectors(ulong number) => IndexFolder + "/" + Name(number) + VectorsSuffix;

    /// <summary>The path of an index file.</summary>
    public static string IndexFile(IndexFileKind kind, ulong number) => kind switch
    {
        IndexFileKind.Run => Index(number),
        IndexFileKind.Deaths => Live(number),
        IndexFileKind.Words => Words(number),
        IndexFileKind.Vectors => Vectors(number),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No file is of this kind."),
    };

    /// <summary>Reads kind and number out of the name of an index file (without its folder).</summary>
    public static bool TryParseIndex(string name, out IndexFileKind kind, out ulong number)
    {
        if (TryParse(name, RunSuffix, out number)) kind = IndexFileKind.Run;
        else if (TryParse(name, LiveSuffix, out number)) kind = IndexFileKind.Deaths;
        else if (TryParse(name, WordsSuffix, out number)) kind = IndexFileKind.Words;
        else if (TryParse(name, VectorsSuffix, out number)) kind = IndexFileKind.Vectors;
        else kind = IndexFileKind.None;
        return kind != IndexFileKind.None;
    }

    /// <summary>The folder of the shards of a month: cold/2026/03.</summary>
    public static string ShardFolder(ShardMonth month) => string.Create(
        CultureInfo.InvariantCulture, $"{ColdFolder}/{month.Year:D4}/{month.Month:D2}");

    /// <summary>The folder of the shards of a month and those that it lies in, the outermost first.</summary>
    public static IReadOnlyList<string> ShardFolders(ShardMonth month) =>
        [ColdFolder, ShardFolder(month)[..^3], ShardFolder(month)];

    /// <summary>The path of a shard: cold/2026/03/000000000001.shard.</summary>
    public static string Shard(ShardMonth month, ulong number) =>
        ShardFolder(month) + "/" + Name(number) + ShardSuffix;

    /// <summary>The path of a shard that is being made: cold/2026/03/000000000001.shard.tmp.</summary>
    public static string ShardDraft(ShardMonth month, ulong number) => Shard(month, number) + DraftSuffix;

    /// <summary>Reads the number out of the name of a shard (without its folder).</summary>
    public static bool TryParseShard(string name, out ulong number) =>
        TryParse(name, ShardSuffix, out number) && number <= ShardSeal.NumberMax;

    /// <summary>Reads month and number out of the path of a shard.</summary>
    public static bool TryParseShardPath(string path, out ShardMonth month, out ulong number)
    {
        month = default;
        number = 0;
        string[] parts = path.Split('/');
        if (parts.Length != 4 || !TryParseShard(parts[3], out number)) return false;
        bool isMonth =
            uint.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out uint year) &
            uint.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out uint monthOfYear) &&
            ShardMonth.IsMonth(year, monthOfYear);
        if (isMonth) month = new ShardMonth((int)year, (int)monthOfYear);
        return isMonth && path == Shard(month, number);
    }

    /// <summary>Says whether a name is that of a draft, which is never part of a store.</summary>
    public static bool IsDraft(string name) => name.EndsWith(DraftSuffix, StringComparison.Ordinal);

    private static bool TryParse(string name, string suffix, out ulong number)
    {
        number = 0;
        if (!name.EndsWith(suffix, StringComparison.Ordinal)) return false;
        ReadOnlySpan<char> digits = name.AsSpan(0, name.Length - suffix.Length);
        return digits.Length >= NumberDigits &&
            ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number) &&
            number > 0 && digits.SequenceEqual(Name(number));
    }

    private static string Name(ulong number) =>
        number.ToString("D" + NumberDigits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
