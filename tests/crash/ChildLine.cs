using System.Globalization;

namespace Feedlog.Tests.Crash;

/// <summary>A line that the child wrote before it died.</summary>
/// <param name="Word">ready, begin, ack or fail.</param>
/// <param name="Number">The number of the record, or of the first one of the group.</param>
/// <param name="Value">Begin: how many records; ack: the sequence.</param>
/// <param name="Rest">Ack: the durability; fail: the code.</param>
internal sealed record ChildLine(string Word, ulong Number, ulong Value, string Rest)
{
    /// <summary>Reads a line; null if death cut it short.</summary>
    public static ChildLine? Parse(string line)
    {
        string[] parts = line.Split(' ');
        return parts switch
        {
            ["ready"] => new ChildLine("ready", 0, 0, ""),
            ["begin", string number, string count] => new ChildLine("begin", Read(number), Read(count), ""),
            ["ack", string number, string sequence, string durability] =>
                new ChildLine("ack", Read(number), Read(sequence), durability),
            ["fail", string number, string code] => new ChildLine("fail", Read(number), 0, code),
            _ => null,
        };
    }

    private static ulong Read(string text) => ulong.Parse(text, CultureInfo.InvariantCulture);
}
