using Feedlog.Format;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;

namespace Feedlog.Fsck;

/// <summary>What a writer changes first: equal moments mean that nobody wrote in between.</summary>
/// <param name="ManifestHash">XXH3 of the manifest's bytes; 0 without one.</param>
/// <param name="WatermarkHash">XXH3 of the watermark's bytes; 0 without one.</param>
internal readonly record struct Moment(ulong ManifestHash, ulong WatermarkHash)
{
    /// <summary>Reads both files; what cannot be read counts as absent.</summary>
    public static Moment Read(IStorage storage, CancellationToken cancellationToken)
    {
        CheckContext quiet = new(storage, new CheckOptions { FindingsMax = 0 }, null, cancellationToken);
        return new Moment(
            HashOf(quiet, StoreLayout.Manifest, FormatLimits.ManifestBytesMax),
            HashOf(quiet, StoreLayout.Watermark, WatermarkLayout.FileBytes));
    }

    private static ulong HashOf(CheckContext context, string path, int lengthMaxBytes)
    {
        using CheckedFile? file = context.TryOpen(path, out _);
        if (file is null) return 0;
        byte[] bytes = new byte[(int)Math.Min(file.LengthBytes, lengthMaxBytes)];
        return Checksum.Xxh3(bytes.AsSpan(0, file.Read(0, bytes)));
    }
}
