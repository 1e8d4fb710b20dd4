using System.Globalization;

namespace Feedlog.Tool;

/// <summary>Shows on a terminal how far an import is; silent everywhere else. Dispose it to clear the line.</summary>
internal sealed class ImportProgress : IDisposable
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(200);

    private readonly TextWriter _error;
    private readonly ImportRun _run;
    private readonly ITimer? _timer;
    private readonly Lock _gate = new();
    private bool _isDone;

    /// <summary>Watches an import. The counts are read from another thread than the one that writes them: what is
    /// shown may be a moment old.</summary>
    public ImportProgress(Invocation call, ImportRun run)
    {
        _error = call.Streams.Error;
        _run = run;
        if (call.ShowsNotes)
            _timer = call.Streams.Clock.CreateTimer(_ => Show(), null, s_interval, s_interval);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_timer is null) return;
        lock (_gate)
        {
            if (_isDone) return;
            _isDone = true;
            _timer.Dispose();
            _error.Write("\r                                        \r");
        }
    }

    private void Show()
    {
        lock (_gate)
        {
            if (!_isDone) _error.Write(string.Create(CultureInfo.InvariantCulture, $"\r{_run.Seen:N0} lines"));
        }
    }
}
