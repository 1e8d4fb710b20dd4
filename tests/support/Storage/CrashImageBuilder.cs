namespace Feedlog.Tests.Support.Storage;

/// <summary>Makes the medium that is there after a power loss out of the medium that was there before.</summary>
internal sealed class CrashImageBuilder(CrashMedium source, CrashImage image, Random random)
{
    private const int SectorBytes = 512;

    // Changes from this place on are lost; the one right before it may be cut.
    private readonly long _cutOrder = CutOf(source, image, random);
    private readonly double _keepPart = random.NextDouble();

    /// <summary>Builds the image; the source stays as it is.</summary>
    public CrashMedium Build()
    {
        Dictionary<string, CrashBytes> files = new(source.DurableFiles, StringComparer.Ordinal);
        HashSet<string> folders = new(source.DurableFolders, StringComparer.Ordinal);
        foreach (PendingName name in source.PendingNames)
        {
            if (Keeps(name)) CrashMedium.ApplyName(name, files, folders);
        }

        CrashMedium built = new();
        foreach (string folder in folders.Where(folder => CrashMedium.IsReachable(folder, folders)))
            built.AddDurableFolder(folder);
        foreach ((string path, CrashBytes file) in files.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (CrashMedium.IsReachable(path, folders)) built.AddDurable(path, BytesOf(file));
        }

        return built;
    }

    private static long CutOf(CrashMedium source, CrashImage image, Random random)
    {
        if (image != CrashImage.Prefix) return long.MaxValue;
        long[] orders = source.AllFiles.SelectMany(file => file.Pending).Select(change => change.Order)
            .Concat(source.PendingNames.Select(name => name.Order)).Order().ToArray();
        int kept = random.Next(orders.Length + 1);
        return kept == orders.Length ? long.MaxValue : orders[kept];
    }

    private bool Keeps(PendingName name) => image switch
    {
        CrashImage.Everything or CrashImage.NamesOnly => true,
        CrashImage.Prefix => name.Order < _cutOrder,
        CrashImage.Sectors or CrashImage.Garbage => random.NextDouble() < _keepPart,
        _ => false,
    };

    private byte[] BytesOf(CrashBytes file) => image switch
    {
        CrashImage.Everything or CrashImage.DataOnly => file.Seen.ToArray(),
        CrashImage.Nothing => file.Durable.ToArray(),
        CrashImage.Prefix => PrefixOf(file),
        CrashImage.NamesOnly => LengthOnly(file),
        _ => SectorsOf(file),
    };

    // "Seen" may hold bytes that a failed sync has lost: an image is made of durable and pending bytes alone, except
    // where everything survives because the machine did.
    private byte[] PrefixOf(CrashBytes file)
    {
        byte[] bytes = file.Durable.ToArray();
        foreach (PendingChange change in file.Pending.TakeWhile(change => change.Order <= _cutOrder))
        {
            bool isCut = change.Order == _cutOrder;
            int keptBytes = isCut ? random.Next(change.Bytes.Length + 1) : change.Bytes.Length;
            if (isCut && keptBytes == 0) break;
            long lengthBytes = isCut ? change.OffsetBytes + keptBytes : change.LengthBytes;
            Array.Resize(ref bytes, (int)Math.Max(bytes.Length, lengthBytes));
            change.Bytes.AsSpan(0, keptBytes).CopyTo(bytes.AsSpan((int)change.OffsetBytes));
        }

        return bytes;
    }

    private byte[] LengthOnly(CrashBytes file)
    {
        byte[] bytes = file.Durable.ToArray();
        if (random.Next(2) == 0) Array.Resize(ref bytes, Math.Max(bytes.Length, SomeLength(file)));
        return bytes;
    }

    private byte[] SectorsOf(CrashBytes file)
    {
        byte[] bytes = file.Durable.ToArray();
        Array.Resize(ref bytes, SomeLength(file));
        long firstTouched = file.Pending.Count == 0 ? 0 : file.Pending.Min(change => change.OffsetBytes);
        for (long sector = firstTouched / SectorBytes; sector * SectorBytes < bytes.Length; sector++)
            FillSector(file, bytes, sector * SectorBytes);
        return bytes;
    }

    // A sector is what was in memory at the moment it was last written out: some prefix of its own history.
    private void FillSector(CrashBytes file, byte[] bytes, long startBytes)
    {
        long endBytes = Math.Min(startBytes + SectorBytes, bytes.Length);
        PendingChange[] touching = file.Pending
            .Where(change => change.OffsetBytes < endBytes && change.EndBytes > startBytes).ToArray();
        if (touching.Length == 0) return;
        int kept = random.NextDouble() < _keepPart ? touching.Length : random.Next(touching.Length + 1);
        foreach (PendingChange change in touching.AsSpan(0, kept))
        {
            long from = Math.Max(startBytes, change.OffsetBytes);
            long to = Math.Min(endBytes, change.EndBytes);
            change.Bytes.AsSpan((int)(from - change.OffsetBytes), (int)(to - from)).CopyTo(bytes.AsSpan((int)from));
        }

        bool mayBeGarbage = image == CrashImage.Garbage && kept == 0 && startBytes >= file.DurableLengthBytes;
        if (mayBeGarbage && random.Next(2) == 0)
            random.NextBytes(bytes.AsSpan((int)startBytes, (int)(endBytes - startBytes)));
    }

    private int SomeLength(CrashBytes file)
    {
        int choice = random.Next(file.Pending.Count + 1);
        if (random.NextDouble() < _keepPart) choice = file.Pending.Count;
        return choice == 0 ? file.DurableLengthBytes : file.Pending[choice - 1].LengthBytes;
    }
}
