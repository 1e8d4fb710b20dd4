using Feedlog.Indexing.Query;

namespace Feedlog.Tests.Unit.Keyword;

/// <summary>A record of a model: its words in their order, and its fields.</summary>
internal sealed record WordRecord(
    ulong Sequence, long TimestampMs, string[] Words, (FieldName Field, FieldValue Value)[] Fields, bool IsLive);
