using Feedlog.Tests.Support.Storage;

namespace Feedlog.Tests.Property.Crashes;

/// <summary>
/// Cuts the power at every step of a workload in every way that the plan knows, and holds each image that was not seen
/// before against the nine clauses; of some images the recovery is cut at each of its own steps again.
/// </summary>
internal sealed class CrashEnumeration
{
    private readonly CrashEffort _effort;
    private readonly Random _random;
    private readonly NineClauses _clauses;

    // What each image came back with. The same image may be met again when more was promised.
    private readonly Dictionary<ulong, (ulong Last, int Purges)> _lastOfImage = [];

    public CrashEnumeration(Workload work, CrashEffort effort, Random random)
    {
        _effort = effort;
        _random = random;
        _clauses = new NineClauses(work);
    }

    /// <summary>Different images that were opened and compared.</summary>
    public int Images => _lastOfImage.Count;

    /// <summary>How many of these a crash during a recovery left.</summary>
    public int RecoveryImages { get; private set; }

    /// <summary>Images at moments when whole groups were written and not synced.</summary>
    public int TailImages { get; private set; }

    /// <summary>How many of these came back with more than what was synced.</summary>
    public int KeptImages { get; private set; }

    /// <summary>Images that were met again and not opened again.</summary>
    public int Repeats { get; private set; }

    /// <summary>Openings that used index files.</summary>
    public int IndexedOpenings => _clauses.IndexedOpenings;

    /// <summary>Runs through the steps of the workload.</summary>
    public async Task RunAsync(IReadOnlyList<StorageStep> steps)
    {
        CrashReplay replay = new(steps);
        Promise promise = new(0, 0, 0, 0);
        while (replay.MoveNext())
        {
            if (replay.Current.Word is Promise later) promise = later;
            CrashCutBuilder builder = replay.Cuts();
            ulong floor = await CheckAsync(builder, CrashCut.Nothing, promise, replay, mayGoDeeper: true);
            ulong ceiling = await CheckAsync(builder, new CrashCut(), promise, replay, mayGoDeeper: true);
            CutPlan plan = new(builder.Pending, _effort, _random);
            foreach (CrashCut cut in plan.All(replay.Current))
            {
                int before = Images;
                ulong last = await CheckAsync(builder, cut, promise, replay, mayGoDeeper: true);
                if (Images == before || ceiling == floor) continue;
                TailImages++;
                if (last > floor) KeptImages++;
            }
        }
    }

    private async Task<ulong> CheckAsync(
        CrashCutBuilder builder, CrashCut cut, Promise promise, CrashReplay replay, bool mayGoDeeper)
    {
        ulong promised = cut.IsEverything ? promise.WrittenThrough : promise.DurableThrough;
        try
        {
            CrashStorage image = new(builder.Build(cut, out ulong hash));
            if (_lastOfImage.TryGetValue(hash, out (ulong Last, int Purges) known))
            {
                Repeats++;
                Assert.True(known.Last >= promised, $"(i) Promised {promised}, came back with {known.Last}.");
                Assert.True(known.Purges >= promise.Purges, "What was purged came back.");
                return known.Last;
            }

            int number = _lastOfImage.Count;
            image.IsRecording = true;
            bool asksEverything = number % _effort.QuestionsOneIn == 0;
            ulong last = await _clauses.CheckAsync(image, promised, asksEverything);
            _lastOfImage.Add(hash, (last, _clauses.Purges));
            Assert.True(_clauses.Purges >= promise.Purges, "What was purged came back.");
            if (!mayGoDeeper) return last;
            if (number % _effort.SecondLifeOneIn == 0)
            {
                CrashStorage again = new(builder.Build(cut, out _));
                await _clauses.CheckSecondLifeAsync(again, promise.GivenThrough, _random);
            }

            if (number % _effort.SecondLifeOneIn == 0 && _clauses.Purges < _clauses.PurgesMax)
                await _clauses.CheckPurgeAgainAsync(new CrashStorage(builder.Build(cut, out _)));
            if (number % _effort.RecoveryOneIn == 0)
                await CutRecoveryAsync(builder, cut, promised, last, promise.Purges);
            return last;
        }
        catch (Exception exception) when (mayGoDeeper)
        {
            throw new InvalidOperationException(
                $"{cut}, after step {replay.Position}, {replay.Current}: {exception.Message} {PropertyRun.Hint}",
                exception);
        }
    }

    // Recovers once while recording, then cuts that recovery at each of its steps and recovers what is left.
    private async Task CutRecoveryAsync(
        CrashCutBuilder builder, CrashCut cut, ulong promised, ulong last, int purges)
    {
        CrashStorage image = new(builder.Build(cut, out _)) { IsRecording = true };
        await _clauses.RecoverAsync(image);
        CrashReplay replay = new(new CrashStorage(builder.Build(cut, out _)), image.Steps);
        Promise promise = new(promised, promised, promised, purges);
        int before = _lastOfImage.Count;
        while (replay.MoveNext())
        {
            if (replay.Current.Word is Promise later) promise = later;
            CrashCutBuilder inner = replay.Cuts();
            foreach (CrashCut each in new CutPlan(inner.Pending, CrashEffort.OfRecovery, _random).All(replay.Current))
            {
                ulong found = await CheckAsync(inner, each, promise, replay, mayGoDeeper: false);
                Assert.True(found == last, $"(vii) {each} after {replay.Current}: {found} instead of {last}.");
            }
        }

        RecoveryImages += _lastOfImage.Count - before;
    }
}
