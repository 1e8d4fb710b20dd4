using System.Text;
using System.Text.Unicode;
using Feedlog.Analytics.DuckDb;

namespace Feedlog.Analytics.Scanning;

/// <summary>Writes values into one vector of a chunk that DuckDB lends. One thread; allocates nothing for a value.
/// </summary>
internal unsafe struct VectorWriter
{
    private nint _vector;
    private nint _values;
    private ulong* _validity;

    /// <summary>A writer for a vector.</summary>
    public VectorWriter(nint vector)
    {
        _vector = vector;
        _values = NativeMethods.duckdb_vector_get_data(vector);
    }

    /// <summary>No value.</summary>
    public void WriteNull(int row)
    {
        const int bits = 64;
        if (_validity is null)
        {
            NativeMethods.duckdb_vector_ensure_validity_writable(_vector);
            _validity = (ulong*)NativeMethods.duckdb_vector_get_validity(_vector);
        }

        _validity[row / bits] &= ~(1UL << row % bits);
    }

    /// <summary>64 bits: a number, or microseconds since 1970.</summary>
    public readonly void WriteInt64(int row, long value) => ((long*)_values)[row] = value;

    /// <summary>A text; what is not UTF-8 in it is replaced.</summary>
    public readonly void WriteText(int row, ReadOnlySpan<byte> utf8)
    {
        if (Utf8.IsValid(utf8)) WriteBytes(row, utf8);
        else WriteBytes(row, Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(utf8)));
    }

    /// <summary>A text, or no value for an empty one.</summary>
    public void WriteTextOrNull(int row, ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty) WriteNull(row);
        else WriteText(row, utf8);
    }

    /// <summary>Bytes as they are.</summary>
    public readonly void WriteBytes(int row, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length <= NativeText.InlineBytes)
        {
            NativeText.WriteInline(_values, row, bytes);
            return;
        }

        fixed (byte* start = bytes)
        {
            NativeMethods.duckdb_unsafe_vector_assign_string_element_len(
                _vector, (ulong)row, start, (ulong)bytes.Length);
        }
    }

    /// <summary>Texts of one length, more than lie in a value, for as many rows as they are: one call for all of them.
    /// </summary>
    public readonly void WriteSlices(ReadOnlySpan<byte> bytes, int lengthBytes)
    {
        if (bytes.IsEmpty) return;
        WriteBytes(0, bytes);
        NativeText.Cut(_values, bytes.Length / lengthBytes, lengthBytes);
    }

    /// <summary>Where the items of a row of a list lie.</summary>
    public readonly void WriteListEntry(int row, int first, int count)
    {
        ulong* entry = (ulong*)_values + 2 * row;
        entry[0] = (ulong)first;
        entry[1] = (ulong)count;
    }

    /// <summary>Makes room for items, and gives a writer for them.</summary>
    public readonly VectorWriter Items(int count)
    {
        bool hasRoom = NativeMethods.duckdb_list_vector_reserve(_vector, (ulong)count) == 0 &&
            NativeMethods.duckdb_list_vector_set_size(_vector, (ulong)count) == 0;
        if (!hasRoom) throw new SqlException(SqlErrorCode.Memory, "DuckDB has no room for the tags.");
        return new VectorWriter(NativeMethods.duckdb_list_vector_get_child(_vector));
    }
}
