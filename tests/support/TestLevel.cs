namespace Feedlog.Tests.Support;

/// <summary>How much a run of the tests tries: FEEDLOG_TEST_LEVEL unset (short), ci or soak.</summary>
public static class TestLevel
{
    private const string Variable = "FEEDLOG_TEST_LEVEL";

    /// <summary>Picks the count of the level of this run.</summary>
    /// <exception cref="InvalidOperationException">The variable is set to something else.</exception>
    public static int Count(int onShort, int onCi, int onSoak) => Environment.GetEnvironmentVariable(Variable) switch
    {
        null or "" or "short" => onShort,
        "ci" => onCi,
        "soak" => onSoak,
        string other => throw new InvalidOperationException($"{Variable} is '{other}'; it may be short, ci or soak."),
    };

    /// <summary>A number from an environment variable; the fallback if it is not set.</summary>
    public static int FromEnvironment(string variable, int fallback) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text
            ? int.Parse(text, System.Globalization.CultureInfo.InvariantCulture)
            : fallback;
}
