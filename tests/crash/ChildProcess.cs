using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Feedlog.Tests.Crash;

/// <summary>The child, running: its lines as they come, and its end. A line counts only with its line break.</summary>
internal sealed class ChildProcess : IDisposable
{
    private const string Program = "Feedlog.Tests.Crash.Child.dll";

    private readonly Process _process;
    private readonly List<ChildLine> _lines = [];
    private readonly TaskCompletionSource _acknowledged = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _reading;
    private readonly Task<string> _errors;
    private int _lineCount;

    /// <summary>Starts the child on a store.</summary>
    /// <param name="folder">The store.</param>
    /// <param name="seed">The seed of what it appends.</param>
    /// <param name="firsts">First index of each of its tasks.</param>
    /// <param name="wrapper">A program with its arguments that starts it; none for a plain start.</param>
    public ChildProcess(string folder, int seed, IEnumerable<ulong> firsts, params string[] wrapper)
    {
        string[] command =
        [
            .. wrapper, DotnetPath(), Path.Join(AppContext.BaseDirectory, Program), folder,
            seed.ToString(CultureInfo.InvariantCulture), string.Join(',', firsts),
        ];
        ProcessStartInfo start = new(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment["DOTNET_TieredPGO"] = "0";
        _process = Process.Start(start) ?? throw new InvalidOperationException($"{command[0]} did not start.");
        _reading = ReadAsync();
        _errors = _process.StandardError.ReadToEndAsync();
    }

    /// <summary>Ends when the child has written of the first acknowledgement, or has ended.</summary>
    public Task FirstAcknowledged => Task.WhenAny(_acknowledged.Task, _reading);

    /// <summary>How many lines it is known to have written until now.</summary>
    public int LineCount => Volatile.Read(ref _lineCount);

    /// <summary>Kills the child at once (SIGKILL) and returns everything that it had written.</summary>
    public async Task<IReadOnlyList<ChildLine>> KillAsync()
    {
        _process.Kill();
        await EndAsync();
        return _lines;
    }

    /// <summary>Waits for the child to end by itself and returns everything that it wrote, and its exit code.</summary>
    public async Task<(IReadOnlyList<ChildLine> Lines, int ExitCode, string Errors)> EndAsync()
    {
        await _reading;
        string errors = await _errors;
        await _process.WaitForExitAsync();
        return (_lines, _process.ExitCode, errors);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private static string DotnetPath()
    {
        string beside = Path.GetFullPath(Path.Join(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));
        return File.Exists(beside) ? beside : "dotnet";
    }

    private async Task ReadAsync()
    {
        byte[] buffer = new byte[64 * 1024];
        StringBuilder text = new();
        while (true)
        {
            int lengthBytes = await _process.StandardOutput.BaseStream.ReadAsync(buffer);
            if (lengthBytes == 0) break;
            text.Append(Encoding.ASCII.GetString(buffer, 0, lengthBytes));
            string all = text.ToString();
            int end = all.LastIndexOf('\n') + 1;
            text.Remove(0, end);
            foreach (string line in all[..end].Split('\n', StringSplitOptions.RemoveEmptyEntries)) Take(line);
        }
    }

    private void Take(string text)
    {
        if (ChildLine.Parse(text) is not { } line) return;
        _lines.Add(line);
        Volatile.Write(ref _lineCount, _lines.Count);
        if (line.Word == "ack") _acknowledged.TrySetResult();
    }
}
