namespace Feedlog.Tests.Property.Soak;

/// <summary>The writer of a soak: groups, single records, deletions, and records that expire. For one thread.</summary>
internal sealed class SoakWriter(SoakRecords records, Random random)
{
    private const int GroupMax = 40;

    private static readonly TimeSpan s_shortLife = TimeSpan.FromSeconds(2);

    /// <summary>Bytes of contents that were acknowledged.</summary>
    public long PayloadBytes { get; private set; }

    /// <summary>Records and deletions that were acknowledged.</summary>
    public long Changes { get; private set; }

    /// <summary>Does one operation and waits for it.</summary>
    public async Task WriteAsync(FeedlogStore store)
    {
        AppendOptions options = new() { Durability = (Durability)random.Next(3) };
        switch (random.Next(10))
        {
            case 0:
                await DeleteAsync(store, random.Next(SoakRecords.FirstShortLived));
                break;
            case 1:
                int shortLived = random.Next(SoakRecords.FirstShortLived, SoakRecords.KeyCount);
                await AppendAsync(
                    store, [shortLived], options with { ExpiresAt = DateTimeOffset.UtcNow + s_shortLife });
                break;
            default:
                int[] keys = new int[random.Next(1, GroupMax)];
                for (int i = 0; i < keys.Length; i++) keys[i] = random.Next(SoakRecords.FirstShortLived);
                await AppendAsync(store, keys, options);
                break;
        }
    }

    private async Task AppendAsync(FeedlogStore store, int[] keys, AppendOptions options)
    {
        long[] numbers = Array.ConvertAll(keys, records.Send);
        RecordDraft[] drafts = new RecordDraft[keys.Length];
        for (int i = 0; i < keys.Length; i++)
        {
            string content = SoakRecords.Content(numbers[i]);
            drafts[i] = new RecordDraft(content) { Key = SoakRecords.Key(keys[i]) };
            PayloadBytes += content.Length;
        }

        await store.AppendManyAsync(drafts, options);
        for (int i = 0; i < keys.Length; i++) records.Acknowledge(keys[i], numbers[i], isDeletion: false);
        Changes += keys.Length;
    }

    private async Task DeleteAsync(FeedlogStore store, int key)
    {
        long number = records.Send(key);
        bool hasBeen = await store.DeleteAsync(SoakRecords.Key(key));
        records.Acknowledge(key, number, isDeletion: true);
        if (hasBeen) Changes++;
    }
}
