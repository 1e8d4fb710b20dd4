// Retrieval for a language model: the passages that fit a question, by words and by meaning, as a prompt.
// Run it: dotnet run --project samples/rag

using Feedlog;
using Microsoft.Extensions.AI;

// Any IEmbeddingGenerator will do: OpenAI's, Ollama's, an ONNX model. This one needs no model at all.
using IEmbeddingGenerator<string, Embedding<float>> generator = new TrigramEmbeddingGenerator();
EmbeddingOptions embedding = new() { Generator = generator, Model = "trigram" };

string[] handbook =
[
    "The kettle is descaled on the first Monday of each month with citric acid.",
    "Visitors sign in at the desk and get a badge, which they return when they leave.",
    "The heating is switched off at eight in the evening and on again at six.",
    "Broken chairs go to the cellar; put a note on them that says what is broken.",
    "Badges that were lost are reported at the desk, which blocks them at once.",
];

await using FeedlogStore store = FeedlogStore.CreateInMemory(new FeedlogOptions { Embedding = embedding });
foreach (string passage in handbook) await store.AppendAsync(new RecordDraft(passage) { Kind = "handbook" });
await store.EmbedAsync(embedding); // Vectors are made behind the append; here the first question waits for them.

foreach (string question in (string[])["I have lost my badge!", "How is the kettle descaled?"])
    Console.WriteLine(await PromptAsync(question) + Environment.NewLine);

// What a chat client would be given. Words find names and numbers, vectors find what was said in other words.
async Task<string> PromptAsync(string question)
{
    SearchOptions nearest = new()
    {
        Mode = SearchMode.Hybrid,
        Vector = await generator.GenerateVectorAsync(question),
        Model = embedding.Model,
        Limit = 2,
    };
    List<string> passages = [];
    await foreach (SearchHit hit in store.SearchAsync(Query.Words(question), nearest))
        passages.Add($"[{hit.Record.Id}] {hit.Record.Content}");
    return $"""
        Answer from these passages, and name the one that you use:
        {string.Join('\n', passages)}
        Question: {question}
        """;
}
