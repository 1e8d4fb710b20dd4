using System.Text;

namespace Feedlog.Indexing.Query;

/// <summary>A field that records are filtered by.</summary>
/// <param name="Place">Where in the record it stands.</param>
/// <param name="Path">For metadata the path, member names joined by dots; else empty.</param>
public readonly record struct FieldName(FieldPlace Place, string Path)
{
    /// <summary>The kind of a record.</summary>
    public static FieldName Kind { get; } = new(FieldPlace.Kind, "");

    /// <summary>The tags of a record.</summary>
    public static FieldName Tag { get; } = new(FieldPlace.Tag, "");

    /// <summary>The stream of a record.</summary>
    public static FieldName Stream { get; } = new(FieldPlace.Stream, "");

    /// <summary>A field of the metadata of a record.</summary>
    public static FieldName Metadata(string path) => new(FieldPlace.Metadata, path);

    /// <summary>The path as UTF-8.</summary>
    public byte[] PathUtf8() => Encoding.UTF8.GetBytes(Path);

    /// <inheritdoc/>
    public override string ToString() =>
        Place == FieldPlace.Metadata ? "meta." + QueryText.Quote(Path) : Place.ToString();
}
