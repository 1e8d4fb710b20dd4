#if SABOTAGE
using System.Diagnostics;
using System.Reflection;
using Feedlog.Tests.Property.Sabotages;
using Feedlog.Tests.Support;
using Xunit.Abstractions;

namespace Feedlog.Tests.Property;

/// <summary>
/// The tests are tested: each defect that the product carries in this build is switched on, one at a time, and a test of
/// the suite must turn red. To be run alone (--filter SabotageTests): a defect is switched on for the whole process.
/// </summary>
public sealed class SabotageTests(ITestOutputHelper output)
{
    private static readonly QuietOutput s_quiet = new();

    /// <summary>Each defect, and the tests that are there for what it breaks: one of them has to see it.</summary>
    public static TheoryData<string> Defects() => [.. s_watchers.Keys];

    private static readonly Dictionary<string, Func<Task>[]> s_watchers = new(StringComparer.Ordinal)
    {
        ["drop-data-sync"] = [Writing.Crash_DuringAppends_LosesNothing],
        ["drop-header-sync"] = [Writing.Crash_WhileSegmentsRoll_LosesNothing],
        ["drop-draft-sync"] = [Sealing.Crash_WhileManifestsChange_LosesNothing],
        ["drop-directory-sync"] = [Writing.Crash_WhileSegmentsRoll_LosesNothing],
        ["drop-seal-sync"] = [Writing.Crash_WhileSegmentsRoll_LosesNothing],
        ["delete-before-manifest"] = [Reopening.Crash_DuringRecovery_LosesNothing],
        ["drop-sequence-gap"] =
        [
            Writing.Crash_DuringAppends_LosesNothing, Writing.Crash_DuringAppendMany_LosesNothing,
            Reopening.Crash_DuringRecovery_LosesNothing,
        ],
        ["watermark-before-sync"] = [Writing.Crash_DuringAppends_LosesNothing],
        ["name-index-before-log"] = [Sealing.Crash_WhileTailsAreSealed_LosesNothing],
        ["drop-index-sync"] = [Sealing.Crash_WhileTailsAreSealed_LosesNothing],
        ["trust-unsynced-groups"] =
        [
            SyncFailures.FailedSync_LostPages_AreWrittenAgainByTheNextOpening,
            Reopening.Crash_DuringRecovery_LosesNothing,
        ],
        ["swallow-sync-failure"] = [SyncFailures.FailedSync_OfADurableAppend_FailsThatAppend],
        ["forget-poison"] = [SyncFailures.FailedSync_OfADurableAppend_FailsThatAppend],
        ["skip-header-checksum"] = [FlipsOfAClosedStore],
        ["skip-body-checksum"] = [FlipsOfAClosedStore],
        ["skip-page-checksum"] = [Bits.FlippedBit_InWhatIndexFilesSay_ChangesNoAnswerUnseen],
        ["drop-salt"] = [Bits.SwappedStaleAndForeignSectors_ChangeNoAnswerUnseen],
        ["drop-place"] = [Bits.SwappedFramesOfEqualLength_ChangeNoAnswerUnseen],
        ["ignore-watermark"] = [FlipsOfAKilledStore],
        ["delete-shards-before-manifest"] = [Archiving.Crash_WhileShardsAreMerged_LosesNothing],
        ["forget-deaths"] = [Sealing.Crash_WhileTheDeathsOfSealedRecordsAreSealed_LosesNothing],
        ["purge-before-manifest"] = [Archiving.Crash_WhileRecordsArePurged_LosesNothingElse],
        ["drop-filter-bits"] = [Sealing.Crash_WhileTailsAreSealed_LosesNothing],
    };

    private static CrashWhileWritingTests Writing => new(s_quiet);

    private static CrashWhileSealingTests Sealing => new(s_quiet);

    private static CrashWhileArchivingTests Archiving => new(s_quiet);

    private static CrashWhileReopeningTests Reopening => new(s_quiet);

    private static SyncFailureTests SyncFailures => new();

    private static EveryBitTests Bits => new(s_quiet);

    [Fact]
    public async Task NoDefect_LeavesEveryWatcherGreen()
    {
        Sabotage.Active = "";
        foreach (Func<Task> watcher in s_watchers.Values.SelectMany(watchers => watchers).DistinctBy(NameOf))
            await watcher();
    }

    [Theory]
    [MemberData(nameof(Defects))]
    public async Task Defect_TurnsTheSuiteRed(string defect)
    {
        Stopwatch clock = Stopwatch.StartNew();
        string caughtBy = "";
        string why = "";
        foreach (Func<Task> watcher in s_watchers[defect])
        {
            Sabotage.Active = defect;
            try
            {
                await watcher();
            }
            catch (Exception failure)
            {
                caughtBy = NameOf(watcher);
                why = failure.Message.ReplaceLineEndings(" ");
                break;
            }
            finally
            {
                Sabotage.Active = "";
            }
        }

        output.WriteLine($"{defect}: caught by {caughtBy} in {clock.Elapsed.TotalSeconds:F1} s: {why}");
        TestCounts.Write($"sabotage/{defect}", new Dictionary<string, double>(StringComparer.Ordinal)
        {
            ["caught"] = caughtBy.Length > 0 ? 1 : 0,
        });
        Assert.True(caughtBy.Length > 0, $"{defect} was seen by no test.");
    }

    private static Task FlipsOfAClosedStore() => Bits.FlippedBit_Anywhere_ChangesNoAnswerUnseen(isClosed: true);

    private static Task FlipsOfAKilledStore() => Bits.FlippedBit_Anywhere_ChangesNoAnswerUnseen(isClosed: false);

    private static string NameOf(Func<Task> watcher) => watcher.GetMethodInfo().Name;
}
#endif
