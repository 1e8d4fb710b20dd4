using Feedlog.Format;
using Feedlog.Telemetry;

namespace Feedlog.Open;

/// <summary>Makes, beside the caller, what the first opening of a process would wait for: some ms of compiling. Any
/// thread.</summary>
internal static class FirstOpening
{
    private static int _isBegun;

    /// <summary>Asks the pool for it, once in a process.</summary>
    public static void Prepare()
    {
        if (Interlocked.Exchange(ref _isBegun, 1) != 0) return;
        ThreadPool.UnsafeQueueUserWorkItem(
            static _ =>
            {
                Checksum.Prepare();
                GC.KeepAlive(FeedlogTelemetry.Source);
            },
            null);
    }
}
