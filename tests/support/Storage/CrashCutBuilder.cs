using Feedlog.Format;

namespace Feedlog.Tests.Support.Storage;

/// <summary>
/// Makes the medium that is there after a power loss out of the medium that was there before, exactly as a
/// <see cref="CrashCut"/> says. One for all cuts at a moment; the source must not change meanwhile.
/// </summary>
internal sealed class CrashCutBuilder
{
    private const int SectorBytes = 512;
    private const int MaskBits = 64;

    private readonly CrashMedium _source;

    // The touched sectors of all files that a sync could still save, in a fixed order: index by file and sector.
    private readonly Dictionary<(int File, long Sector), int> _sectors = [];

    public CrashCutBuilder(CrashMedium source)
    {
        _source = source;
        foreach (CrashBytes file in source.AllFiles.OrderBy(file => file.Number))
        {
            foreach (PendingChange change in file.Pending)
            {
                for (long at = change.OffsetBytes / SectorBytes; at * SectorBytes < change.EndBytes; at++)
                    _sectors.TryAdd((file.Number, at), _sectors.Count);
            }
        }
    }

    /// <summary>What there is to cut.</summary>
    public CrashPending Pending => new(
        _source.PendingNames.Count, _sectors.Count,
        [.. _source.AllFiles.SelectMany(file => file.Pending).OrderBy(change => change.Order)]);

    /// <summary>Builds the image; the source stays as it is.</summary>
    /// <param name="cut">What survives.</param>
    /// <param name="hash">A hash over all paths and bytes of the image.</param>
    public CrashMedium Build(CrashCut cut, out ulong hash)
    {
        Dictionary<string, CrashBytes> files = new(_source.DurableFiles, StringComparer.Ordinal);
        HashSet<string> folders = new(_source.DurableFolders, StringComparer.Ordinal);
        for (int i = 0; i < _source.PendingNames.Count; i++)
        {
            if ((cut.Names >> Math.Min(i, MaskBits - 1) & 1) != 0)
                CrashMedium.ApplyName(_source.PendingNames[i], files, folders);
        }

        CrashMedium built = new();
        hash = 0;
        foreach (string folder in folders.Where(folder => CrashMedium.IsReachable(folder, folders)).Order(StringComparer.Ordinal))
        {
            built.AddDurableFolder(folder);
            hash = Mix(hash, folder, 0);
        }

        foreach ((string path, CrashBytes file) in files.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (!CrashMedium.IsReachable(path, folders)) continue;
            bool isQuiet = file.Pending.Count == 0;
            byte[] bytes = isQuiet ? file.ShareDurable() : BytesOf(file, cut);
            built.AddDurable(path, bytes);
            hash = Mix(hash, path, isQuiet ? file.DurableHash : Checksum.Xxh3(bytes));
        }

        return built;
    }

    private static ulong Mix(ulong hash, string path, ulong content) => Checksum.Xxh3(
        System.Runtime.InteropServices.MemoryMarshal.AsBytes(path.AsSpan()), hash * 31 + content);

    private byte[] BytesOf(CrashBytes file, CrashCut cut)
    {
        int lengthBytes = file.DurableLengthBytes;
        foreach (PendingChange change in file.Pending)
        {
            if (change.Order <= cut.LengthOrder) lengthBytes = Math.Max(lengthBytes, change.LengthBytes);
            else if (change.Order == cut.CutOrder && cut.CutBytes > 0)
                lengthBytes = Math.Max(lengthBytes, (int)change.OffsetBytes + cut.CutBytes);
        }

        byte[] bytes = new byte[lengthBytes];
        file.Durable[..Math.Min(lengthBytes, file.DurableLengthBytes)].CopyTo(bytes);
        foreach (PendingChange change in file.Pending)
        {
            int keptBytes = change.Order < cut.CutOrder ? change.Bytes.Length
                : change.Order == cut.CutOrder ? Math.Min(cut.CutBytes, change.Bytes.Length) : 0;
            Put(file, change, keptBytes, bytes, cut);
        }

        if (cut.Fill != SectorFill.Old) FillLost(file, bytes, cut);
        return bytes;
    }

    private void Put(CrashBytes file, PendingChange change, int keptBytes, byte[] bytes, CrashCut cut)
    {
        long endBytes = Math.Min(change.OffsetBytes + keptBytes, bytes.Length);
        for (long at = change.OffsetBytes; at < endBytes;)
        {
            long next = Math.Min(endBytes, (at / SectorBytes + 1) * SectorBytes);
            if (Keeps(file, at / SectorBytes, cut))
            {
                change.Bytes.AsSpan((int)(at - change.OffsetBytes), (int)(next - at))
                    .CopyTo(bytes.AsSpan((int)at));
            }

            at = next;
        }
    }

    private bool Keeps(CrashBytes file, long sector, CrashCut cut)
    {
        if (cut.Sectors == CrashCut.All) return true;
        int index = _sectors[(file.Number, sector)];
        int bit = _sectors.Count <= MaskBits ? index : (int)((long)index * MaskBits / _sectors.Count);
        return (cut.Sectors >> bit & 1) != 0;
    }

    // A device writes a sector whole or not at all: only where nothing durable lies, anything may be found instead.
    private void FillLost(CrashBytes file, byte[] bytes, CrashCut cut)
    {
        Random random = new(unchecked((int)(cut.Sectors * 31 + (ulong)file.Number)));
        foreach ((int number, long sector) in _sectors.Keys)
        {
            if (number != file.Number || Keeps(file, sector, cut) || sector * SectorBytes >= bytes.Length) continue;
            int start = (int)sector * SectorBytes;
            Span<byte> lost = bytes.AsSpan(start, Math.Min(SectorBytes, bytes.Length - start));
            int durableBytes = Math.Clamp(file.DurableLengthBytes - start, 0, lost.Length);
            if (file.Durable.Slice(Math.Min(start, file.DurableLengthBytes), durableBytes).ContainsAnyExcept((byte)0))
                continue;
            if (cut.Fill == SectorFill.Zeros) lost.Clear();
            else random.NextBytes(lost);
        }
    }
}
