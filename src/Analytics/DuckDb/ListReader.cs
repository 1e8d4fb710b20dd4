namespace Feedlog.Analytics.DuckDb;

/// <summary>Reads lists, and maps, which are lists of pairs.</summary>
internal sealed unsafe class ListReader : ValueReader
{
    private readonly ValueReader _items;
    private nint _entries;

    private ListReader(ValueReader items) => _items = items;

    /// <inheritdoc/>
    public override Type Type => typeof(object[]);

    /// <summary>A reader for a logical type of lists or maps.</summary>
    public static ListReader OfType(nint type, DuckDbType id, string column)
    {
        if (id == DuckDbType.Map)
        {
            return new ListReader(new StructReader(
                ["key", "value"],
                [
                    StructReader.ReaderOf(NativeMethods.duckdb_map_type_key_type(type), column),
                    StructReader.ReaderOf(NativeMethods.duckdb_map_type_value_type(type), column),
                ]));
        }

        return new ListReader(StructReader.ReaderOf(NativeMethods.duckdb_list_type_child_type(type), column));
    }

    /// <inheritdoc/>
    public override void Turn(nint vector)
    {
        base.Turn(vector);
        _entries = NativeMethods.duckdb_vector_get_data(vector);
        _items.Turn(NativeMethods.duckdb_list_vector_get_child(vector));
    }

    /// <inheritdoc/>
    protected override object ReadValid(int row)
    {
        // An entry is the offset of its first item and their count, 64 bits each.
        ulong* entry = (ulong*)_entries + 2 * row;
        object?[] items = new object?[entry[1]];
        for (int i = 0; i < items.Length; i++) items[i] = _items.Read((int)entry[0] + i);
        return items;
    }
}
