using System.Buffers.Binary;
using System.Text;

namespace Feedlog.Analytics.DuckDb;

/// <summary>Reads values that lie side by side.</summary>
internal sealed unsafe class PlainReader : ValueReader
{
    private const long TicksPerMicrosecond = TimeSpan.TicksPerMicrosecond;
    private const long MicrosecondsPerMillisecond = 1000;
    private const long MicrosecondsPerSecond = 1_000_000;
    private const long NanosecondsPerMicrosecond = 1000;

    private readonly Func<nint, int, object> _read;
    private nint _values;

    private PlainReader(Type type, Func<nint, int, object> read)
    {
        Type = type;
        _read = read;
    }

    /// <inheritdoc/>
    public override Type Type { get; }

    /// <summary>A reader for a type; null if it is none of those.</summary>
    public static PlainReader? OfType(DuckDbType id) => id switch
    {
        DuckDbType.Boolean => new(typeof(bool), static (values, row) => ((byte*)values)[row] != 0),
        DuckDbType.TinyInt => new(typeof(sbyte), static (values, row) => ((sbyte*)values)[row]),
        DuckDbType.SmallInt => new(typeof(short), static (values, row) => ((short*)values)[row]),
        DuckDbType.Integer or DuckDbType.SqlNull => new(typeof(int), static (values, row) => ((int*)values)[row]),
        DuckDbType.BigInt => new(typeof(long), static (values, row) => ((long*)values)[row]),
        DuckDbType.UTinyInt => new(typeof(byte), static (values, row) => ((byte*)values)[row]),
        DuckDbType.USmallInt => new(typeof(ushort), static (values, row) => ((ushort*)values)[row]),
        DuckDbType.UInteger => new(typeof(uint), static (values, row) => ((uint*)values)[row]),
        DuckDbType.UBigInt => new(typeof(ulong), static (values, row) => ((ulong*)values)[row]),
        DuckDbType.Float => new(typeof(float), static (values, row) => ((float*)values)[row]),
        DuckDbType.Double => new(typeof(double), static (values, row) => ((double*)values)[row]),
        DuckDbType.HugeInt => new(typeof(Int128), static (values, row) => HugeIntAt(values, row)),
        DuckDbType.UHugeInt => new(typeof(UInt128), static (values, row) => (UInt128)HugeIntAt(values, row)),
        DuckDbType.Varchar => new(typeof(string), static (values, row) =>
            Encoding.UTF8.GetString(NativeText.At(values, row))),
        DuckDbType.Blob => new(typeof(byte[]), static (values, row) => NativeText.At(values, row).ToArray()),
        DuckDbType.Uuid => new(typeof(Guid), static (values, row) => UuidAt(values, row)),
        DuckDbType.Interval => new(typeof(SqlInterval), static (values, row) => IntervalAt(values, row)),
        _ => OfTimeType(id),
    };

    /// <inheritdoc/>
    public override void Turn(nint vector)
    {
        base.Turn(vector);
        _values = NativeMethods.duckdb_vector_get_data(vector);
    }

    /// <summary>A number of 128 bits: the low half first.</summary>
    internal static Int128 HugeIntAt(nint values, int row)
    {
        ulong* halves = (ulong*)values + 2 * row;
        return new Int128(halves[1], halves[0]);
    }

    /// <inheritdoc/>
    protected override object ReadValid(int row) => _read(_values, row);

    private static PlainReader? OfTimeType(DuckDbType id) => id switch
    {
        DuckDbType.Date => new(typeof(DateOnly), static (values, row) =>
            DateOnly.FromDateTime(Moment(((int*)values)[row] * 24L * 3600 * MicrosecondsPerSecond))),
        DuckDbType.Time => new(typeof(TimeOnly), static (values, row) =>
            new TimeOnly(Math.Min(((long*)values)[row] * TicksPerMicrosecond, TimeOnly.MaxValue.Ticks))),
        DuckDbType.Timestamp => new(typeof(DateTime), static (values, row) => Moment(((long*)values)[row])),
        DuckDbType.TimestampMs => new(typeof(DateTime), static (values, row) =>
            Moment(Scale(((long*)values)[row], MicrosecondsPerMillisecond))),
        DuckDbType.TimestampSeconds => new(typeof(DateTime), static (values, row) =>
            Moment(Scale(((long*)values)[row], MicrosecondsPerSecond))),
        DuckDbType.TimestampNs => new(typeof(DateTime), static (values, row) =>
            Moment(((long*)values)[row] / NanosecondsPerMicrosecond)),
        DuckDbType.TimestampTz => new(typeof(DateTime), static (values, row) => Moment(((long*)values)[row])),
        _ => null,
    };

    private static long Scale(long value, long factor)
    {
        if (value > long.MaxValue / factor) return long.MaxValue;
        return value < long.MinValue / factor ? long.MinValue : value * factor;
    }

    // Times of a store are UTC and of the years 1 to 9999; what a query computes may lie beyond.
    private static DateTime Moment(long microseconds)
    {
        long ticks = Scale(microseconds, TicksPerMicrosecond);
        bool isThere = ticks >= DateTime.MinValue.Ticks - DateTime.UnixEpoch.Ticks &&
            ticks <= DateTime.MaxValue.Ticks - DateTime.UnixEpoch.Ticks;
        return isThere
            ? DateTime.UnixEpoch.AddTicks(ticks)
            : throw new SqlException(
                SqlErrorCode.Query, "A time lies outside of the years 1 to 9999: cast it to VARCHAR.");
    }

    // Kept with its first bit turned, so that it sorts as a number.
    private static Guid UuidAt(nint values, int row)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, (UInt128)HugeIntAt(values, row) ^ (UInt128.One << 127));
        return new Guid(bytes, bigEndian: true);
    }

    private static SqlInterval IntervalAt(nint values, int row)
    {
        int* parts = (int*)(values + 16 * row);
        return new SqlInterval(parts[0], parts[1], *(long*)(parts + 2));
    }
}
