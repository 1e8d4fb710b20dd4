using System.Text.Json;

namespace Feedlog.Embeddings.WordPiece;

/// <summary>The pieces of a WordPiece model and how it treats text. Immutable; any thread.</summary>
public sealed class WordPieceVocabulary
{
    private const string Prefix = "##";
    private const string UnknownPiece = "[UNK]";
    private const string StartPiece = "[CLS]";
    private const string EndPiece = "[SEP]";

    private readonly Dictionary<string, int> _starts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _continuations = new(StringComparer.Ordinal);
    private readonly KeyValuePair<string, int>[] _special;

    private WordPieceVocabulary(IEnumerable<KeyValuePair<string, int>> pieces, bool isLowerCase, bool stripsAccents)
    {
        IsLowerCase = isLowerCase;
        StripsAccents = stripsAccents;
        foreach ((string piece, int id) in pieces)
        {
            bool isContinuation = piece.Length > Prefix.Length && piece.StartsWith(Prefix, StringComparison.Ordinal);
            if (isContinuation) _continuations[piece[Prefix.Length..]] = id;
            else _starts[piece] = id;
        }

        Starts = _starts.GetAlternateLookup<ReadOnlySpan<char>>();
        Continuations = _continuations.GetAlternateLookup<ReadOnlySpan<char>>();
        Unknown = IdOf(UnknownPiece);
        Start = IdOf(StartPiece);
        End = IdOf(EndPiece);
        string[] special = ["[PAD]", UnknownPiece, StartPiece, EndPiece, "[MASK]"];
        _special = special.Where(_starts.ContainsKey)
            .Select(piece => new KeyValuePair<string, int>(piece, _starts[piece])).ToArray();
    }

    /// <summary>Number of pieces.</summary>
    public int Count => _starts.Count + _continuations.Count;

    /// <summary>Whether text is lower-cased first.</summary>
    public bool IsLowerCase { get; }

    /// <summary>Whether accents are taken off first.</summary>
    public bool StripsAccents { get; }

    /// <summary>The id of what no piece begins.</summary>
    internal int Unknown { get; }

    /// <summary>The id that stands before a text.</summary>
    internal int Start { get; }

    /// <summary>The id that stands behind a text.</summary>
    internal int End { get; }

    /// <summary>Pieces that are taken for themselves wherever a text has them.</summary>
    internal ReadOnlySpan<KeyValuePair<string, int>> Special => _special;

    /// <summary>Pieces that begin a word.</summary>
    internal Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> Starts { get; }

    /// <summary>Pieces that continue a word, without what marks them.</summary>
    internal Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> Continuations { get; }

    /// <summary>Reads a file <c>vocab.txt</c>: a piece a line, its id is the number of the line, from 0 on.</summary>
    /// <param name="reader">The text.</param>
    /// <param name="isLowerCase">Whether the model is one of lower-cased text without accents; the file does not say.
    /// </param>
    /// <exception cref="InvalidDataException">It has no pieces [UNK], [CLS] and [SEP].</exception>
    public static WordPieceVocabulary ReadText(TextReader reader, bool isLowerCase)
    {
        List<KeyValuePair<string, int>> pieces = [];
        while (reader.ReadLine() is { } line) pieces.Add(new KeyValuePair<string, int>(line, pieces.Count));
        return new WordPieceVocabulary(pieces, isLowerCase, isLowerCase);
    }

    /// <summary>Reads a file <c>tokenizer.json</c> of a model of the BERT family.</summary>
    /// <param name="utf8">The file.</param>
    /// <exception cref="InvalidDataException">It is not JSON, or of another kind of tokenizer.</exception>
    public static WordPieceVocabulary ReadJson(Stream utf8)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(utf8);
            JsonElement model = document.RootElement.GetProperty("model");

            // Older files do not name the type; other types have no such prefix.
            if (model.TryGetProperty("type", out _)) Require(model, "type", "WordPiece");
            Require(model, "continuing_subword_prefix", Prefix);
            JsonElement normalizer = document.RootElement.GetProperty("normalizer");
            Require(normalizer, "type", "BertNormalizer");
            bool isLowerCase = normalizer.GetProperty("lowercase").GetBoolean();
            bool hasOwnRule = normalizer.TryGetProperty("strip_accents", out JsonElement strip) &&
                strip.ValueKind is JsonValueKind.True or JsonValueKind.False;
            return new WordPieceVocabulary(
                model.GetProperty("vocab").EnumerateObject()
                    .Select(piece => new KeyValuePair<string, int>(piece.Name, piece.Value.GetInt32())),
                isLowerCase,
                hasOwnRule ? strip.GetBoolean() : isLowerCase);
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or
            InvalidOperationException or FormatException)
        {
            throw new InvalidDataException(
                "This tokenizer.json is not one of a WordPiece model of the BERT family.", exception);
        }
    }

    private static void Require(JsonElement parent, string name, string expected)
    {
        string? found = parent.GetProperty(name).GetString();
        if (found != expected)
            throw new InvalidDataException($"The tokenizer's {name} is {found}; only {expected} is supported.");
    }

    private int IdOf(string piece) => _starts.TryGetValue(piece, out int id)
        ? id
        : throw new InvalidDataException($"The vocabulary has no piece {piece}.");
}
