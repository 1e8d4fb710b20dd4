using Feedlog.Format.Frames;
using Feedlog.Format.Storage;
using Feedlog.Fsck.Checks;

namespace Feedlog.Fsck.Copying;

/// <summary>
/// Compares two stores frame by frame, in the order of their sequences: what was appended, not how it lies in files.
/// Both are only read.
/// </summary>
internal sealed class CompareRun
{
    private readonly CheckContext _first;
    private readonly CheckContext _second;
    private readonly CheckOptions _options;

    /// <summary>A comparison.</summary>
    /// <param name="first">The one store.</param>
    /// <param name="second">The other.</param>
    /// <param name="options">How many differences to keep, and whom to tell how far it is.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public CompareRun(IStorage first, IStorage second, CheckOptions options, CancellationToken cancellationToken)
    {
        _options = options with { IsStrict = true, Large = new LargeFrames() };
        _first = new CheckContext(first, _options, null, cancellationToken);
        _second = new CheckContext(second, _options, null, cancellationToken);
        Findings = new FindingList(options.FindingsMax);
    }

    /// <summary>The first sequence that is compared.</summary>
    public ulong FromSequence { get; init; }

    /// <summary>The sequence at which comparing ends.</summary>
    public ulong ToSequence { get; init; } = ulong.MaxValue;

    /// <summary>Frames that are the same in both.</summary>
    public long SameCount { get; private set; }

    /// <summary>What is different.</summary>
    public FindingList Findings { get; }

    /// <summary>Compares.</summary>
    /// <exception cref="CommandException">One of them is no store, or its log is damaged.</exception>
    public void Run()
    {
        using LogCursor left = new(_first);
        using LogCursor right = new(_second);
        _options.Meter?.Begin("comparing", 0);
        bool hasLeft = MoveNext(left);
        bool hasRight = MoveNext(right);
        while (hasLeft || hasRight)
        {
            if (!hasRight || (hasLeft && left.Header.Sequence < right.Header.Sequence))
            {
                Report(FindingCode.RecordLacking, left, "is not in the second store.");
                hasLeft = MoveNext(left);
            }
            else if (!hasLeft || right.Header.Sequence < left.Header.Sequence)
            {
                Report(FindingCode.RecordExtra, right, "is only in the second store.");
                hasRight = MoveNext(right);
            }
            else
            {
                if (IsSame(left.Header, right.Header)) SameCount++;
                else Report(FindingCode.RecordDiffers, left, $"is another one at {right.Path}:{right.OffsetBytes}.");
                hasLeft = MoveNext(left);
                hasRight = MoveNext(right);
            }
        }
    }

    // The hash of the body stands for key, extensions, content and metadata; that of the header depends on the place.
    private static bool IsSame(in FrameHeader left, in FrameHeader right) =>
        left.Type == right.Type && left.Flags == right.Flags && left.Id == right.Id &&
        left.TimestampMs == right.TimestampMs && left.KeyLengthBytes == right.KeyLengthBytes &&
        left.ExtensionsLengthBytes == right.ExtensionsLengthBytes &&
        left.ContentLengthBytes == right.ContentLengthBytes &&
        left.MetadataLengthBytes == right.MetadataLengthBytes && left.BodyHash == right.BodyHash;

    private bool MoveNext(LogCursor cursor)
    {
        while (cursor.MoveNext())
        {
            ulong sequence = cursor.Header.Sequence;
            if (sequence >= ToSequence) return false;
            if (sequence >= FromSequence) return true;
        }

        return false;
    }

    private void Report(FindingCode code, LogCursor cursor, string rest) =>
        Findings.Add(code, cursor.Path, cursor.OffsetBytes, $"Sequence {cursor.Header.Sequence} {rest}");
}
