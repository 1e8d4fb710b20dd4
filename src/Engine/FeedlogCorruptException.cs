using Feedlog.Format;

namespace Feedlog;

/// <summary>Bytes are not what they should be: damage below what was promised, reported and never returned.</summary>
public sealed class FeedlogCorruptException : FeedlogException
{
    internal FeedlogCorruptException(FormatFault fault, string message, string file, long offsetBytes)
        : base(FeedlogErrorCode.Corrupt, message, "Run 'fsck verify' on the store to see all damage.", file,
            offsetBytes) => Fault = fault;

    /// <summary>In which way the bytes are wrong.</summary>
    public FormatFault Fault { get; }
}
