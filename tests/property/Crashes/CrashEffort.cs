using Feedlog.Tests.Support;

namespace Feedlog.Tests.Property.Crashes;

/// <summary>How densely the images of one workload are enumerated.</summary>
internal sealed record CrashEffort
{
    /// <summary>Every so many bytes a pending write is cut; index files are cut more coarsely.</summary>
    public required int ByteStep { get; init; }

    /// <summary>Up to so many touched sectors all subsets are tried, beyond that a sample.</summary>
    public required int SectorBitsMax { get; init; }

    /// <summary>How many subsets are in the sample.</summary>
    public required int SectorSamples { get; init; }

    /// <summary>Up to so many changes of names all subsets are tried.</summary>
    public required int NameBitsMax { get; init; }

    /// <summary>So many random mixtures of names, lengths and sectors are added at each step.</summary>
    public required int Mixtures { get; init; }

    /// <summary>Of so many images one is recovered again with a crash at every step of its recovery.</summary>
    public required int RecoveryOneIn { get; init; }

    /// <summary>Of so many images one is appended to and loses the power again.</summary>
    public required int SecondLifeOneIn { get; init; }

    /// <summary>Of so many images one answers every question, the others list what they hold.</summary>
    public required int QuestionsOneIn { get; init; }

    /// <summary>The effort at each step of a recovery.</summary>
    public static CrashEffort OfRecovery { get; } = new()
    {
        ByteStep = 151,
        SectorBitsMax = 2,
        SectorSamples = 3,
        NameBitsMax = 2,
        Mixtures = 2,
        RecoveryOneIn = int.MaxValue,
        SecondLifeOneIn = int.MaxValue,
        QuestionsOneIn = 8,
    };

    /// <summary>The effort of this run.</summary>
    public static CrashEffort OfLevel() => TestLevel.Count(0, 1, 2) switch
    {
        0 => new CrashEffort
        {
            ByteStep = 97,
            SectorBitsMax = 3,
            SectorSamples = 4,
            NameBitsMax = 2,
            Mixtures = 1,
            RecoveryOneIn = 600,
            SecondLifeOneIn = 4,
            QuestionsOneIn = 8,
        },
        1 => new CrashEffort
        {
            ByteStep = 8,
            SectorBitsMax = 7,
            SectorSamples = 48,
            NameBitsMax = 5,
            Mixtures = 5,
            RecoveryOneIn = 900,
            SecondLifeOneIn = 50,
            QuestionsOneIn = 25,
        },
        _ => new CrashEffort
        {
            ByteStep = 1,
            SectorBitsMax = 10,
            SectorSamples = 2500,
            NameBitsMax = 8,
            Mixtures = 200,
            RecoveryOneIn = 400,
            SecondLifeOneIn = 100,
            QuestionsOneIn = 40,
        },
    };
}
