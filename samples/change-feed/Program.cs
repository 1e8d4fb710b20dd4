// A consumer that follows every change exactly once, and goes on where it was after a restart.
// Run it: dotnet run --project samples/change-feed

using System.Globalization;
using Feedlog;

string folder = Directory.CreateTempSubdirectory("feedlog-feed-").FullName;
string storeFolder = Path.Join(folder, "orders");
string positionFile = Path.Join(folder, "position");
Dictionary<string, int> stock = [];
try
{
    await using (FeedlogStore orders = await FeedlogStore.OpenAsync(storeFolder))
    {
        await CountAsync(orders, "tea", 3);
        await CountAsync(orders, "coffee", 5);
        await FollowAsync(orders);

        await CountAsync(orders, "tea", 2);
        await orders.DeleteAsync("coffee");
    }

    Console.WriteLine("-- restarted --");
    await using (FeedlogStore orders = await FeedlogStore.OpenAsync(storeFolder))
    {
        await CountAsync(orders, "milk", 1);
        await FollowAsync(orders);
    }

    Console.WriteLine("in stock: " + string.Join(", ", stock.Select(item => $"{item.Value} {item.Key}")));
}
finally
{
    Directory.Delete(folder, recursive: true);
}

static async Task CountAsync(FeedlogStore orders, string item, int count) =>
    await orders.AppendAsync(count.ToString(CultureInfo.InvariantCulture), key: item);

// The consumer keeps its position beside what it has made of the changes: both are lost together, or neither.
async Task FollowAsync(FeedlogStore orders)
{
    ulong position = File.Exists(positionFile)
        ? ulong.Parse(await File.ReadAllTextAsync(positionFile), CultureInfo.InvariantCulture)
        : 0;
    ulong last = orders.LastSequence;
    await foreach (Change change in orders.Subscribe(position + 1))
    {
        string item = change.Record?.Key ?? change.Key ?? "";
        if (change.Record is Record count) stock[item] = int.Parse(count.Content, CultureInfo.InvariantCulture);
        else stock.Remove(item);
        Console.WriteLine($"{change.Sequence}: {change.Kind} {item} {change.Record?.Content}");
        position = change.Sequence;
        if (position >= last) break; // A service would wait for more here; a sample ends.
    }

    await File.WriteAllTextAsync(positionFile, position.ToString(CultureInfo.InvariantCulture));
}
