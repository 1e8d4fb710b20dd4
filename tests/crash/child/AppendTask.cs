namespace Feedlog.Tests.Crash.Child;

/// <summary>Appends one group after the other until somebody ends the process or the store fails.</summary>
public sealed class AppendTask(FeedlogStore store, AckWriter acks, int task, ulong first, int seed)
{
    private const int GroupMax = 5;

    private readonly Random _random = new(seed * 31 + task);
    private ulong _next = first;

    /// <summary>Appends until the store fails three times.</summary>
    public async Task RunAsync()
    {
        const int failuresMax = 3;
        for (int failures = 0; failures < failuresMax;)
        {
            ulong number = Payload.NumberOf(task, _next);
            int count = _random.Next(3) == 0 ? _random.Next(2, GroupMax + 1) : 1;
            acks.Begin(number, count);
            try
            {
                await AppendAsync(count);
            }
            catch (FeedlogException exception)
            {
                acks.Failed(number, exception.Code);
                failures++;
            }
        }
    }

    private async Task AppendAsync(int count)
    {
        Durability durability = (Durability)_random.Next(3);
        AppendOptions options = new() { Durability = durability };
        RecordDraft[] drafts = new RecordDraft[count];
        for (int i = 0; i < count; i++) drafts[i] = Payload.Make(Payload.NumberOf(task, _next + (ulong)i));
        _next += (ulong)count;
        IReadOnlyList<AppendResult> results = count == 1
            ? [await store.AppendAsync(drafts[0], options)]
            : await store.AppendManyAsync(drafts, options);

        // What is only in memory is promised to nobody, so it is not reported either.
        if (durability == Durability.None) return;
        foreach (AppendResult result in results) acks.Acknowledged(result, durability);
    }
}
