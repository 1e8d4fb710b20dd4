using System.Text.Json;

namespace Feedlog.Tests.Unit.Fixtures;

/// <summary>One record as one line of JSON, for the listings beside the fixtures.</summary>
internal static class GoldenLines
{
    public static string Of(Record record) => JsonSerializer.Serialize(new
    {
        id = record.Id.ToString(),
        sequence = record.Sequence,
        timestamp = record.TimestampMs,
        key = record.Key,
        stream = record.Stream,
        kind = record.Kind,
        tags = record.Tags,
        content = Convert.ToBase64String(record.ContentBytes.Span),
        metadata = record.Metadata,
        expires = record.ExpiresAt?.ToUnixTimeMilliseconds(),
        original = record.OriginalV1Id,
    });
}
