using System.Globalization;
using System.IO.Compression;
using System.Text;
using Feedlog.Indexing.Analysis;

namespace Feedlog.Tests.Unit.Analysis;

/// <summary>Builds the analyzers' character table from the files of the Unicode character database.</summary>
/// <remarks>
/// Reads UnicodeData.txt, CaseFolding.txt, Scripts.txt, DerivedCoreProperties.txt and DerivedNormalizationProps.txt.
/// Every mapping is checked against the database's own NFKC_Casefold before it is taken.
/// </remarks>
internal sealed class UnicodeTableGenerator
{
    private const int CodePointLimit = 0x110000;
    private const int Ypogegrammeni = 0x345;
    private const int Iota = 0x3B9;

    private readonly string _folder;
    private readonly string[] _categories = new string[CodePointLimit];
    private readonly string[] _scripts = new string[CodePointLimit];
    private readonly byte[] _combiningClasses = new byte[CodePointLimit];
    private readonly bool[] _ignorables = new bool[CodePointLimit];
    private readonly bool[] _excluded = new bool[CodePointLimit];
    private readonly Dictionary<int, int[]> _canonical = [];
    private readonly Dictionary<int, int[]> _compatible = [];
    private readonly Dictionary<int, int[]> _folds = [];
    private readonly Dictionary<int, int[]> _nfkcCasefold = [];
    private readonly SortedDictionary<ulong, int> _compositions = [];
    private readonly HashSet<int> _joining = [];

    public UnicodeTableGenerator(string folder)
    {
        _folder = folder;
        Version = ReadVersion();
        ReadCharacters();
        ReadProperties();
        CollectCompositions();
        Words = Build();
    }

    public string Version { get; }

    public uint[] Words { get; }

    public int BlockIndexCount { get; private set; }

    public int EntryCount { get; private set; }

    public int PoolCount { get; private set; }

    public int CompositionCount => _compositions.Count;

    /// <summary>The source text of the shipped table.</summary>
    public string Render()
    {
        byte[] planes = new byte[Words.Length * 4];
        for (int i = 0; i < Words.Length; i++)
            for (int plane = 0; plane < 4; plane++)
                planes[(plane * Words.Length) + i] = (byte)(Words[i] >> (plane * 8));
        byte[] packed = new byte[BrotliEncoder.GetMaxCompressedLength(planes.Length)];
        Assert.True(BrotliEncoder.TryCompress(planes, packed, out int packedBytes, quality: 11, window: 24));
        string text = Convert.ToBase64String(packed, 0, packedBytes);
        StringBuilder source = new();
        source.Append("namespace Feedlog.Indexing.Analysis;\n\n");
        source.Append("/// <summary>The packed character table; generated, see the remarks before changing it.");
        source.Append("</summary>\n/// <remarks>\n");
        source.Append("/// Derived from the Unicode Character Database, Copyright Unicode, Inc., under the Unicode");
        source.Append(" licence.\n/// Written by UnicodeTableGenerator in the unit tests; the layout is told in");
        source.Append(" <see cref=\"UnicodeTable\"/>.\n/// </remarks>\n");
        source.Append("internal static class UnicodeTableContent\n{\n");
        Constant(source, "string", "Version", "The Unicode version of the table.", '"' + Version + '"');
        Constant(source, "int", "BlockIndexCount", "Words that name a block each.", Number(BlockIndexCount));
        Constant(source, "int", "EntryCount", "Words that hold one entry each.", Number(EntryCount));
        Constant(source, "int", "PoolCount", "Words that hold mappings.", Number(PoolCount));
        Constant(source, "int", "CompositionCount", "Pairs that compose; three words each.", Number(CompositionCount));
        source.Append("    /// <summary>Base64 of the Brotli stream of the words' four byte planes.</summary>\n");
        source.Append("    public static ReadOnlySpan<byte> Packed =>\n");
        for (int at = 0; at < text.Length; at += 104)
        {
            source.Append("        \"").Append(text.AsSpan(at, Math.Min(104, text.Length - at))).Append("\"u8");
            source.Append(at + 104 < text.Length ? " +\n" : ";\n");
        }

        return source.Append("}\n").ToString();
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static void Constant(StringBuilder source, string type, string name, string summary, string value) =>
        source.Append(CultureInfo.InvariantCulture,
            $"    /// <summary>{summary}</summary>\n    public const {type} {name} = {value};\n\n");

    private string ReadVersion()
    {
        string first = File.ReadLines(Path.Combine(_folder, "CaseFolding.txt")).First();
        return first[(first.IndexOf('-', StringComparison.Ordinal) + 1)..first.LastIndexOf('.')];
    }

    private IEnumerable<(int First, int Final, string[] Fields)> Rows(string name)
    {
        foreach (string line in File.ReadLines(Path.Combine(_folder, name)))
        {
            string content = line.Split('#')[0].Trim();
            if (content.Length == 0)
                continue;
            string[] fields = [.. content.Split(';').Select(field => field.Trim())];
            string[] bounds = fields[0].Split("..");
            yield return (Hex(bounds[0]), Hex(bounds[^1]), fields);
        }
    }

    private static int Hex(string text) => int.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private static int[] HexList(string text) =>
        [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Hex)];

