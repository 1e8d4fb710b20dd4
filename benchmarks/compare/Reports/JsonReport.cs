using System.Text.Json;
using System.Text.Json.Serialization;

namespace Feedlog.Compare.Reports;

/// <summary>Writes and reads a run as JSON.</summary>
internal static class JsonReport
{
    private static readonly JsonSerializerOptions s_options = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter() },
        IgnoreReadOnlyProperties = true,
    };

    /// <summary>The run as JSON text.</summary>
    internal static string Write(ComparisonReport report) => JsonSerializer.Serialize(report, s_options) + "\n";

    /// <summary>Reads a run.</summary>
    /// <exception cref="InvalidDataException">The text is not a run of a known shape.</exception>
    internal static ComparisonReport Read(string text)
    {
        try
        {
            ComparisonReport? report = JsonSerializer.Deserialize<ComparisonReport>(text, s_options);
            if (report is { Schema: ComparisonReport.CurrentSchema }) return report;
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"The baseline is not a comparison: {exception.Message}", exception);
        }

        throw new InvalidDataException($"The baseline is not of schema {ComparisonReport.CurrentSchema}.");
    }
}
