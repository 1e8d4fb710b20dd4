namespace Feedlog;

/// <summary>Every failure of Feedlog that is not the misuse of an argument or a disposed object.</summary>
public class FeedlogException : Exception
{
    internal FeedlogException(
        FeedlogErrorCode code, string message, string remedy, string? file = null, long? offsetBytes = null,
        Exception? inner = null)
        : base(Compose(message, remedy, file, offsetBytes), inner)
    {
        Code = code;
        Remedy = remedy;
        File = file;
        OffsetBytes = offsetBytes;
    }

    /// <summary>Why it failed.</summary>
    public FeedlogErrorCode Code { get; }

    /// <summary>What to do about it.</summary>
    public string Remedy { get; }

    /// <summary>The file concerned, relative to the store, if there is one.</summary>
    public string? File { get; }

    /// <summary>Where in that file, in bytes, if that is known.</summary>
    public long? OffsetBytes { get; }

    private static string Compose(string message, string remedy, string? file, long? offsetBytes)
    {
        string place = file is null ? "" : offsetBytes is null ? $" [{file}]" : $" [{file}:{offsetBytes}]";
        return message + place + (remedy.Length == 0 ? "" : " " + remedy);
    }
}
