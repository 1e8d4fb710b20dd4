using System.Globalization;

namespace Feedlog.Tests.Crash.Child;

/// <summary>A record that follows from a number: whoever finds it can tell whether every byte is right.</summary>
public static class Payload
{
    private const int ContentBytesMax = 3000;
    private const int SmallBytesMax = 200;
    private const int TaskShift = 40;

    /// <summary>The record of a number; the number is its id.</summary>
    public static RecordDraft Make(ulong number)
    {
        Random random = new(unchecked((int)(number * 2_654_435_761)));
        byte[] content = new byte[random.Next(random.Next(4) == 0 ? ContentBytesMax : SmallBytesMax)];
        random.NextBytes(content);
        return new RecordDraft
        {
            Id = new RecordId(number),
            ContentBytes = content,
            Timestamp = DateTimeOffset.FromUnixTimeMilliseconds(random.NextInt64(4_000_000_000_000)),
            Kind = random.Next(2) == 0 ? null : "kind-" + random.Next(9).ToString(CultureInfo.InvariantCulture),
            Stream = random.Next(3) == 0 ? null : "task-" + (number >> TaskShift).ToString(CultureInfo.InvariantCulture),
            Tags = random.Next(2) == 0 ? null : ["one", random.Next(99).ToString(CultureInfo.InvariantCulture)],
            Metadata = random.Next(2) == 0
                ? null
                : "{\"number\":" + number.ToString(CultureInfo.InvariantCulture) + "}",
        };
    }

    /// <summary>The number of a task's n-th record.</summary>
    public static ulong NumberOf(int task, ulong index) => ((ulong)task << TaskShift) | index;

    /// <summary>The task of a number.</summary>
    public static int TaskOf(ulong number) => (int)(number >> TaskShift);

    /// <summary>Says whether a record is, byte for byte, what its id says it should be.</summary>
    public static bool IsSound(Record record)
    {
        RecordDraft draft = Make(record.Id.Value);
        return record.ContentBytes.Span.SequenceEqual((draft.ContentBytes ?? default).Span) &&
            record.Timestamp == draft.Timestamp && record.Kind == draft.Kind && record.Stream == draft.Stream &&
            record.Metadata == draft.Metadata && record.Tags.SequenceEqual(draft.Tags ?? []);
    }
}
