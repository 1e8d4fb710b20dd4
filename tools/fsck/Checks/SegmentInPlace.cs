using Feedlog.Format.Frames;
using Feedlog.Format.Storage;

namespace Feedlog.Fsck.Checks;

/// <summary>A segment that is being examined.</summary>
/// <param name="File">Its bytes.</param>
/// <param name="Path">Its name, relative to the store's folder.</param>
/// <param name="Number">Its number.</param>
/// <param name="Salt">The salt of the store.</param>
/// <param name="Large">The buffer for its longest frames.</param>
internal sealed record SegmentInPlace(IStorageFile File, string Path, ulong Number, ulong Salt, LargeFrames Large)
{
    /// <summary>Searches a part of it for frames.</summary>
    public FrameSearch Search(long startBytes, long limitBytes) => new(this, startBytes, limitBytes);

    /// <summary>Says whether a sound footer lies at this place.</summary>
    public bool HasFooterAt(long offsetBytes)
    {
        using FrameSearch search = Search(offsetBytes, File.LengthBytes);
        return search.MoveNext() && search.OffsetBytes == offsetBytes &&
            search.Header.Type == FrameType.Footer && search.BodyFault == Format.FormatFault.None;
    }
}
