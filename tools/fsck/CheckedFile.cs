using Feedlog.Format.Storage;

namespace Feedlog.Fsck;

/// <summary>
/// A file that is read as far as the disk allows: a block that cannot be read becomes zeros and a finding, so that one
/// bad sector does not hide what lies behind it. Reading only. One thread at a time.
/// </summary>
internal sealed class CheckedFile : IStorageFile
{
    private const int BlockBytes = 4096;

    // No file of a store comes near; what is behind that would only cost the time of its zeros.
    private const long LengthBytesMax = int.MaxValue;

    private readonly IStorageFile _file;
    private readonly CheckContext _context;
    private readonly HashSet<long> _badBlocks = [];

    /// <summary>Wraps an open file; disposed with it.</summary>
    public CheckedFile(IStorageFile file, CheckContext context)
    {
        _file = file;
        _context = context;
        // Asked once: a writer may be lengthening it.
        long lengthBytes = file.LengthBytes;
        LengthBytes = Math.Min(lengthBytes, LengthBytesMax);
        if (LengthBytes == lengthBytes) return;
        context.Report(FindingCode.FileOversized, file.Path, LengthBytes,
            $"The file has {lengthBytes} bytes; only the first {LengthBytes} are examined.");
    }

    /// <inheritdoc/>
    public string Path => _file.Path;

    /// <summary>
    /// The length when the file was opened, or as much of it as is examined: a file that is cut meanwhile reads as
    /// zeros from there on.
    /// </summary>
    public long LengthBytes { get; }

    /// <inheritdoc/>
    public int Read(long offsetBytes, Span<byte> target)
    {
        _context.CancellationToken.ThrowIfCancellationRequested();
        int wantedBytes = (int)Math.Clamp(LengthBytes - offsetBytes, 0, target.Length);
        Span<byte> wanted = target[..wantedBytes];
        try
        {
            wanted[_file.Read(offsetBytes, wanted)..].Clear();
        }
        catch (Exception failure) when (
            !_context.Options.IsStrict && failure is (IOException or UnauthorizedAccessException))
        {
            ReadBlocks(offsetBytes, wanted);
        }

        _context.Totals.BytesRead += wantedBytes;
        _context.Options.Meter?.Add(wantedBytes, _context.CancellationToken);
        return wantedBytes;
    }

    /// <inheritdoc/>
    public void Write(long offsetBytes, ReadOnlySpan<byte> source) => throw ReadingOnly();

    /// <inheritdoc/>
    public void Allocate(long lengthBytes) => throw ReadingOnly();

    /// <inheritdoc/>
    public void ZeroAhead(long offsetBytes, long lengthBytes) => throw ReadingOnly();

    /// <inheritdoc/>
    public void PunchHole(long offsetBytes, long lengthBytes) => throw ReadingOnly();

    /// <inheritdoc/>
    public void Sync() => throw ReadingOnly();

    /// <inheritdoc/>
    public IStorageView Map(long lengthBytes) => throw ReadingOnly();

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private void ReadBlocks(long offsetBytes, Span<byte> target)
    {
        for (int doneBytes = 0; doneBytes < target.Length;)
        {
            _context.CancellationToken.ThrowIfCancellationRequested();
            long at = offsetBytes + doneBytes;
            int blockBytes = (int)Math.Min(BlockBytes - at % BlockBytes, target.Length - doneBytes);
            Span<byte> block = target.Slice(doneBytes, blockBytes);
            try
            {
                block[_file.Read(at, block)..].Clear();
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                block.Clear();
                long badBlock = at - at % BlockBytes;
                if (_badBlocks.Add(badBlock))
                {
                    _context.Findings.Add(FindingCode.ReadFailed, Path, badBlock,
                        $"The disk refuses to read these {BlockBytes} bytes: {failure.Message}");
                }
            }

            doneBytes += blockBytes;
        }
    }

    private static NotSupportedException ReadingOnly() => new("A checked file is read by position and nothing else.");
}