    private void ReadCharacters()
    {
        Array.Fill(_categories, "Cn");
        Array.Fill(_scripts, "Unknown");
        int rangeStart = -1;
        foreach ((int codePoint, _, string[] fields) in Rows("UnicodeData.txt"))
        {
            int first = rangeStart >= 0 ? rangeStart : codePoint;
            rangeStart = fields[1].EndsWith(", First>", StringComparison.Ordinal) ? codePoint : -1;
            for (int at = first; at <= codePoint; at++)
            {
                _categories[at] = fields[2];
                _combiningClasses[at] = byte.Parse(fields[3], CultureInfo.InvariantCulture);
            }

            if (fields[5].Length == 0)
                continue;
            if (fields[5][0] == '<')
                _compatible[codePoint] = HexList(fields[5][(fields[5].IndexOf('>', StringComparison.Ordinal) + 1)..]);
            else
                _canonical[codePoint] = HexList(fields[5]);
        }
    }

    private void ReadProperties()
    {
        foreach ((int codePoint, _, string[] fields) in Rows("CaseFolding.txt"))
            if (fields[1] is "C" or "F")
                _folds[codePoint] = HexList(fields[2]);
        foreach ((int first, int final, string[] fields) in Rows("Scripts.txt"))
            Array.Fill(_scripts, fields[1], first, final - first + 1);
        foreach ((int first, int final, string[] fields) in Rows("DerivedCoreProperties.txt"))
            if (fields[1] == "Default_Ignorable_Code_Point")
                Array.Fill(_ignorables, true, first, final - first + 1);
        foreach ((int first, int final, string[] fields) in Rows("DerivedNormalizationProps.txt"))
        {
            for (int at = first; at <= final; at++)
            {
                if (fields[1] == "Full_Composition_Exclusion")
                    _excluded[at] = true;
                if (fields[1] == "NFKC_CF")
                    _nfkcCasefold[at] = HexList(fields[2]);
            }
        }
    }

    private void CollectCompositions()
    {
        foreach ((int composite, int[] parts) in _canonical)
        {
            if (parts.Length != 2 || _excluded[composite] || parts.Any(part => !IsFolded(part)))
                continue;
            _compositions[((ulong)parts[0] << 32) | (uint)parts[1]] = composite;
            _joining.Add(parts[1]);
        }

        for (int vowel = 0x1161; vowel <= 0x1175; vowel++)
            _joining.Add(vowel);
        for (int trail = 0x11A8; trail <= 0x11C2; trail++)
            _joining.Add(trail);
    }

    /// <summary>True when no letter in the decomposition folds; composed letters may still have a fold of their own,
    /// which then is that decomposition.</summary>
    private bool IsFolded(int codePoint)
    {
        if (codePoint == Ypogegrammeni || _compatible.ContainsKey(codePoint))
            return false;
        return _canonical.TryGetValue(codePoint, out int[]? parts)
            ? parts.All(IsFolded)
            : !_folds.ContainsKey(codePoint);
    }

    /// <summary>The decomposed, case-folded form; U+0345 stays a mark until the marks are in order.</summary>
    private List<int> Expand(int codePoint)
    {
        if (codePoint is >= 0xAC00 and < 0xAC00 + 11172)
        {
            int index = codePoint - 0xAC00;
            List<int> jamo = [0x1100 + (index / 588), 0x1161 + (index % 588 / 28)];
            if (index % 28 != 0)
                jamo.Add(0x11A7 + (index % 28));
            return jamo;
        }

        if (_canonical.TryGetValue(codePoint, out int[]? parts) || _compatible.TryGetValue(codePoint, out parts))
            return [.. parts.SelectMany(Expand)];
        if (codePoint != Ypogegrammeni && _folds.TryGetValue(codePoint, out int[]? folded))
            return [.. folded.SelectMany(Expand)];
        return _ignorables[codePoint] ? [] : [codePoint];
    }

    private List<int> Compose(List<int> expanded)
    {
        List<int> result = [];
        foreach (int raw in expanded)
        {
            int codePoint = raw == Ypogegrammeni ? Iota : raw;
            int starter = result.FindLastIndex(value => _combiningClasses[value] == 0);
            bool isBlocked = starter < 0 || (starter < result.Count - 1
                && _combiningClasses[result[^1]] >= _combiningClasses[codePoint]);
            if (!isBlocked && TryCompose(result[starter], codePoint, out int composite))
                result[starter] = composite;
            else
                result.Add(codePoint);
        }

        return result;
    }

    private bool TryCompose(int first, int second, out int composite)
    {
        composite = 0;
        if (first is >= 0x1100 and <= 0x1112 && second is >= 0x1161 and <= 0x1175)
            composite = 0xAC00 + ((((first - 0x1100) * 21) + second - 0x1161) * 28);
        else if (first is >= 0xAC00 and <= 0xD7A3 && (first - 0xAC00) % 28 == 0 && second is >= 0x11A8 and <= 0x11C2)
            composite = first + second - 0x11A7;
        else
            _compositions.TryGetValue(((ulong)first << 32) | (uint)second, out composite);
        return composite != 0;
    }

