using Feedlog.Fsck;
using Feedlog.Tests.Support.Storage;

namespace Feedlog.Tests.Property.Damage;

/// <summary>
/// Opens damaged stores, asks them everything, has them checked, and counts the outcomes: identical or reported, nothing
/// else. Keeps the first few of everything else for the message.
/// </summary>
internal sealed class DamageJudge
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    private readonly Dictionary<DamageOutcome, int> _counts = [];
    private readonly List<string> _failures = [];

    // One of each place: the same mistake is met a thousand times.
    private readonly Dictionary<string, string> _accidents = new(StringComparer.Ordinal);
    private readonly StoreAnswers _answers;
    private int _number;

    private DamageJudge(StoreAnswers answers) => _answers = answers;

    /// <summary>How many stores were judged.</summary>
    public int Total => _counts.Values.Sum();

    /// <summary>How many ended so.</summary>
    public int this[DamageOutcome outcome] => _counts.GetValueOrDefault(outcome);

    /// <summary>A judge that knows what the sound store answers.</summary>
    public static async Task<DamageJudge> OfAsync(SmallStore sound)
    {
        await using FeedlogStore store = await FeedlogStore.OpenAsync(sound.ToStorage(), SmallStore.Options());
        using FeedlogSnapshot snapshot = store.OpenSnapshot();
        return new DamageJudge(new StoreAnswers(snapshot));
    }

    /// <summary>Judges one damaged store.</summary>
    /// <param name="damaged">Makes it, once for each who is to look at it.</param>
    /// <param name="what">Names the damage.</param>
    public async Task JudgeAsync(Func<CrashStorage> damaged, Func<string> what)
    {
        _number++;
        DamageOutcome outcome;
        string why = "";
        try
        {
            Task<DamageOutcome> judging = Task.Run(() => JudgeOneAsync(damaged));
            outcome = await judging.WaitAsync(s_patience);
        }
        catch (TimeoutException)
        {
            outcome = DamageOutcome.Hung;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            outcome = DamageOutcome.Crashed;
            why = exception.ToString();
        }

        _counts[outcome] = _counts.GetValueOrDefault(outcome) + 1;
        const int keptMax = 10;
        if (outcome is DamageOutcome.Crashed or DamageOutcome.Hung) _accidents.TryAdd(PlaceOf(why), $"{what()}: {why}");
        else if (outcome > DamageOutcome.Reported && _failures.Count < keptMax) _failures.Add($"{what()}: {outcome}");
    }

    /// <summary>Fails if anything was neither identical nor reported.</summary>
    public void AssertNothingElse()
    {
        AssertEnded();
        Assert.True(_failures.Count == 0, string.Join('\n', _failures));
    }

    /// <summary>Fails if anything did not end, or ended in an exception that is no answer.</summary>
    public void AssertEnded() => Assert.True(_accidents.Count == 0, string.Join('\n', _accidents.Values));

    /// <summary>The counts in one line.</summary>
    public override string ToString() =>
        string.Join(", ", Enum.GetValues<DamageOutcome>().Select(outcome => $"{this[outcome]} {outcome}"));

    private static string PlaceOf(string why)
    {
        string[] lines = why.Split('\n');
        return lines[0].Split(':')[0] + lines.FirstOrDefault(line => line.Contains("at Feedlog.", StringComparison.Ordinal));
    }

    private async Task<DamageOutcome> JudgeOneAsync(Func<CrashStorage> damaged)
    {
        DamageOutcome outcome = await AskAsync(damaged());
        int exit = new StoreCheck(damaged()).Run().Exit;
        return outcome == DamageOutcome.Reported && exit == ExitCode.Clean ? DamageOutcome.Unseen : outcome;
    }

    // By turns for writing and for reading, mapped and by position.
    private async Task<DamageOutcome> AskAsync(CrashStorage storage)
    {
        FeedlogOptions options = SmallStore.Options(_number % 2 == 0 ? ReadMode.Mapped : ReadMode.Positioned);
        bool isReadOnly = _number % 8 == 0;
        FeedlogStore store;
        try
        {
            store = isReadOnly
                ? await FeedlogStore.OpenReadOnlyAsync(storage, options)
                : await FeedlogStore.OpenAsync(storage, options);
        }
        catch (FeedlogException refusal) when (refusal.Code is FeedlogErrorCode.Corrupt or FeedlogErrorCode.NewerFormat)
        {
            return DamageOutcome.Reported;
        }

        try
        {
            using FeedlogSnapshot snapshot = store.OpenSnapshot();
            (int refused, int wrong) = _answers.Ask(snapshot);
            // A reader must not read on behind a watermark of which it knows only the older half; but it must say so.
            if (isReadOnly && !store.OpenReport.WasClean) return DamageOutcome.Reported;
            if (wrong > 0) return DamageOutcome.Wrong;
            bool isReported = refused > 0 || store.OpenReport.IndexFault.Length > 0;
            return isReported ? DamageOutcome.Reported : DamageOutcome.Identical;
        }
        finally
        {
            await store.DisposeAsync();
        }
    }
}
