namespace Feedlog.Indexing.Vectors;

/// <summary>Reads vectors as they were given, from the log. Called by the thread that searches.</summary>
public interface IVectorValues
{
    /// <summary>Whether a sequence is that of a record: the log may hold vectors that belong to none.</summary>
    bool HasRecord(ulong target);

    /// <summary>Reads the vector that a row describes.</summary>
    /// <param name="row">Where it lies; its target has a record.</param>
    /// <param name="values">Takes its values, one for each dimension.</param>
    void Read(in VectorRow row, Span<float> values);
}
