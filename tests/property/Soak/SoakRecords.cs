using System.Globalization;

namespace Feedlog.Tests.Property.Soak;

/// <summary>
/// The records of a soak: each is numbered, and its number says what stands in it. Of every key the number that was
/// acknowledged last is kept, and the one that was sent last. One thread writes here, all read.
/// </summary>
internal sealed class SoakRecords
{
    /// <summary>How many keys there are.</summary>
    public const int KeyCount = 5000;

    /// <summary>The keys from here on have records that expire soon.</summary>
    public const int FirstShortLived = 4500;

    private readonly long[] _sent = new long[KeyCount];

    // The number of a deletion is kept as its negative.
    private readonly long[] _acknowledged = new long[KeyCount];

    private long _number;

    /// <summary>Operations so far.</summary>
    public long Count => Volatile.Read(ref _number);

    /// <summary>The name of a key.</summary>
    public static string Key(int key) => string.Create(CultureInfo.InvariantCulture, $"key {key}");

    /// <summary>What the record with a number says: the number, and some hundred bytes that follow from it.</summary>
    public static string Content(long number)
    {
        char filler = (char)('a' + (number % 26));
        return string.Create(
            CultureInfo.InvariantCulture, $"{number} {new string(filler, 100 + (int)(number * 7919 % 500))}");
    }

    /// <summary>The number of a record.</summary>
    /// <exception cref="InvalidOperationException">It does not say what its number wants it to.</exception>
    public static long NumberOf(Record record)
    {
        string content = record.Content;
        int digits = content.IndexOf(' ', StringComparison.Ordinal);
        long number = long.Parse(content.AsSpan(0, digits), CultureInfo.InvariantCulture);
        if (content != Content(number)) throw new InvalidOperationException($"Record {record.Id} says {content}.");
        return number;
    }

    /// <summary>A number for an operation on a key that is about to be sent.</summary>
    public long Send(int key)
    {
        long number = _number + 1;
        Volatile.Write(ref _number, number);
        Volatile.Write(ref _sent[key], number);
        return number;
    }

    /// <summary>An operation on a key was acknowledged.</summary>
    public void Acknowledge(int key, long number, bool isDeletion) =>
        Volatile.Write(ref _acknowledged[key], isDeletion ? -number : number);

    /// <summary>Reads a key, and holds the answer against what was acknowledged before and sent after.</summary>
    /// <exception cref="InvalidOperationException">The answer is wrong.</exception>
    public void Check(int key, Func<string, Record?> read)
    {
        long before = Volatile.Read(ref _acknowledged[key]);
        Record? found = read(Key(key));
        long after = Volatile.Read(ref _sent[key]);
        long number = found is null ? 0 : NumberOf(found);
        bool isRight = found is null
            ? before <= 0 || after > before || key >= FirstShortLived
            : number <= after && (before >= 0 ? number >= before : number > -before);
        if (isRight) return;
        throw new InvalidOperationException(
            $"{Key(key)}: found {number}, with {before} acknowledged before and {after} sent after.");
    }
}
