namespace Feedlog.Tests.Property.Vectors;

/// <summary>A record as the model knows it, with its vectors.</summary>
internal sealed class VectorRecord
{
    public required ulong Sequence { get; init; }

    public required RecordId Id { get; init; }

    public required string? Key { get; init; }

    public required string? Kind { get; init; }

    public required long TimestampMs { get; init; }

    public required long ExpiresAtMs { get; init; }

    /// <summary>Sequence of what ended it; the largest if nothing did.</summary>
    public ulong EndedBy { get; set; } = ulong.MaxValue;

    /// <summary>All vectors, oldest first.</summary>
    public List<(string Model, ulong Sequence, float[] Values)> Vectors { get; } = [];

    /// <summary>The newest vector of a model in a view; null if it has none.</summary>
    public float[]? VectorOf(string model, ulong sequence) =>
        Vectors.LastOrDefault(vector => vector.Model == model && vector.Sequence <= sequence).Values;

    /// <summary>Whether it is found in a view at a time.</summary>
    public bool IsLive(ulong sequence, long nowMs) =>
        Sequence <= sequence && EndedBy > sequence && ExpiresAtMs > nowMs;
}
