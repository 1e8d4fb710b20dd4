using System.Globalization;
using FsCheck;
using Microsoft.FSharp.Core;

namespace Feedlog.Tests.Property;

/// <summary>How properties are checked: with a seed that is printed when one fails and can be set to see it again.
/// </summary>
internal static class PropertyRun
{
    private const string Variable = "FEEDLOG_TEST_SEED";

    /// <summary>The seed of this run: FEEDLOG_TEST_SEED, or a new one.</summary>
    public static ulong Seed { get; } =
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } text
            ? ulong.Parse(text, CultureInfo.InvariantCulture)
            : (ulong)Random.Shared.NextInt64();

    /// <summary>Says how to see a failure again.</summary>
    public static string Hint => $"Repeat with {Variable}={Seed}.";

    /// <summary>A generator of its own for each use of the seed.</summary>
    public static Random RandomFor(string use)
    {
        ulong hash = Format.Checksum.Xxh3(System.Text.Encoding.UTF8.GetBytes(use), Seed);
        return new Random((int)(hash & int.MaxValue));
    }

    /// <summary>Checks a property this many times; throws with the seed and the smallest failing case found.</summary>
    public static void Check<T>(int count, Arbitrary<T> cases, Func<T, Task> body)
    {
        Config config = Config.QuickThrowOnFailure
            .WithMaxTest(count)
            .WithQuietOnSuccess(true)
            .WithReplay(FSharpOption<Replay>.Some(new Replay(new Rnd(Seed), FSharpOption<int>.None)));
        try
        {
            FsCheck.Check.One(config, FsCheck.Fluent.Prop.ForAll(cases, body));
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException($"{Hint} {exception.Message}", exception);
        }
    }
}
