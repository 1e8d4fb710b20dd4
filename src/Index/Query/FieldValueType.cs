namespace Feedlog.Indexing.Query;

/// <summary>The type of a value of a field.</summary>
public enum FieldValueType
{
    /// <summary>A text.</summary>
    Text = 1,

    /// <summary>A number.</summary>
    Number = 2,

    /// <summary>True or false.</summary>
    Boolean = 3,
}
