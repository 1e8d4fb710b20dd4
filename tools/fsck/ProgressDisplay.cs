using System.Globalization;

namespace Feedlog.Fsck;

/// <summary>
/// Shows how far a command is: on a terminal one line that is written over, elsewhere a line every so often if that was
/// asked for. Dispose it to end.
/// </summary>
internal sealed class ProgressDisplay : IDisposable
{
    private const int LineWidth = 60;
    private const double BytesPerMegabyte = 1e6;

    private static readonly TimeSpan s_terminalInterval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_lineInterval = TimeSpan.FromSeconds(2);

    private readonly TextWriter _error;
    private readonly WorkMeter _meter;
    private readonly bool _isTerminal;
    private readonly bool _isJson;
    private readonly ITimer? _timer;
    private readonly Lock _gate = new();
    private bool _isDone;

    /// <summary>Begins to watch.</summary>
    /// <param name="error">Where to show it.</param>
    /// <param name="meter">What to show.</param>
    /// <param name="isTerminal">Whether people look at it as it goes.</param>
    /// <param name="isAsked">Whether it is to be shown elsewhere too.</param>
    /// <param name="isJson">One JSON object a line.</param>
    public ProgressDisplay(TextWriter error, WorkMeter meter, bool isTerminal, bool isAsked, bool isJson)
    {
        _error = error;
        _meter = meter;
        _isTerminal = isTerminal && !isJson;
        _isJson = isJson;
        IsShown = isAsked || _isTerminal;
        TimeSpan interval = _isTerminal ? s_terminalInterval : s_lineInterval;
        if (IsShown) _timer = TimeProvider.System.CreateTimer(_ => Show(), null, interval, interval);
    }

    /// <summary>Says whether anything is shown at all.</summary>
    public bool IsShown { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_timer is null) return;
        lock (_gate)
        {
            if (_isDone) return;
            _isDone = true;
            _timer.Dispose();
            // Whoever asked gets at least one line, however short the work was.
            if (_isTerminal) _error.Write("\r" + new string(' ', LineWidth) + "\r");
            else Write();
        }
    }

    private void Show()
    {
        lock (_gate)
        {
            if (!_isDone) Write();
        }
    }

    private void Write()
    {
        long doneBytes = _meter.DoneBytes;
        long totalBytes = _meter.TotalBytes;
        if (_isJson)
        {
            _error.WriteLine(JsonLine.Write(json =>
            {
                json.WriteStartObject("progress");
                json.WriteString("phase", _meter.Phase);
                json.WriteNumber("bytes", doneBytes);
                if (totalBytes > 0) json.WriteNumber("total", totalBytes);
                json.WriteEndObject();
            }));
            return;
        }

        string text = string.Create(CultureInfo.InvariantCulture,
            $"{_meter.Phase}: {doneBytes / BytesPerMegabyte:N0} MB");
        if (totalBytes > 0)
        {
            double part = Math.Min(1, doneBytes / (double)totalBytes);
            text += string.Create(CultureInfo.InvariantCulture, $" of {totalBytes / BytesPerMegabyte:N0}, {part:P0}");
        }

        if (_isTerminal) _error.Write("\r" + text.PadRight(LineWidth));
        else _error.WriteLine(text);
    }
}
