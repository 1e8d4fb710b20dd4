using System.Globalization;
using System.Text.Json;

namespace Feedlog.Retrieval.Collections;

/// <summary>Reads collections in the layouts of BEIR and of LoCoMo.</summary>
internal static class CollectionReader
{
    /// <summary>Reads what lies in a folder: one collection, or one for each conversation.</summary>
    /// <exception cref="IOException">A file is missing.</exception>
    /// <exception cref="InvalidDataException">A file is not what it should be.</exception>
    internal static IReadOnlyList<Collection> Read(string folder)
    {
        try
        {
            bool isConversation = TextFiles.Exists(Path.Combine(folder, "turns.jsonl"));
            return isConversation ? ReadConversations(folder) : [ReadJudged(folder)];
        }
        catch (Exception broken) when (broken is JsonException or FormatException or InvalidOperationException)
        {
            throw new InvalidDataException($"{folder} cannot be read: {broken.Message}", broken);
        }
    }

    private static Collection ReadJudged(string folder)
    {
        List<Document> documents = [];
        foreach (JsonElement row in TextFiles.Objects(Path.Combine(folder, "corpus.jsonl")))
        {
            string text = $"{TextFiles.Text(row, "title")} {TextFiles.Text(row, "text")}".Trim();
            documents.Add(new Document(TextFiles.Text(row, "_id"), text));
        }

        Dictionary<string, Dictionary<string, int>> judgements = ReadJudgements(Path.Combine(folder, "qrels"));
        List<JudgedQuery> queries = [];
        int number = 0;
        foreach (JsonElement row in TextFiles.Objects(Path.Combine(folder, "queries.jsonl")))
        {
            if (judgements.TryGetValue(TextFiles.Text(row, "_id"), out Dictionary<string, int>? relevant))
                queries.Add(new JudgedQuery(number, TextFiles.Text(row, "text"), relevant, null));
            number++;
        }

        return new Collection(documents, queries, number, folder);
    }

    private static Dictionary<string, Dictionary<string, int>> ReadJudgements(string folder)
    {
        Dictionary<string, Dictionary<string, int>> judgements = [];
        foreach (string file in Directory.EnumerateFiles(folder, "*.tsv"))
        {
            foreach (string line in TextFiles.Lines(file).Skip(1))
            {
                string[] fields = line.Split('\t');
                if (fields.Length < 3) throw new InvalidDataException($"{file}: a line has too few fields: {line}");
                int relevance = int.Parse(fields[2], CultureInfo.InvariantCulture);
                if (relevance <= 0) continue;
                if (!judgements.TryGetValue(fields[0], out Dictionary<string, int>? relevant))
                    judgements.Add(fields[0], relevant = []);
                relevant[fields[1]] = relevance;
            }
        }

        return judgements;
    }

    private static List<Collection> ReadConversations(string folder)
    {
        ILookup<string, Document> turns = TextFiles.Objects(Path.Combine(folder, "turns.jsonl"))
            .ToLookup(row => TextFiles.Text(row, "conversation"), TurnOf);
        ILookup<string, JudgedQuery> questions = TextFiles.Objects(Path.Combine(folder, "questions.jsonl"))
            .Where(row => row.GetProperty("evidence").GetArrayLength() > 0)
            .ToLookup(row => TextFiles.Text(row, "conversation"), QuestionOf);
        return [.. turns.Select(each =>
        {
            JudgedQuery[] asked = [.. questions[each.Key]];
            return new Collection([.. each], asked, asked.Length, Folder: null);
        })];
    }

    private static Document TurnOf(JsonElement row)
    {
        string said = $"{TextFiles.Text(row, "speaker")}: {TextFiles.Text(row, "text")}";
        return new Document(
            TextFiles.Text(row, "id"), $"{said} {TextFiles.Text(row, "image_caption")}".TrimEnd());
    }

    private static JudgedQuery QuestionOf(JsonElement row)
    {
        Dictionary<string, int> relevant = [];
        foreach (JsonElement turn in row.GetProperty("evidence").EnumerateArray())
            relevant[turn.GetString() ?? ""] = 1;
        bool isAnswerable = row.GetProperty("answerable").GetBoolean();
        return new JudgedQuery(0, TextFiles.Text(row, "question"), relevant, isAnswerable ? "answerable" : null);
    }
}
