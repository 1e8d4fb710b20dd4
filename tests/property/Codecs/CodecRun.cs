using System.Globalization;
using System.Runtime.CompilerServices;
using Feedlog.Tests.Support;
using FsCheck;

namespace Feedlog.Tests.Property.Codecs;

/// <summary>
/// How much the codec properties try (FEEDLOG_TEST_LEVEL: unset for short, ci, soak) and from which seed
/// (FEEDLOG_TEST_SEED: a number, to repeat what a failure printed).
/// </summary>
internal static class CodecRun
{
    private const int ShortFactor = 1;
    private const int CiFactor = 10;
    private const int SoakFactor = 1000;

    /// <summary>The seed of the loops.</summary>
    public static int Seed { get; } = int.Parse(
        Environment.GetEnvironmentVariable("FEEDLOG_TEST_SEED") ?? "20260301", CultureInfo.InvariantCulture);

    private static int Factor => Environment.GetEnvironmentVariable("FEEDLOG_TEST_LEVEL") switch
    {
        null or "" or "short" => ShortFactor,
        "ci" => CiFactor,
        "soak" => SoakFactor,
        string other => throw new InvalidOperationException($"FEEDLOG_TEST_LEVEL is '{other}'."),
    };

    /// <summary>This many at the shortest, more at the other levels.</summary>
    public static int Count(int onShort) => onShort * Factor;

    /// <summary>Checks a property and throws, with the seed to repeat it, if it does not hold.</summary>
    public static void Check(FsCheck.Property property, int onShort) =>
        FsCheck.Check.One(Config.QuickThrowOnFailure.WithMaxTest(Count(onShort)), property);

    /// <summary>Runs a trial many times, each with a random source of its own; names the trial that failed.</summary>
    public static void Repeat(int onShort, Action<Random> trial, [CallerMemberName] string name = "")
    {
        int count = Count(onShort);
        for (int i = 0; i < count; i++)
        {
            int seed = unchecked(Seed + i);
            try
            {
                trial(new Random(seed));
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"Repeat with FEEDLOG_TEST_SEED={seed}: {failure.Message}", failure);
            }
        }

        TestCounts.Write(
            $"fuzz/{name}", new Dictionary<string, double>(StringComparer.Ordinal) { ["trials"] = count });
    }
}
