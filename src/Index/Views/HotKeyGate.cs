namespace Feedlog.Indexing.Views;

/// <summary>
/// Decides whether a look-up asks the hot keys. A thread that has found little there lately asks only now and then:
/// keys drawn evenly from a store far larger than the hot keys would pay for the question and get no answer.
/// </summary>
/// <remarks>Each thread for itself, so that no two write to one line of the cache. It costs speed only when wrong.
/// </remarks>
internal static class HotKeyGate
{
    /// <summary>A thread without luck asks once in so many times: a power of two.</summary>
    public const int Period = 16;

    // It pays from about one hit in three on.
    private const int HitScore = 2;
    private const int MissScore = -1;
    private const int ScoreMax = 64;

    [ThreadStatic]
    private static int s_score;

    [ThreadStatic]
    private static int s_turn;

    /// <summary>Whether this look-up is to ask.</summary>
    public static bool Opens() => s_score >= 0 || (++s_turn & (Period - 1)) == 0;

    /// <summary>Says what became of a look-up that asked.</summary>
    public static void Count(bool isHit) =>
        s_score = Math.Clamp(s_score + (isHit ? HitScore : MissScore), -ScoreMax, ScoreMax);
}
