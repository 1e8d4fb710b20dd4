namespace Feedlog.Tests.Support.Storage;

/// <summary>A change of a file that no sync has made durable yet.</summary>
/// <param name="Order">Its place among all changes of the medium.</param>
/// <param name="OffsetBytes">Where the bytes go.</param>
/// <param name="Bytes">The bytes; none if only the length changed.</param>
/// <param name="LengthBytes">The file's length afterwards.</param>
internal sealed record PendingChange(long Order, long OffsetBytes, byte[] Bytes, int LengthBytes)
{
    /// <summary>The first offset that the change does not touch.</summary>
    public long EndBytes => OffsetBytes + Bytes.Length;
}
