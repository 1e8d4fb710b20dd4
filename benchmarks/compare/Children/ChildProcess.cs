using System.Diagnostics;
using System.Reflection;

namespace Feedlog.Compare.Children;

/// <summary>This program again, as a process of its own that does one thing: see <see cref="ChildCommand"/>.</summary>
internal sealed class ChildProcess : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _errors;

    /// <summary>Starts the child.</summary>
    internal ChildProcess(IEnumerable<string> arguments)
    {
        string assembly = Assembly.GetExecutingAssembly().Location;
        string program = Environment.ProcessPath ?? throw new InvalidOperationException("This process has no path.");
        bool isHost = Path.GetFileNameWithoutExtension(program) == "dotnet";
        ProcessStartInfo start = new(program, isHost ? [assembly, .. arguments] : arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        _process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        _errors = _process.StandardError.ReadToEndAsync();
    }

    /// <summary>The next line that the child writes.</summary>
    /// <exception cref="InvalidOperationException">It ended instead; the message holds what it said.</exception>
    internal async ValueTask<string> ReadLineAsync() =>
        await _process.StandardOutput.ReadLineAsync()
        ?? throw new InvalidOperationException($"A child process ended without a result: {await _errors}");

    /// <summary>Waits until the child has ended, as it should.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message holds what it said.</exception>
    internal async ValueTask WaitAsync()
    {
        await _process.WaitForExitAsync();
        if (_process.ExitCode != 0) throw new InvalidOperationException($"A child process failed: {await _errors}");
    }

    /// <summary>Ends the child at once (SIGKILL) and waits until it is gone.</summary>
    internal async ValueTask KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Kills the child if it still runs.</summary>
    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }
}
