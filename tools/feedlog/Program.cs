using System.Runtime.InteropServices;

namespace Feedlog.Tool;

/// <summary>The process: its streams, its signals, its exit code.</summary>
internal static class Program
{
    private static readonly TimeSpan s_patienceAfterCancel = TimeSpan.FromSeconds(1);

    private static async Task<int> Main(string[] args)
    {
        using CancellationTokenSource cancel = new();
        TaskCompletionSource isCancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        void OnSignal(PosixSignalContext context)
        {
            // A second signal is not held back: it ends the process at once.
            context.Cancel = !cancel.IsCancellationRequested;
            cancel.Cancel();
            isCancelled.TrySetResult();
        }

        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
        CliStreams streams = CliStreams.OfProcess();
        Task<int> run = Task.Run(() => FeedlogCli.RunAsync(args, streams, cancel.Token));
        if (await Task.WhenAny(run, isCancelled.Task).ConfigureAwait(false) == run)
            return await run.ConfigureAwait(false);

        // A read from a terminal or a pipe cannot be cancelled; nothing acknowledged is lost by leaving it.
        Task patience = Task.Delay(s_patienceAfterCancel);
        if (await Task.WhenAny(run, patience).ConfigureAwait(false) == run) return await run.ConfigureAwait(false);
        return FeedlogCli.ReportCancelled(args, streams);
    }
}
