namespace Feedlog;

/// <summary>
/// The store was written by a newer version, or needs a feature this one lacks; it was left untouched.
/// </summary>
public sealed class FeedlogFormatVersionException : FeedlogException
{
    internal FeedlogFormatVersionException(string message, string file)
        : base(FeedlogErrorCode.NewerFormat, message, "Open it with a newer Feedlog.", file)
    {
    }
}
