using System.Globalization;
using Feedlog;
using Feedlog.Tests.Crash.Child;

// Arguments: folder, seed, first index of each task (comma-separated). Ends with 3 when the store refuses to go on,
// with 4 when it cannot be opened.
string folder = args[0];
int seed = int.Parse(args[1], CultureInfo.InvariantCulture);
ulong[] firsts = args[2].Split(',').Select(text => ulong.Parse(text, CultureInfo.InvariantCulture)).ToArray();

using AckWriter acks = new(Console.OpenStandardOutput());
FeedlogStore store;
try
{
    store = await FeedlogStore.OpenAsync(
        folder, new FeedlogOptions { SegmentBytes = 64 * 1024, QueueBytes = 256 * 1024 });
}
catch (FeedlogException exception)
{
    acks.Failed(0, exception.Code);
    return 4;
}

acks.Ready();
Task[] tasks = firsts
    .Select((first, task) => Task.Run(() => new AppendTask(store, acks, task, first, seed).RunAsync())).ToArray();
await Task.WhenAll(tasks);
return 3;
