// An assistant that remembers what was said, per user, and recalls what fits a new message.
// Run it: dotnet run --project samples/chat-memory

using Feedlog;

string folder = Path.Join(Path.GetTempPath(), "feedlog-chat-" + Guid.NewGuid().ToString("N"));
try
{
    await using (FeedlogStore memory = await FeedlogStore.OpenAsync(folder))
    {
        await SayAsync(memory, "alice", "I am vegetarian, and I love spicy food.");
        await SayAsync(memory, "alice", "My flight to Lisbon leaves on Friday morning.");
        await SayAsync(memory, "alice", "Please always give me a window seat.");
        await SayAsync(memory, "bob", "I eat everything, but no spicy food please.");
    }

    // Another day, another process: the memory is still there.
    await using (FeedlogStore memory = await FeedlogStore.OpenAsync(folder))
    {
        await RecallAsync(memory, "alice", "Which food could we cook tonight?");
        await RecallAsync(memory, "alice", "Book a seat on the flight.");
        await RecallAsync(memory, "bob", "Is spicy food fine?");
    }
}
finally
{
    if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
}

// The stream keeps users apart; the kind tells what a record is.
static async Task SayAsync(FeedlogStore memory, string user, string text)
{
    await memory.AppendAsync(new RecordDraft(text) { Stream = user, Kind = "said" });
    Console.WriteLine($"{user}: {text}");
}

static async Task RecallAsync(FeedlogStore memory, string user, string message)
{
    Console.WriteLine();
    Console.WriteLine($"{user} asks: {message}");
    SearchOptions onlyThisUser = new() { Stream = user, Limit = 2 };
    await foreach (SearchHit hit in memory.SearchAsync(Query.Words(message), onlyThisUser))
        Console.WriteLine($"  remembered ({hit.Score:0.00}): {hit.Record.Content}");
}
