using System.Globalization;
using System.Numerics;

namespace Feedlog.Analytics.DuckDb;

/// <summary>Reads decimals: whole numbers of 16 to 128 bits with a fixed count of places.</summary>
internal sealed unsafe class DecimalReader : ValueReader
{
    private readonly DuckDbType _inner;
    private readonly int _scale;
    private nint _values;

    private DecimalReader(DuckDbType inner, int scale)
    {
        _inner = inner;
        _scale = scale;
    }

    /// <inheritdoc/>
    public override Type Type => typeof(decimal);

    /// <summary>A reader for a logical type of decimals.</summary>
    public static DecimalReader OfType(nint type) => new(
        NativeMethods.duckdb_decimal_internal_type(type), NativeMethods.duckdb_decimal_scale(type));

    /// <inheritdoc/>
    public override void Turn(nint vector)
    {
        base.Turn(vector);
        _values = NativeMethods.duckdb_vector_get_data(vector);
    }

    /// <inheritdoc/>
    protected override object ReadValid(int row)
    {
        Int128 whole = _inner switch
        {
            DuckDbType.SmallInt => ((short*)_values)[row],
            DuckDbType.Integer => ((int*)_values)[row],
            DuckDbType.BigInt => ((long*)_values)[row],
            _ => PlainReader.HugeIntAt(_values, row),
        };

        // Through text: it is exact as far as a decimal can be, and rounds where it cannot.
        string digits = BigInteger.Abs(whole).ToString(CultureInfo.InvariantCulture).PadLeft(_scale + 1, '0');
        string text = $"{(whole < 0 ? "-" : "")}{digits[..^_scale]}.{digits[^_scale..]}0";
        return decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out decimal value)
            ? value
            : throw new SqlException(SqlErrorCode.Query, "A decimal has too many digits: cast it to VARCHAR.");
    }
}
