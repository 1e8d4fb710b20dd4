namespace Feedlog.Fsck;

/// <summary>One thing that is not as it should be.</summary>
/// <param name="Code">What kind of thing; gives severity and remedy.</param>
/// <param name="File">The file, relative to the store's folder with '/'; empty for the store as a whole.</param>
/// <param name="OffsetBytes">Where in the file it begins.</param>
/// <param name="Message">One sentence: what was found there.</param>
internal sealed record Finding(FindingCode Code, string File, long OffsetBytes, string Message)
{
    /// <summary>The place as FILE:OFFSET, in the form that explain takes.</summary>
    public string Place => string.Create(
        System.Globalization.CultureInfo.InvariantCulture, $"{(File.Length == 0 ? "." : File)}:{OffsetBytes}");
}
