namespace Feedlog.Tool;

/// <summary>Shows on a terminal how far a command is; silent everywhere else. Dispose it to clear the line.</summary>
internal sealed class ProgressLine : IDisposable
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(200);

    private readonly TextWriter _error;
    private readonly Func<string> _text;
    private readonly ITimer? _timer;
    private readonly Lock _gate = new();
    private bool _isDone;

    /// <summary>Shows a text again and again. It is made by another thread than the one that works: what is shown may
    /// be a moment old.</summary>
    public ProgressLine(Invocation call, Func<string> text)
    {
        _error = call.Streams.Error;
        _text = text;
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
            if (!_isDone) _error.Write("\r" + _text());
        }
    }
}
