using System.Globalization;
using System.Runtime.InteropServices;

namespace Feedlog.Fsck;

/// <summary>The process: its streams, its signals, its exit code.</summary>
internal static class Program
{
    private static int Main(string[] args)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        using CancellationTokenSource cancel = new();
        void OnSignal(PosixSignalContext signal)
        {
            // A second signal is not held back: it ends the process at once.
            signal.Cancel = !cancel.IsCancellationRequested;
            cancel.Cancel();
        }

        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
        using StreamWriter output = new(Console.OpenStandardOutput());
        return FsckCli.Run(args, output, Console.Error, !Console.IsErrorRedirected, cancel.Token);
    }
}
