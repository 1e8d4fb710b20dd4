using System.Text.Json;

namespace Feedlog.Tool;

/// <summary>A hit as members of a JSON object. docs/CLI.md lists them.</summary>
internal static class HitJson
{
    /// <summary>Writes all members of a hit into the object that is open.</summary>
    public static void Write(Utf8JsonWriter json, SearchHit hit)
    {
        RecordJson.Write(json, hit.Record);
        json.WriteNumber("score", hit.Score);
        if (hit.Snippet is Snippet snippet) Write(json, snippet);
        if (hit.Explanation is ScoreExplanation explanation)
        {
            json.WritePropertyName("explain");
            Write(json, explanation);
        }

        json.WriteString("cursor", hit.Cursor);
    }

    private static void Write(Utf8JsonWriter json, Snippet snippet)
    {
        json.WriteString("snippet", snippet.Text);
        json.WriteStartArray("highlights");
        foreach (TextRange range in snippet.Highlights)
        {
            json.WriteStartObject();
            json.WriteNumber("start", range.Start);
            json.WriteNumber("length", range.Length);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, ScoreExplanation explanation)
    {
        json.WriteStartObject();
        json.WriteString("part", explanation.Part);
        json.WriteBoolean("match", explanation.IsMatch);
        json.WriteNumber("score", explanation.Score);
        if (explanation.Term is TermScore term)
        {
            json.WriteNumber("weight", term.Weight);
            json.WriteNumber("idf", term.Idf);
            json.WriteNumber("records", term.RecordCount);
            json.WriteNumber("recordsWithTerm", term.RecordsWithTerm);
            json.WriteNumber("frequency", term.Frequency);
            json.WriteNumber("length", term.Length);
            json.WriteNumber("averageLength", term.AverageLength);
            json.WriteNumber("k1", term.K1);
            json.WriteNumber("b", term.B);
        }

        if (explanation.Parts.Count > 0)
        {
            json.WriteStartArray("parts");
            foreach (ScoreExplanation part in explanation.Parts) Write(json, part);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }
}
