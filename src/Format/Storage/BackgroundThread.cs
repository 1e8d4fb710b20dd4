namespace Feedlog.Format.Storage;

/// <summary>What work that can wait says of itself to the system.</summary>
public static class BackgroundThread
{
    private const int OfThread = 0;
    private const int Niceness = 10;

    /// <summary>
    /// From now on the calling thread gives way to others where all processors are busy, for as long as it lives. Does
    /// nothing but on Linux: the runtime's own priorities have no effect there.
    /// </summary>
    public static void GiveWay()
    {
        // For Linux 0 is the calling thread. A refusal costs nothing but speed.
        if (OperatingSystem.IsLinux()) _ = LibC.SetPriority(OfThread, 0, Niceness);
    }
}
