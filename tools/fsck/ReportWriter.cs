using System.Globalization;
using System.Text.Json;

namespace Feedlog.Fsck;

/// <summary>Prints findings and data, for people or for programs.</summary>
internal sealed class ReportWriter
{
    private readonly TextWriter _output;
    private readonly TextWriter _error;
    private readonly bool _isQuiet;

    /// <summary>A writer.</summary>
    /// <param name="output">Where findings and data go.</param>
    /// <param name="error">Where findings go that are not what was asked for.</param>
    /// <param name="isJson">One JSON object a line.</param>
    /// <param name="isQuiet">No remedies, no summary.</param>
    public ReportWriter(TextWriter output, TextWriter error, bool isJson, bool isQuiet)
    {
        _output = output;
        _error = error;
        IsJson = isJson;
        _isQuiet = isQuiet;
    }

    /// <summary>Says whether programs read the output.</summary>
    public bool IsJson { get; }

    /// <summary>Prints a finding.</summary>
    public void Write(Finding finding) => Write(finding, _output);

    /// <summary>Prints a finding beside the data.</summary>
    public void WriteToError(Finding finding) => Write(finding, _error);

    /// <summary>Prints all findings and the last line; returns the exit code.</summary>
    public int WriteAll(CheckReport report)
    {
        foreach (Finding finding in report.Findings) Write(finding);
        WriteSummary(report);
        return report.Exit;
    }

    /// <summary>Prints the last line of a check.</summary>
    public void WriteSummary(CheckReport report)
    {
        CheckTotals totals = report.Totals;
        if (IsJson)
        {
            _output.WriteLine(JsonLine.Write(json =>
            {
                json.WriteNumber("checked", totals.CheckedFrames);
                json.WriteNumber("intact", totals.IntactFrames);
                json.WriteNumber("damaged", totals.DamagedFrames);
                json.WriteNumber("missing", totals.MissingFrames);
                json.WriteNumber("bytes", totals.BytesRead);
                json.WriteNumber("seconds", report.Seconds);
                json.WriteNumber("exit", report.Exit);
                if (report.OmittedCount > 0) json.WriteNumber("omitted", report.OmittedCount);
            }));
            return;
        }

        if (report.OmittedCount > 0) _output.WriteLine($"... and {report.OmittedCount} more findings");
        if (_isQuiet) return;
        string scope = report.IsLive ? " up to the published end" : "";
        _output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{Verdict(report.Exit)}: {totals.CheckedFrames} frames checked{scope}, {totals.IntactFrames} intact, " +
            $"{totals.DamagedFrames} damaged, {totals.MissingFrames} missing; {totals.BytesRead} bytes in " +
            $"{report.Seconds:F2} s"));
    }

    /// <summary>Prints one object: a line of JSON, or a line for each member.</summary>
    /// <param name="members">Names and values; a null is left out of the text.</param>
    public void WriteMembers(IReadOnlyList<(string Name, object? Value)> members)
    {
        if (IsJson)
        {
            _output.WriteLine(JsonLine.Write(json =>
            {
                foreach ((string name, object? value) in members) WriteValue(json, name, value);
            }));
            return;
        }

        int width = members.Max(member => member.Name.Length);
        foreach ((string name, object? value) in members)
        {
            if (value is null) continue;
            _output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name.PadRight(width)}  {value}"));
        }
    }

    /// <summary>Prints one line of text.</summary>
    public void WriteLine(string text) => _output.WriteLine(text);

    /// <summary>Prints one object as a line of its own in both forms.</summary>
    /// <param name="members">Names and values.</param>
    public void WriteRow(IReadOnlyList<(string Name, object? Value)> members)
    {
        if (IsJson) WriteMembers(members);
        else _output.WriteLine(string.Join("  ", members.Where(member => member.Value is not null).Select(
            member => string.Create(CultureInfo.InvariantCulture, $"{member.Name} {member.Value}"))));
    }

    private static void WriteValue(Utf8JsonWriter json, string name, object? value)
    {
        switch (value)
        {
            case null: json.WriteNull(name); break;
            case bool truth: json.WriteBoolean(name, truth); break;
            case int number: json.WriteNumber(name, number); break;
            case long number: json.WriteNumber(name, number); break;
            case ulong number: json.WriteNumber(name, number); break;
            case double number: json.WriteNumber(name, number); break;
            default: json.WriteString(name, Convert.ToString(value, CultureInfo.InvariantCulture)); break;
        }
    }

    private static string Verdict(int exit)
    {
        if ((exit & ExitCode.Cancelled) != 0) return "cancelled";
        if ((exit & ExitCode.Damage) != 0) return "damaged";
        if ((exit & ExitCode.CouldNotRun) != 0) return "not examined";
        return exit == ExitCode.Clean ? "clean" : "sound, with remarks";
    }

    private void Write(Finding finding, TextWriter target)
    {
        string severity = SeverityName(finding.Code.Severity);
        if (IsJson)
        {
            target.WriteLine(JsonLine.Write(json =>
            {
                json.WriteString("code", finding.Code.Name);
                json.WriteString("severity", severity);
                json.WriteString("file", finding.File);
                json.WriteNumber("offset", finding.OffsetBytes);
                json.WriteString("message", finding.Message);
                json.WriteString("remedy", finding.Code.Remedy);
            }));
            return;
        }

        target.WriteLine($"{severity} {finding.Code.Name} {finding.Place}: {finding.Message}");
        if (!_isQuiet) target.WriteLine($"    {finding.Code.Remedy}");
    }

    private static string SeverityName(Severity severity) => severity switch
    {
        Severity.Warning => "warning",
        Severity.Error => "error",
        _ => "failure",
    };
}
