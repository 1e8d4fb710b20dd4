using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Feedlog.Format.Frames;
using Feedlog.Format.Shards;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;

namespace Feedlog.Fsck.Shards;

/// <summary>The commands that know a shard by itself: verify, info and dump of a file that lies anywhere.</summary>
internal sealed class ShardCommand
{
    private readonly DiskStorage _storage;
    private readonly string _name;
    private readonly ReportWriter _writer;

    private ShardCommand(string file, ReportWriter writer)
    {
        string place = Path.GetFullPath(file);
        _storage = new DiskStorage(Path.GetDirectoryName(place) ?? "/");
        _name = Path.GetFileName(place);
        _writer = writer;
    }

    /// <summary>The commands of what a command line names; false if that is not named like a shard.</summary>
    public static bool TryMake(string? named, ReportWriter writer, [NotNullWhen(true)] out ShardCommand? command)
    {
        bool isShard = named is not null && !named.Contains('\0', StringComparison.Ordinal) &&
            (named.EndsWith(StoreLayout.ShardSuffix, StringComparison.Ordinal) ||
            named.EndsWith(StoreLayout.ShardSuffix + StoreLayout.DraftSuffix, StringComparison.Ordinal));
        command = isShard ? new ShardCommand(named!, writer) : null;
        return isShard;
    }

    /// <summary>Examines the shard and prints what is wrong; returns the exit code.</summary>
    public int Verify(CheckOptions options, ProgressDisplay progress, CancellationToken cancellationToken)
    {
        long start = TimeProvider.System.GetTimestamp();
        CheckContext context = new(_storage, options, null, cancellationToken);
        bool isCancelled = false;
        try
        {
            new ShardCheck(context, _name).Run();
        }
        catch (OperationCanceledException)
        {
            isCancelled = true;
        }

        progress.Dispose();
        return _writer.WriteAll(new CheckReport
        {
            Findings = context.Findings.Kept,
            OmittedCount = context.Findings.OmittedCount,
            Totals = context.Totals,
            IsLive = false,
            Seconds = TimeProvider.System.GetElapsedTime(start).TotalSeconds,
            Exit = context.Findings.ExitBits | (isCancelled ? ExitCode.Cancelled : 0),
        });
    }

    /// <summary>Prints what header and footer say; returns the exit code.</summary>
    public int Info(CancellationToken cancellationToken)
    {
        CheckContext context = new(_storage, new CheckOptions(), null, cancellationToken);
        using ShardReader? reader = new ShardCheck(context, _name).Open();
        if (reader is not null) WriteInfo(reader.Header, reader.Footer);
        return End(context);
    }

    /// <summary>Prints chunks and frames, one a line, without contents; returns the exit code.</summary>
    public int Dump(long framesMax, CancellationToken cancellationToken)
    {
        CheckContext context = new(_storage, new CheckOptions(), null, cancellationToken);
        using ShardReader? reader = new ShardCheck(context, _name).Open();
        long framesLeft = framesMax;
        for (long index = 0; reader is not null && framesLeft > 0 && index < reader.Footer.ChunkCount; index++)
        {
            if (!reader.TryReadEntry(index, out ShardChunkHead head, out Format.FormatFault fault))
            {
                context.Report(FindingCode.ShardDamaged, _name, reader.EntryOffsetBytes(index),
                    $"It cannot be read: {fault}.");
                continue;
            }

            ShardChunk? chunk = reader.TryReadChunk(head, out ShardChunk? read, out fault) ? read : null;
            WriteChunk(head, fault);
            for (int slot = 0; slot < (chunk?.SlotCount ?? 0) && framesLeft > 0; slot++, framesLeft--)
                WriteFrame(chunk!, slot);
        }

        return End(context);
    }

    private int End(CheckContext context)
    {
        foreach (Finding finding in context.Findings.Kept) _writer.WriteToError(finding);
        return context.Findings.ExitBits;
    }

    private void WriteInfo(in ShardHeader header, ShardFooter footer) => _writer.WriteMembers(
    [
        ("store", header.Store.Id),
        ("requiredFeatures", header.Store.RequiredFeatures),
        ("optionalFeatures", header.Store.OptionalFeatures),
        ("shard", header.Number),
        ("year", header.Month.Year),
        ("month", header.Month.Month),
        ("createdAt", header.CreatedAtMs),
        ("chunks", footer.ChunkCount),
        ("frames", footer.SlotCount),
        ("records", footer.RecordCount),
        ("frameBytes", footer.FrameBytes),
        ("lengthBytes", footer.FileBytes),
        ("firstSequence", footer.FirstSequence),
        ("lastSequence", footer.LastSequence),
        ("firstSegment", footer.FirstAddress.SegmentNumber),
        ("lastSegment", footer.LastAddress.SegmentNumber),
        ("timeMin", footer.TimeMinMs),
        ("timeMax", footer.TimeMaxMs),
        ("expiryMin", footer.ExpiryMinMs == long.MaxValue ? null : footer.ExpiryMinMs),
    ]);

    private void WriteChunk(in ShardChunkHead head, Format.FormatFault fault) => _writer.WriteRow(
    [
        ("file", _name),
        ("offset", head.OffsetBytes),
        ("length", head.TotalLengthBytes),
        ("type", "chunk"),
        ("codec", head.Codec.ToString()),
        ("frames", head.SlotCount),
        ("rawBytes", head.RawLengthBytes),
        ("storedBytes", head.StoredLengthBytes),
        ("firstSequence", head.FirstSequence),
        ("lastSequence", head.LastSequence),
        ("fault", fault == Format.FormatFault.None ? null : fault.ToString()),
    ]);

    private void WriteFrame(ShardChunk chunk, int slot)
    {
        FrameHeader header = chunk.FrameOf(slot).Header;
        FrameAddress address = chunk.AddressOf(slot);
        _writer.WriteRow(
        [
            ("segment", address.SegmentNumber),
            ("offset", address.OffsetBytes),
            ("length", header.TotalLengthBytes),
            ("type", header.Type.ToString()),
            ("sequence", header.Sequence),
            ("id", header.Id == 0 ? null : header.Id.ToString("x16", CultureInfo.InvariantCulture)),
            ("timestamp", header.TimestampMs),
            ("recordedAt", chunk.RecordedAtMs(slot)),
            ("keyBytes", header.KeyLengthBytes),
            ("extensionBytes", header.ExtensionsLengthBytes),
            ("contentBytes", header.ContentLengthBytes),
            ("metadataBytes", header.MetadataLengthBytes),
        ]);
    }
}
