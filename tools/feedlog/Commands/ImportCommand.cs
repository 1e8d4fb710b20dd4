using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Feedlog.Format;

namespace Feedlog.Tool;

/// <summary>Appends the lines of a file, or the frames of an export.</summary>
internal sealed class ImportCommand : CliCommand
{
    // A content of 16 MiB whose every byte is written as a six-character escape, and room for the other fields.
    private const int LineBytesMax = (6 * FormatLimits.ContentBytesMax) + (1024 * 1024);

    private readonly Argument<string> _store;
    private readonly Argument<string?> _file;
    private readonly ImportArguments _mapping;
    private readonly Option<bool> _strict;
    private readonly Option<bool> _create;

    /// <summary>The command with its arguments.</summary>
    public ImportCommand()
        : base("import", "Append the lines of a JSONL file (or of any text), gzip or not, or frames of an export.")
    {
        _store = AddStore();
        _file = AddOptionalArgument("FILE", "The file; '-' or nothing reads standard input.");
        _mapping = new ImportArguments(this);
        _strict = AddFlag("--strict", "Stop at the first line that is rejected.");
        _create = AddFlag("--create", "Make the store if there is none.");
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "feedlog import memory turns.jsonl --content-template '{speaker}: {text}' --key id --time time",
        "feedlog import memory commits.jsonl.gz --content subject,body --key id --time t --meta '*' --create",
        "feedlog import log server.log --create",
        "feedlog export memory --format v1 | feedlog import copy - --create",
    ];

    /// <inheritdoc/>
    public override async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        long startedAt = Stopwatch.GetTimestamp();
        ImportMapping mapping = _mapping.Read(call);
        string file = call.Get(_file) ?? "-";
        bool readsInput = file == "-" && !(call.EndsLiteral && call.Get(_file) is not null);
        Stream origin = readsInput ? call.Streams.OpenInput() : LocalFiles.OpenForReading(file);
        InputSource source =
            await InputSource.OpenAsync(file, origin, cancellationToken).ConfigureAwait(false);
        await using (source.ConfigureAwait(false))
        {
            if (source.IsFrames && !mapping.IsEmpty)
                throw CliException.Usage("The input holds frames of an export; no fields can be mapped.");

            FeedlogStore store = await StoreAccess
                .OpenForWritingAsync(call.Require(_store), call.Get(_create), call.Streams, cancellationToken)
                .ConfigureAwait(false);
            await using (store.ConfigureAwait(false))
            {
                bool hasOwnIds = mapping.Id is not null || source.IsFrames;
                ImportRun run = new(store, call.Get(_strict), hasOwnIds, call.Complain);
                using ProgressLine progress = new(
                    call, () => string.Create(CultureInfo.InvariantCulture, $"{run.Seen:N0} lines"));
                if (source.IsFrames) await ReadFramesAsync(source, run, cancellationToken).ConfigureAwait(false);
                else await ReadLinesAsync(source, run, mapping, cancellationToken).ConfigureAwait(false);
                await run.FinishAsync(cancellationToken).ConfigureAwait(false);
                progress.Dispose();
                Print(call, run, Stopwatch.GetElapsedTime(startedAt));
                return run.Rejected > 0 ? ExitCode.Rejected : ExitCode.Ok;
            }
        }
    }

    private static async Task ReadLinesAsync(
        InputSource source, ImportRun run, ImportMapping mapping, CancellationToken cancellationToken)
    {
        LineReader lines = new(source.Bytes, LineBytesMax);
        LineMapper mapper = new(mapping);
        using VectorRows? rows =
            mapping.VectorsFile is string path ? new VectorRows(path, mapping.Dimensions) : null;
        CliError place = new("InvalidLine", "") { File = source.Name };
        while (!run.HasStopped && lines.TryRead(out ReadOnlyMemory<byte> line))
        {
            cancellationToken.ThrowIfCancellationRequested();
            CliError here = place with { Line = lines.LineNumber };
            if (mapping.NamesFields && !lines.IsTooLong)
            {
                if (lines.LineNumber == 1) line = WithoutByteOrderMark(line);
                if (IsBlank(line.Span)) continue;
            }

            float[] values = [];
            bool hasRow = rows is null || rows.TryRead(out values);
            if (lines.IsTooLong) run.Reject(here with { Message = "The line is too long." });
            else if (!mapper.TryMap(line, out RecordDraft draft, out string? problem))
                run.Reject(here with { Message = problem });
            else if (!hasRow) run.Reject(here with { Message = "The file of vectors has no row for the line." });
            else await run.AppendAsync(WithRow(draft, mapping, values), null, here).ConfigureAwait(false);
        }
    }

    private static RecordDraft WithRow(in RecordDraft draft, ImportMapping mapping, float[] values) =>
        values.Length == 0 ? draft : draft with { Vectors = [new RecordVector(mapping.Model, values)] };

    private static async Task ReadFramesAsync(
        InputSource source, ImportRun run, CancellationToken cancellationToken)
    {
        FrameReader frames = new(source.Bytes);
        LineIdentity identity = new();
        CliError place = new("InvalidFrame", "") { File = source.Name };
        while (!run.HasStopped && TryReadDraft(frames, identity, out FrameDraft read))
        {
            cancellationToken.ThrowIfCancellationRequested();
            CliError here = place with { OffsetBytes = frames.OffsetBytes };
            if (read.IsSound) await run.AppendAsync(read.Draft, read.ExpiresAt, here).ConfigureAwait(false);
            else run.Reject(here with { Message = $"The bytes are not a sound frame ({frames.Fault})." });
        }
    }

    // Spans do not live across an await: the frame is turned into a draft on this side of it.
    private static bool TryReadDraft(FrameReader frames, LineIdentity identity, out FrameDraft read)
    {
        read = default;
        if (!frames.TryRead(out ReadOnlySpan<byte> frame)) return false;
        if (frames.Fault != FormatFault.None) return true;
        bool isSound = FrameRecord.TryRead(frame, identity, out RecordDraft draft, out DateTimeOffset? expiresAt);
        read = new FrameDraft(isSound, draft, expiresAt);
        return true;
    }

    private static ReadOnlyMemory<byte> WithoutByteOrderMark(ReadOnlyMemory<byte> line) =>
        line.Span.StartsWith("\uFEFF"u8) ? line["\uFEFF"u8.Length..] : line;

    private static bool IsBlank(ReadOnlySpan<byte> line) => line.IndexOfAnyExcept(" \t\r"u8) < 0;

    private static void Print(Invocation call, ImportRun run, TimeSpan elapsed) => call.Print(new Report()
        .Add("imported", run.Imported)
        .Add("superseded", run.Superseded)
        .Add("skipped", run.Skipped)
        .Add("rejected", run.Rejected)
        .Add("seconds", elapsed.TotalSeconds));

    private readonly record struct FrameDraft(bool IsSound, RecordDraft Draft, DateTimeOffset? ExpiresAt);
}
