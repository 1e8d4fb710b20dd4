namespace Feedlog.Analytics.DuckDb;

/// <summary>Reads the values of one column out of chunk after chunk. One thread.</summary>
internal abstract class ValueReader
{
    private nint _validity;

    /// <summary>The type of what it reads.</summary>
    public abstract Type Type { get; }

    /// <summary>A reader for a column.</summary>
    /// <param name="type">The logical type, which stays with the caller.</param>
    /// <param name="column">The name of the column, for the message.</param>
    /// <exception cref="SqlException">Values of this type are not read.</exception>
    public static ValueReader Of(nint type, string column)
    {
        DuckDbType id = NativeMethods.duckdb_get_type_id(type);
        return id switch
        {
            DuckDbType.List or DuckDbType.Map => ListReader.OfType(type, id, column),
            DuckDbType.Struct => StructReader.OfType(type, column),
            DuckDbType.Decimal => DecimalReader.OfType(type),
            _ => PlainReader.OfType(id) ?? throw new SqlException(
                SqlErrorCode.Query, $"Column '{column}' has a type that is not read ({id}): cast it to VARCHAR."),
        };
    }

    /// <summary>Turns to a vector, which stays valid until the next turn.</summary>
    public virtual void Turn(nint vector) => _validity = NativeMethods.duckdb_vector_get_validity(vector);

    /// <summary>Copies a value; null for none.</summary>
    public object? Read(int row) => IsValid(row) ? ReadValid(row) : null;

    /// <summary>Copies a value that is there.</summary>
    protected abstract object ReadValid(int row);

    // One bit a row; no mask at all where all rows have a value.
    private unsafe bool IsValid(int row)
    {
        const int bits = 64;
        return _validity == 0 || (((ulong*)_validity)[row / bits] >> row % bits & 1) != 0;
    }
}
