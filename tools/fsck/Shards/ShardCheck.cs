using System.Globalization;
using Feedlog.Format;
using Feedlog.Format.Shards;
using Feedlog.Format.Stores;

namespace Feedlog.Fsck.Shards;

/// <summary>Examines a shard by itself, with nothing but its file. FORMAT.md section 8.10.</summary>
internal sealed class ShardCheck(CheckContext context, string path)
{
    /// <summary>Opens the shard; null, with a finding, if header or footer cannot be read.</summary>
    public ShardReader? Open()
    {
        CheckedFile? file = context.TryOpen(path, out bool isMissing);
        if (isMissing) context.Report(FindingCode.FileUnreadable, path, 0, "There is no such file.");
        return file is null ? null : TryOpen(file);
    }

    private ShardReader? TryOpen(CheckedFile file)
    {
        if (ShardReader.TryOpen(file, isMapped: false, out ShardReader? reader, out FormatFault fault)) return reader;
        bool isNewer = fault is FormatFault.UnknownVersion or FormatFault.UnknownFeature;
        context.Report(isNewer ? FindingCode.VersionUnknown : FindingCode.ShardDamaged, path, 0,
            $"Header or footer cannot be read: {fault}.");
        return null;
    }

    /// <summary>Opens a shard that a manifest lists; null, with a finding, if it is not the one.</summary>
    public ShardReader? OpenListed(ShardEntry entry, in StoreIdentity store)
    {
        CheckedFile? file = context.TryOpen(path, out bool isMissing);
        if (isMissing)
        {
            context.Totals.MissingFrames += entry.SlotCount;
            context.Report(FindingCode.ShardMissing, path, 0,
                $"The shard is not there; the manifest lists it with {entry.SlotCount} frames.");
        }

        if (file is null || TryOpen(file) is not ShardReader reader) return null;
        bool isOurs = reader.Header.Store.Id == store.Id && reader.Header.Store.Salt == store.Salt;
        if (isOurs && ShardEntry.Of(reader.Header, reader.Footer) == entry) return reader;
        context.Report(isOurs ? FindingCode.ShardMismatch : FindingCode.ShardForeign, path, 0, isOurs
            ? "Header and footer do not say what the manifest says of this shard."
            : "The header names another store.");
        reader.Dispose();
        return null;
    }

    /// <summary>Examines a shard that a manifest lists: by itself, and whether it is what the manifest says.</summary>
    public void RunListed(ShardEntry entry, in StoreIdentity store)
    {
        using ShardReader? reader = OpenListed(entry, store);
        if (reader is null) return;
        context.Totals.Shards++;
        context.Totals.ShardBytes += entry.LengthBytes;
        if (!context.Options.IsQuick) Walk(reader);
    }

    /// <summary>Examines header, footer, directory, every chunk and every frame.</summary>
    public void Run()
    {
        using ShardReader? reader = Open();
        if (reader is null) return;
        CheckName(reader.Header);
        Walk(reader);
    }

    private void Walk(ShardReader reader)
    {
        ShardWalk walk = new(reader);
        long index = 0;
        for (; walk.MoveNext(); index++) Count(walk.Chunk!); // MoveNext said so.
        if (walk.Fault == FormatFault.None) return;
        Report(walk.Fault, walk.FaultOffsetBytes);
        if (index < reader.Footer.ChunkCount) GoOn(reader, index);
    }

    // The walk ends with the first fault. It is reported; what lies behind it is examined chunk by chunk.
    private void GoOn(ShardReader reader, long firstIndex)
    {
        for (long index = firstIndex; index < reader.Footer.ChunkCount; index++)
        {
            long atBytes = reader.EntryOffsetBytes(index);
            bool isEntry = reader.TryReadEntry(index, out ShardChunkHead head, out FormatFault fault);
            if (isEntry)
            {
                atBytes = head.OffsetBytes;
                if (reader.TryReadChunk(head, out ShardChunk? chunk, out fault)) Count(chunk);
                else context.Totals.MissingFrames += head.SlotCount;
            }

            if (fault != FormatFault.None && index > firstIndex) Report(fault, atBytes);
        }
    }

    private void CheckName(in ShardHeader header)
    {
        bool isDraft = StoreLayout.IsDraft(path);
        string name = isDraft ? path[..^StoreLayout.DraftSuffix.Length] : path;
        if (!StoreLayout.TryParseShard(name, out ulong number) || number == header.Number) return;
        context.Report(FindingCode.ShardMisplaced, path, ShardLayout.Number, string.Create(
            CultureInfo.InvariantCulture, $"The header says that this is shard {header.Number}."));
    }

    private void Count(ShardChunk chunk)
    {
        for (int slot = 0; slot < chunk.SlotCount; slot++) context.Totals.Add(chunk.FrameOf(slot).Header);
    }

    // Where a checksum is right and what it covers is not, a program is at fault and not the disk.
    private void Report(FormatFault fault, long offsetBytes)
    {
        bool isDamage = fault is FormatFault.Unwritten or FormatFault.Truncated or FormatFault.BadMagic or
            FormatFault.BadHeaderChecksum or FormatFault.BadBodyChecksum or FormatFault.BadReserved;
        context.Report(isDamage ? FindingCode.ShardDamaged : FindingCode.ShardInconsistent, path, offsetBytes,
            isDamage ? $"It cannot be read: {fault}." : $"It does not say what the frames say: {fault}.");
    }
}
