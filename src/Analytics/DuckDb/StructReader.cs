using System.Runtime.InteropServices;

namespace Feedlog.Analytics.DuckDb;

/// <summary>Reads structs: a vector for each field.</summary>
/// <param name="names">Names of the fields.</param>
/// <param name="fields">Their readers.</param>
internal sealed class StructReader(string[] names, ValueReader[] fields) : ValueReader
{
    /// <inheritdoc/>
    public override Type Type => typeof(IReadOnlyDictionary<string, object?>);

    /// <summary>A reader for a logical type of structs.</summary>
    public static StructReader OfType(nint type, string column)
    {
        int count = (int)NativeMethods.duckdb_struct_type_child_count(type);
        string[] names = new string[count];
        ValueReader[] fields = new ValueReader[count];
        for (int i = 0; i < count; i++)
        {
            nint name = NativeMethods.duckdb_struct_type_child_name(type, (ulong)i);
            names[i] = Marshal.PtrToStringUTF8(name) ?? "";
            NativeMethods.duckdb_free(name);
            fields[i] = ReaderOf(NativeMethods.duckdb_struct_type_child_type(type, (ulong)i), column);
        }

        return new StructReader(names, fields);
    }

    /// <summary>A reader for a logical type that is destroyed then.</summary>
    public static ValueReader ReaderOf(nint owned, string column)
    {
        try
        {
            return Of(owned, column);
        }
        finally
        {
            NativeMethods.duckdb_destroy_logical_type(ref owned);
        }
    }

    /// <inheritdoc/>
    public override void Turn(nint vector)
    {
        base.Turn(vector);
        for (int i = 0; i < fields.Length; i++)
            fields[i].Turn(NativeMethods.duckdb_struct_vector_get_child(vector, (ulong)i));
    }

    /// <inheritdoc/>
    protected override object ReadValid(int row)
    {
        Dictionary<string, object?> values = new(fields.Length, StringComparer.Ordinal);
        for (int i = 0; i < fields.Length; i++) values[names[i]] = fields[i].Read(row);
        return values;
    }
}
