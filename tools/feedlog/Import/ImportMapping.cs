namespace Feedlog.Tool;

/// <summary>Which fields of an input line become which part of a record. A plain value.</summary>
internal sealed record ImportMapping
{
    /// <summary>Fields whose texts, joined by LF, are the content.</summary>
    public IReadOnlyList<string> Content { get; init; } = [];

    /// <summary>A text with fields in braces that is the content.</summary>
    public string? ContentTemplate { get; init; }

    /// <summary>Field of the time.</summary>
    public string? Time { get; init; }

    /// <summary>How times are written.</summary>
    public TimeFormat TimeFormat { get; init; }

    /// <summary>Field of the key.</summary>
    public string? Key { get; init; }

    /// <summary>Field of the stream.</summary>
    public string? Stream { get; init; }

    /// <summary>Field of the kind.</summary>
    public string? Kind { get; init; }

    /// <summary>Fields of tags, each a text or an array of texts.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Field of the id, 16 hexadecimal characters.</summary>
    public string? Id { get; init; }

    /// <summary>Field of a vector, an array of numbers.</summary>
    public string? Vector { get; init; }

    /// <summary>A file with a vector for each line.</summary>
    public string? VectorsFile { get; init; }

    /// <summary>How many values a vector of that file has.</summary>
    public int Dimensions { get; init; }

    /// <summary>The model that made the vectors.</summary>
    public string Model { get; init; } = VectorArguments.ModelDefault;

    /// <summary>Fields that become metadata.</summary>
    public IReadOnlyList<string> Meta { get; init; } = [];

    /// <summary>Says whether all fields without another use become metadata.</summary>
    public bool TakesAllMeta { get; init; }

    /// <summary>The stream of records without one.</summary>
    public string? StreamValue { get; init; }

    /// <summary>The kind of records without one.</summary>
    public string? KindValue { get; init; }

    /// <summary>Tags of every record.</summary>
    public IReadOnlyList<string> TagValues { get; init; } = [];

    /// <summary>Says whether any field of a line is looked at; otherwise lines are opaque bytes.</summary>
    public bool NamesFields => Content.Count > 0 || ContentTemplate is not null || Time is not null ||
        Key is not null || Stream is not null || Kind is not null || Tags.Count > 0 || Id is not null ||
        Vector is not null || Meta.Count > 0 || TakesAllMeta;

    /// <summary>Says whether anything at all is mapped or set.</summary>
    public bool IsEmpty =>
        !NamesFields && VectorsFile is null && StreamValue is null && KindValue is null && TagValues.Count == 0;
}
