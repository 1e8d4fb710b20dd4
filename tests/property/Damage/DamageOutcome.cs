namespace Feedlog.Tests.Property.Damage;

/// <summary>What became of a store that was damaged in one place.</summary>
internal enum DamageOutcome
{
    /// <summary>Every answer is what it was.</summary>
    Identical = 0,

    /// <summary>The damage was named by who met it; all other answers are what they were.</summary>
    Reported = 1,

    /// <summary>An answer differs and nobody said why.</summary>
    Wrong = 2,

    /// <summary>The engine refused or lost something, and the checker calls the store sound.</summary>
    Unseen = 3,

    /// <summary>Something was thrown that is no answer.</summary>
    Crashed = 4,

    /// <summary>It did not end in time.</summary>
    Hung = 5,
}
