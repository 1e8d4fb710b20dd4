#if SABOTAGE
namespace Feedlog;

/// <summary>
/// A defect that the tests switch on to see themselves fail. Exists only in builds with -p:Sabotage=true, which nobody
/// ships: each place that asks is a line between the same two directives.
/// </summary>
public static class Sabotage
{
    private static volatile string s_active = Environment.GetEnvironmentVariable("FEEDLOG_SABOTAGE") ?? "";

    /// <summary>The name of the defect that is switched on; empty for none.</summary>
    public static string Active
    {
        get => s_active;
        set => s_active = value;
    }

    /// <summary>Says whether this defect is switched on.</summary>
    public static bool Is(string name) => s_active == name;
}
#endif
