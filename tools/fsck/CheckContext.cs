using Feedlog.Format.Storage;
using Feedlog.Fsck.Indexes;

namespace Feedlog.Fsck;

/// <summary>What all checks of one run, or of one part of it, share. One thread at a time.</summary>
internal sealed class CheckContext
{
    private const int ErrnoNoEntry = 2;
    private const int ErrnoNotAFolder = 20;
    private const int ErrnoIsAFolder = 21;
    private const int ErrnoTooManyLinks = 40;
    private const int ErrnoNoDevice = 6;

    /// <summary>A fresh context.</summary>
    public CheckContext(IStorage storage, CheckOptions options, IFileModes? modes, CancellationToken cancellationToken)
    {
        Storage = storage;
        Options = options;
        Modes = modes;
        CancellationToken = cancellationToken;
        Findings = new FindingList(options.FindingsMax);
        Large = options.Large ?? new LargeFrames();
    }

    private CheckContext(CheckContext parent)
        : this(parent.Storage, parent.Options with { Large = parent.Large }, parent.Modes, parent.CancellationToken)
    {
        Runs = parent.Runs?.Fork();
    }

    /// <summary>The files; only ever listed and opened for reading.</summary>
    public IStorage Storage { get; }

    /// <summary>What to examine.</summary>
    public CheckOptions Options { get; }

    /// <summary>Who may use the files; null where nobody knows.</summary>
    public IFileModes? Modes { get; }

    /// <summary>Ends the run.</summary>
    public CancellationToken CancellationToken { get; }

    /// <summary>What was found.</summary>
    public FindingList Findings { get; }

    /// <summary>What was counted.</summary>
    public CheckTotals Totals { get; } = new();

    /// <summary>The buffer for frames that are longer than a window.</summary>
    public LargeFrames Large { get; }

    /// <summary>What the log says of the listed runs of the index; null if nobody asks.</summary>
    public RunTally? Runs { get; set; }

    /// <summary>A context for a part of the log, which another thread may examine.</summary>
    public CheckContext Fork() => new(this);

    /// <summary>Takes what a later part found and counted.</summary>
    public void Join(CheckContext part)
    {
        Findings.Add(part.Findings);
        Totals.Add(part.Totals);
        if (part.Runs is not null) Runs?.Join(part.Runs);
    }

    /// <summary>Takes a finding.</summary>
    public void Report(FindingCode code, string file, long offsetBytes, string message) =>
        Findings.Add(code, file, offsetBytes, message);

    /// <summary>The names in a folder; a folder that cannot be listed is a finding and reads as empty.</summary>
    public IReadOnlyList<string> List(string folder)
    {
        try
        {
            return Storage.List(folder);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Report(FindingCode.FileUnreadable, folder, 0, $"The folder cannot be listed: {failure.Message}");
            return [];
        }
    }

    /// <summary>Opens a file for reading; anything but its absence is a finding.</summary>
    /// <param name="path">Relative to the store's folder.</param>
    /// <param name="isMissing">True if it is not there: whether that matters is for the caller to say.</param>
    /// <returns>The file, or null.</returns>
    public CheckedFile? TryOpen(string path, out bool isMissing)
    {
        isMissing = false;
        IStorageFile? file = null;
        try
        {
            file = Storage.Open(path, StorageOpen.Read);
            Probe(file);
            return new CheckedFile(file, this);
        }
        catch (FileNotFoundException)
        {
            isMissing = true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            isMissing = failure.HResult is ErrnoNoEntry or ErrnoNotAFolder;
            if (!isMissing) Report(CodeOf(failure), path, 0, $"The file cannot be opened: {failure.Message}");
        }

        file?.Dispose();
        return null;
    }

    // A folder opens like a file and only refuses to be read. A bad first sector does so too, and that is for the
    // reader to find.
    private static void Probe(IStorageFile file)
    {
        try
        {
            Span<byte> first = stackalloc byte[1];
            file.Read(0, first);
        }
        catch (IOException failure) when (!IsFolder(failure))
        {
        }
    }

    private static bool IsFolder(Exception failure) =>
        failure.HResult == ErrnoIsAFolder || failure.InnerException?.HResult == ErrnoIsAFolder;

    private static FindingCode CodeOf(Exception failure)
    {
        // What is no regular file is refused by the seam itself, in words and without a number of the system.
        bool isNoFile = IsFolder(failure) || failure.HResult is ErrnoTooManyLinks or ErrnoNoDevice ||
            failure.Message.EndsWith("is not a regular file.", StringComparison.Ordinal);
        return isNoFile ? FindingCode.NotAFile : FindingCode.FileUnreadable;
    }
}
