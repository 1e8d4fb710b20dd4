namespace Feedlog.Indexing.Vectors;

/// <summary>Reads vectors as they were given, from the log. Called by the thread that searches.</summary>
public interface IVectorValues
{
    /// <summary>Reads the vector that a row describes.</summary>
    /// <param name="row">Where it lies.</param>
    /// <param name="values">Takes its values, one for each dimension.</param>
    /// <returns>False if there is none; the row is passed over.</returns>
    bool TryRead(in VectorRow row, Span<float> values);
}
