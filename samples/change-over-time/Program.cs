// A preference that changes: the newest version counts, and every older one can still be asked for.
// Run it: dotnet run --project samples/change-over-time

using Feedlog;

await using FeedlogStore store = FeedlogStore.CreateInMemory();
DateTimeOffset day = new(2026, 1, 1, 9, 0, 0, TimeSpan.Zero);

AppendResult first = await ChangeAsync("coffee, black");
AppendResult second = await ChangeAsync("coffee with oat milk");
await ChangeAsync("green tea");

// A condition: write only if nobody has changed it in between.
try
{
    AppendOptions onlyIfUnchanged = new() { IfSequence = second.Sequence };
    await store.AppendAsync(new RecordDraft("espresso") { Key = "drink" }, onlyIfUnchanged);
}
catch (FeedlogException conflict) when (conflict.Code == FeedlogErrorCode.SequenceConflict)
{
    Console.WriteLine($"not written: {conflict.Message}");
}

Console.WriteLine();
Console.WriteLine("now:");
if (store.TryGet("drink", out Record? now)) Console.WriteLine($"  {now.Content}");

Console.WriteLine("as it was after the first record:");
using (FeedlogSnapshot past = store.AsOf(first.Sequence))
{
    if (past.TryGet("drink", null, out Record? then)) Console.WriteLine($"  {then.Content}");
}

await store.DeleteAsync("drink");
Console.WriteLine("history, newest first, after deleting it:");
await foreach (RecordVersion version in store.HistoryAsync("drink"))
    Console.WriteLine($"  {version.Record.Timestamp:yyyy-MM-dd} {version.Record.Content} ({version.End})");

async Task<AppendResult> ChangeAsync(string drink)
{
    day = day.AddMonths(1);
    AppendResult result = await store.AppendAsync(new RecordDraft(drink) { Key = "drink", Timestamp = day });
    Console.WriteLine($"{day:yyyy-MM-dd} {drink}: {result.Outcome}, sequence {result.Sequence}");
    return result;
}
