using System.Globalization;
using System.Text;

namespace Feedlog.Tests.Crash.Child;

/// <summary>Writes what was acknowledged, a line a call, straight to the pipe: nothing stays in a buffer to die.</summary>
public sealed class AckWriter(Stream target) : IDisposable
{
    private readonly Lock _gate = new();

    /// <summary>Says that the store is open.</summary>
    public void Ready() => Line("ready");

    /// <summary>Says that a group is about to be appended.</summary>
    public void Begin(ulong number, int count) =>
        Line(string.Create(CultureInfo.InvariantCulture, $"begin {number} {count}"));

    /// <summary>Says that a record was acknowledged.</summary>
    public void Acknowledged(AppendResult result, Durability durability) => Line(string.Create(
        CultureInfo.InvariantCulture, $"ack {result.Id.Value} {result.Sequence} {durability}"));

    /// <summary>Says that an append failed.</summary>
    public void Failed(ulong number, FeedlogErrorCode code) =>
        Line(string.Create(CultureInfo.InvariantCulture, $"fail {number} {code}"));

    /// <inheritdoc/>
    public void Dispose() => target.Dispose();

    private void Line(string text)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(text + "\n");
        lock (_gate)
        {
            target.Write(bytes);
            target.Flush();
        }
    }
}
