// A memory as a web service: notes by key, a search, and a health check. The host opens and closes the store.
// Run it: dotnet run --project samples/web-service -- --urls http://localhost:5000
// Without --urls it asks itself a few questions and ends.

using System.Net.Http.Json;
using Feedlog;
using Feedlog.Extensions.DependencyInjection;
using Feedlog.Samples;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

bool isDemo = args.Length == 0;
string folder = Path.Join(Path.GetTempPath(), "feedlog-web-" + Guid.NewGuid().ToString("N"));

WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.Services.AddFeedlog(options =>
{
    options.Path = isDemo ? folder : "memory";
    options.Budgets.Search = TimeSpan.FromMilliseconds(100); // More than that is logged, and degrades the health.
});
builder.Services.AddHealthChecks().AddFeedlog();

await using WebApplication app = builder.Build();

app.MapPut("/notes/{key}", async (string key, Note note, FeedlogStore store) =>
    Results.Ok(new { (await store.AppendAsync(note.Text, key)).Sequence }));

app.MapGet("/notes/{key}", (string key, FeedlogStore store) =>
    store.TryGet(key, out Record? record) ? Results.Ok(new Note(record.Content)) : Results.NotFound());

app.MapGet("/search", async (string q, FeedlogStore store) =>
{
    List<Note> found = [];
    await foreach (SearchHit hit in store.SearchAsync(Query.Words(q))) found.Add(new Note(hit.Record.Content));
    return found;
});

app.MapHealthChecks("/health");

if (!isDemo)
{
    await app.RunAsync();
    return;
}

app.Urls.Add("http://127.0.0.1:0");
await app.StartAsync();
using (HttpClient http = new() { BaseAddress = new Uri(app.Urls.First()) })
{
    await http.PutAsJsonAsync("/notes/seat", new Note("Alice likes window seats."));
    await http.PutAsJsonAsync("/notes/food", new Note("Alice is vegetarian."));
    Console.WriteLine("by key:  " + await http.GetStringAsync("/notes/seat"));
    Console.WriteLine("search:  " + await http.GetStringAsync("/search?q=which+seats"));
    Console.WriteLine("missing: " + (await http.GetAsync("/notes/nothing")).StatusCode);
    Console.WriteLine("health:  " + await http.GetStringAsync("/health"));
}

await app.StopAsync();
Directory.Delete(folder, recursive: true);