    private CodePointKind KindOf(int codePoint)
    {
        // Typed as U+0027 or U+2019 just as often: all spellings of an apostrophe must separate alike.
        if (codePoint is 0x2BB or 0x2BC)
            return CodePointKind.Separator;
        // The zero-width space marks a word boundary in scripts without blanks, so it is not ignored.
        if (codePoint == 0x200B)
            return CodePointKind.Separator;
        if (_ignorables[codePoint])
            return CodePointKind.Ignorable;
        // Both ideographic planes are reserved for Han, assigned or not.
        if (codePoint is (>= 0x20000 and <= 0x2FFFD) or (>= 0x30000 and <= 0x3FFFD))
            return CodePointKind.Han;
        string category = _categories[codePoint];
        if (category[0] == 'M')
            return CodePointKind.Mark;
        if (category[0] is not ('L' or 'N'))
            return CodePointKind.Separator;
        if (category == "Nd")
            return CodePointKind.Word;
        // Shared Japanese letters whose script is "Common": closing mark, repeat marks, long vowel, masu.
        if (codePoint is 0x3006 or (>= 0x3031 and <= 0x3035) or 0x303C or 0x30FC)
            return CodePointKind.Han;
        return _scripts[codePoint] switch
        {
            "Han" or "Hiragana" or "Katakana" => CodePointKind.Han,
            "Thai" => CodePointKind.Thai,
            "Lao" => CodePointKind.Lao,
            "Khmer" => CodePointKind.Khmer,
            "Myanmar" => CodePointKind.Myanmar,
            _ => CodePointKind.Word,
        };
    }

    private uint Entry(int codePoint, List<uint> pool)
    {
        CodePointKind kind = KindOf(codePoint);
        if (codePoint == 0x200B)
            return UnicodeTable.Pack(kind, CodePointForm.Stable, 0, 0);
        List<int> expanded = Expand(codePoint);
        List<int> composed = Compose(expanded);
        Assert.Equal(Compose([.. ReferenceMapping(codePoint).SelectMany(Expand)]), composed);
        if (expanded.Count == 0)
            return UnicodeTable.Pack(CodePointKind.Ignorable, CodePointForm.Stable, 0, 0);
        byte combiningClass = _combiningClasses[codePoint];
        int target = composed[0];
        bool isLone = composed.Count == 1 && _combiningClasses[target] == 0 && !_joining.Contains(target)
            && Expand(target).SequenceEqual(expanded);
        if (isLone && target != codePoint)
            return UnicodeTable.Pack(KindOf(target), CodePointForm.Single, 0, Append(pool, [(uint)target]));
        if (isLone && codePoint is >= 0xAC00 and <= 0xD7A3)
            return UnicodeTable.Pack(kind, CodePointForm.Stable, 0, UnicodeTable.HangulIndex);
        if (isLone && expanded.Count == 1 && expanded[0] == codePoint)
            return UnicodeTable.Pack(kind, CodePointForm.Stable, 0, 0);
        if (!isLone && expanded.Count == 1 && expanded[0] == codePoint)
            return UnicodeTable.Pack(kind, CodePointForm.Joining, combiningClass, 0);
        int index = Append(pool, [(uint)expanded.Count, .. expanded.Select(value => (uint)value)]);
        return UnicodeTable.Pack(kind, isLone ? CodePointForm.Stable : CodePointForm.Expanding, combiningClass, index);
    }

    private int[] ReferenceMapping(int codePoint) =>
        _nfkcCasefold.TryGetValue(codePoint, out int[]? mapping) ? mapping : [codePoint];

    private static int Append(List<uint> pool, uint[] words)
    {
        pool.AddRange(words);
        return pool.Count - words.Length;
    }

    private uint[] Build()
    {
        List<uint> pool = [0];
        List<uint> entries = [];
        List<uint> blockIndexes = [];
        Dictionary<string, uint> known = [];
        for (int first = 0; first < CodePointLimit; first += UnicodeTable.BlockSize)
        {
            uint[] block = new uint[UnicodeTable.BlockSize];
            for (int i = 0; i < block.Length; i++)
                block[i] = first + i is >= 0xD800 and < 0xE000 ? 0 : Entry(first + i, pool);
            string key = string.Join(',', block);
            if (!known.TryGetValue(key, out uint index))
            {
                index = (uint)(entries.Count / UnicodeTable.BlockSize);
                known.Add(key, index);
                entries.AddRange(block);
            }

            blockIndexes.Add(index);
        }

        BlockIndexCount = blockIndexes.Count;
        EntryCount = entries.Count;
        PoolCount = pool.Count;
        IEnumerable<uint> pairs = _compositions.SelectMany(
            pair => new uint[] { (uint)(pair.Key >> 32), (uint)pair.Key, (uint)pair.Value });
        return [.. blockIndexes, .. entries, .. pool, .. pairs];
    }
}
