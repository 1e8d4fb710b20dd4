using Feedlog.Format.Stores;

namespace Feedlog.Tests.Unit.Fsck;

/// <summary>Plants damage in a store, by chance and by a seed.</summary>
/// <param name="random">The chance.</param>
/// <param name="foreign">Another store of the same shape.</param>
/// <param name="stale">The store at an earlier moment.</param>
internal sealed class DamageMaker(Random random, StoreImage foreign, StoreImage stale)
{
    private const int SectorBytes = 512;
    private const int ExtensionBytesMax = 3000;

    /// <summary>Damages the image in one way.</summary>
    public Damage Plant(StoreImage image)
    {
        DamageKind kind = random.GetItems(Enum.GetValues<DamageKind>(), 1)[0];
        string path = PickFile(image, kind);
        byte[] bytes = image[path];
        int at = random.Next(Math.Max(1, WrittenBytes(bytes)));
        switch (kind)
        {
            case DamageKind.FlippedBit:
                bytes[at] ^= (byte)(1 << random.Next(8));
                return new Damage(kind, path, path, at, at + 1);
            case DamageKind.Cut:
                image.Cut(path, at);
                return new Damage(kind, path, path, at, long.MaxValue);
            case DamageKind.Extended:
                byte[] garbage = new byte[random.Next(1, ExtensionBytesMax)];
                random.NextBytes(garbage);
                image[path] = [.. bytes, .. garbage];
                return new Damage(kind, path, path, bytes.Length, long.MaxValue);
            case DamageKind.SwappedFiles:
                string other = random.GetItems(Files(image), 1)[0];
                (image[path], image[other]) = (image[other], image[path]);
                return new Damage(kind, path, other, 0, long.MaxValue);
            case DamageKind.Removed:
                image.Remove(path);
                return new Damage(kind, path, path, 0, long.MaxValue);
            case DamageKind.ForeignSegment:
                image[path] = [.. foreign[path]];
                return new Damage(kind, path, path, 0, long.MaxValue);
            case DamageKind.StaleFile:
                image[path] = [.. stale[path]];
                return new Damage(kind, path, path, 0, long.MaxValue);
            default:
                return PlantSectors(image, kind, path, at);
        }
    }

    private Damage PlantSectors(StoreImage image, DamageKind kind, string path, int at)
    {
        byte[] bytes = image[path];
        int from = at - at % SectorBytes;
        int to = random.Next(WrittenBytes(bytes) + 1);
        // Frames begin at multiples of 8: copies of them that begin there are the hardest to tell from real ones.
        to -= to % (kind is DamageKind.DuplicatedFrames or DamageKind.ForeignFrames ? 8 : SectorBytes);
        int lengthBytes = Math.Min(SectorBytes, bytes.Length - Math.Max(from, to));
        byte[] source = bytes.AsSpan(from, lengthBytes).ToArray();
        byte[] target = bytes.AsSpan(to, lengthBytes).ToArray();
        switch (kind)
        {
            case DamageKind.ZeroedSector:
                bytes.AsSpan(from, lengthBytes).Clear();
                return new Damage(kind, path, path, from, from + lengthBytes);
            case DamageKind.SwappedSectors:
                source.CopyTo(bytes, to);
                target.CopyTo(bytes, from);
                return new Damage(kind, path, path, Math.Min(from, to), Math.Max(from, to) + lengthBytes);
            case DamageKind.ForeignFrames:
                byte[] others = foreign[path];
                lengthBytes = Math.Max(0, Math.Min(lengthBytes, others.Length - to));
                others.AsSpan(Math.Min(to, others.Length), lengthBytes).CopyTo(bytes.AsSpan(to));
                return new Damage(kind, path, path, to, to + lengthBytes);
            default:
                source.CopyTo(bytes, to);
                return new Damage(kind, path, path, to, to + lengthBytes);
        }
    }

    private string PickFile(StoreImage image, DamageKind kind)
    {
        string[] files = kind switch
        {
            DamageKind.ForeignSegment or DamageKind.ForeignFrames =>
                [.. Files(image).Where(path => IsSegment(path) && foreign.Paths.Contains(path))],
            DamageKind.StaleFile => [.. Files(image).Where(path => stale.Paths.Contains(path))],
            DamageKind.DuplicatedFrames => [.. Files(image).Where(IsSegment)],
            _ => Files(image),
        };
        return random.GetItems(files, 1)[0];
    }

    private static string[] Files(StoreImage image) => [.. image.Paths.Where(path => path != StoreLayout.Lock)];

    private static bool IsSegment(string path) => path.StartsWith(StoreLayout.HotFolder, StringComparison.Ordinal);

    // Most of an open segment is space, where damage is dull.
    private static int WrittenBytes(byte[] bytes) => Array.FindLastIndex(bytes, each => each != 0) + 1;
}
