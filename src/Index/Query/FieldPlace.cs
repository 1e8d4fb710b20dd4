namespace Feedlog.Indexing.Query;

/// <summary>Where in a record a field stands.</summary>
public enum FieldPlace
{
    /// <summary>The kind: one text, or none.</summary>
    Kind = 1,

    /// <summary>The tags: any number of texts.</summary>
    Tag = 2,

    /// <summary>The stream: one text, or none.</summary>
    Stream = 3,

    /// <summary>The metadata: what <see cref="MetadataReader"/> finds under a path.</summary>
    Metadata = 4,
}
