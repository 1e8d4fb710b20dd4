using Feedlog.Format;
using Feedlog.Format.Segments;
using Feedlog.Format.Stores;
using Feedlog.Fsck.Checks;
using Feedlog.Fsck.Salvaging;
using Feedlog.Indexing.Analysis;

namespace Feedlog.Fsck.Repairing;

/// <summary>
/// Makes a manifest of the segments alone. Each header says from which group and commit it goes on: where a later file
/// begins, the one before ends. It is made only if the log is whole from its first group to the last durable one.
/// </summary>
internal sealed class ManifestRebuild(CheckContext context)
{
    private StoreIdentity _store;

    /// <summary>The manifest; null if the segments do not make one.</summary>
    /// <param name="old">The manifest that is there, if it can be read.</param>
    /// <param name="nowMs">The time, ms since 1970 UTC.</param>
    /// <param name="reason">Why not, as a sentence.</param>
    public Manifest? Run(Manifest? old, long nowMs, out string reason)
    {
        IReadOnlyList<string> hotNames = context.List(StoreLayout.HotFolder);
        if (new IdentitySearch(context).Find(hotNames) is not StoreIdentity store)
        {
            reason = "No file says which store it is.";
            return null;
        }

        _store = store;
        if (!TryReadHeaders(hotNames, out List<SegmentHeader> headers, out reason)) return null;
        List<SegmentHeader> log = Order(headers);
        if (!TryDescribe(log, out List<SegmentEntry> entries, out reason))
        {
            if (ColdFiles.Paths(context.List).Any())
                reason += " Shards hold another part of the log, and do not say which groups: salvage takes both.";
            return null;
        }

        SegmentHeader first = log[0];
        return new Manifest
        {
            Store = first.Store,
            Generation = old is null ? (ulong)nowMs : old.Generation + 1,
            NextSegment = Math.Max(Highest(hotNames) + 1, old?.NextSegment ?? 0),
            NextIndexFile = Math.Max(HighestIndex() + 1, old?.NextIndexFile ?? 0),
            HistoryFloor = old?.HistoryFloor ?? 0,
            CreatedAtMs = old?.CreatedAtMs ?? first.CreatedAtMs,
            Analyzer = old?.Analyzer ?? Analyzer.Standard.Name,
            UnicodeVersion = old?.UnicodeVersion ?? Analyzer.Standard.UnicodeVersion,
            Segments = entries,
        };
    }

    private static ulong Highest(IReadOnlyList<string> hotNames)
    {
        ulong highest = 0;
        foreach (string name in hotNames)
        {
            if (StoreLayout.TryParseSegment(name, out ulong number)) highest = Math.Max(highest, number);
        }

        return highest;
    }

    private ulong HighestIndex()
    {
        ulong highest = 0;
        foreach (string name in context.List(StoreLayout.IndexFolder))
        {
            if (StoreLayout.TryParseIndex(name, out _, out ulong number)) highest = Math.Max(highest, number);
        }

        return highest;
    }

    private bool TryReadHeaders(IReadOnlyList<string> hotNames, out List<SegmentHeader> headers, out string reason)
    {
        headers = [];
        reason = "";
        foreach (string name in hotNames)
        {
            if (!StoreLayout.TryParseSegment(name, out ulong number)) continue;
            string path = StoreLayout.Segment(number);
            using CheckedFile? file = context.TryOpen(path, out _);
            if (file is null || !HeaderCheck.TryRead(file, out SegmentHeader header, out FormatFault fault))
            {
                reason = $"The header of {path} cannot be read.";
                return false;
            }

            bool isOurs = header.Store.Id == _store.Id && header.Store.Salt == _store.Salt;
            if (isOurs && header.Number != number)
            {
                reason = $"{path} holds segment {header.Number}.";
                return false;
            }

            if (isOurs) headers.Add(header);
        }

        if (headers.Count == 0) reason = "There is no segment.";
        return headers.Count > 0;
    }

    // In the order of their numbers, without those that a later one begins before: copies of a recovery that was cut
    // short, and segments that were made and never used.
    private static List<SegmentHeader> Order(List<SegmentHeader> headers)
    {
        List<SegmentHeader> log = [];
        foreach (SegmentHeader header in headers.OrderBy(each => each.Number))
        {
            while (log.Count > 0 && !CanPrecede(log[^1], header)) log.RemoveAt(log.Count - 1);
            log.Add(header);
        }

        return log;
    }

    private static bool CanPrecede(in SegmentHeader before, in SegmentHeader after) =>
        before.FirstGroup < after.FirstGroup || (before.FirstGroup == after.FirstGroup &&
            after.FirstSequence - after.DeclaredGap == before.FirstSequence);

    private bool TryDescribe(List<SegmentHeader> log, out List<SegmentEntry> entries, out string reason)
    {
        entries = [];
        reason = "";
        GroupChain chain = new(1, 1, 0);
        for (int i = 0; i < log.Count; i++)
        {
            SegmentHeader header = log[i];
            string path = StoreLayout.Segment(header.Number);
            bool follows = header.FirstGroup == chain.NextGroup && header.PreviousCommit == chain.PreviousCommit &&
                header.FirstSequence - header.DeclaredGap == chain.NextSequence;
            if (!follows)
            {
                reason = $"{path} goes on behind group {header.FirstGroup - 1}, and the segments before it end with " +
                    $"group {chain.NextGroup - 1}.";
                return false;
            }

            bool isLast = i == log.Count - 1;
            GroupChain first = new(header.FirstGroup, header.FirstSequence, header.PreviousCommit);
            using CheckedFile? file = context.TryOpen(path, out _);
            if (file is null)
            {
                reason = $"{path} cannot be opened.";
                return false;
            }

            SegmentInPlace segment = new(file, path, header.Number, _store.Salt, context.Large);
            ulong lastGroup = isLast ? ulong.MaxValue : log[i + 1].FirstGroup - 1;
            SegmentSurvey survey = SegmentSurvey.Read(context, segment, first, file.LengthBytes, lastGroup);
            chain = survey.Chain;
            if (isLast)
            {
                entries.Add(new SegmentEntry
                {
                    Number = header.Number,
                    State = SegmentState.Open,
                    FirstSequence = header.FirstSequence,
                    FirstGroup = header.FirstGroup,
                });
                return IsDurableThere(chain.NextGroup - 1, survey.Tally.DurableThrough, out reason);
            }

            long footer = segment.HasFooterAt(survey.EndBytes) ? survey.EndBytes : 0;
            entries.Add(survey.Describe(header.Number, first, footer));
        }

        return false;
    }

    private bool IsDurableThere(ulong lastGroup, ulong durable, out string reason)
    {
        durable = Math.Max(durable, WatermarkCheck.Run(context, _store.Salt)?.DurableGroup ?? 0);
        reason = durable <= lastGroup
            ? ""
            : $"The segments end with group {lastGroup}; groups up to {durable} had been promised durable.";
        return reason.Length == 0;
    }
}
