// The folder is the user's, not a part of a store: the seam to the store's files does not know it.
#pragma warning disable RS0030
using Feedlog.Embeddings.WordPiece;

namespace Feedlog.Embeddings.Onnx;

/// <summary>A folder with a model and its vocabulary.</summary>
internal static class ModelFolder
{
    /// <summary>The path of the model.</summary>
    /// <exception cref="FileNotFoundException">It is not there.</exception>
    public static string ModelPath(string folder)
    {
        string path = Path.Join(folder, "model.onnx");
        return File.Exists(path)
            ? path
            : throw new FileNotFoundException($"The folder {folder} has no model.onnx.", path);
    }

    /// <summary>Reads the vocabulary.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="isLowerCase">Of what text the model is, if only vocab.txt is there.</param>
    /// <exception cref="FileNotFoundException">It is not there.</exception>
    /// <exception cref="InvalidDataException">It is not of a WordPiece model.</exception>
    public static WordPieceVocabulary ReadVocabulary(string folder, bool isLowerCase)
    {
        string json = Path.Join(folder, "tokenizer.json");
        if (File.Exists(json))
        {
            using FileStream stream = File.OpenRead(json);
            return WordPieceVocabulary.ReadJson(stream);
        }

        string text = Path.Join(folder, "vocab.txt");
        if (!File.Exists(text))
            throw new FileNotFoundException($"The folder {folder} has neither tokenizer.json nor vocab.txt.", text);
        using StreamReader reader = File.OpenText(text);
        return WordPieceVocabulary.ReadText(reader, isLowerCase);
    }
}
