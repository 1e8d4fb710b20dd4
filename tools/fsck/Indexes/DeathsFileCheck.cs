using System.Buffers.Binary;
using Feedlog.Format.Indexes;

namespace Feedlog.Fsck.Indexes;

/// <summary>Checks that a file of deaths does not contradict itself. FORMAT.md sections 7.5 and 7.6.</summary>
internal sealed class DeathsFileCheck(CheckContext context, IndexFileInPlace file)
{
    private readonly SectionReport _report = new(context, file);

    /// <summary>Checks the file; false, with a finding, if it contradicts itself.</summary>
    public bool Run()
    {
        long count = file.Count(IndexSectionType.Deaths);
        bool areCountsRight = _report.Expect(IndexSectionType.Deaths, file.Header.Entry.EntryCount) &
            _report.Expect(IndexSectionType.DeathFilter, count == 0 ? 0 : IndexRules.BlockCount(count)) &
            FenceCheck.IsCountRight(_report, file, IndexSectionType.Deaths);
        ulong salt = file.Store.Salt;
        return areCountsRight && ArePairsRight() && FilterCheck.Run(
            context, file, IndexSectionType.DeathFilter, IndexSectionType.Deaths,
            entry => IndexRules.Mix(BinaryPrimitives.ReadUInt64LittleEndian(entry) ^ salt));
    }

    private bool ArePairsRight()
    {
        IndexCoverage coverage = file.Header.Entry.Coverage;
        using SectionStream stream = new(context, file, IndexSectionType.Deaths);
        using FenceCheck fences = new(context, file, IndexSectionType.DeathFences);
        ulong previous = 0;
        while (stream.MoveNext())
        {
            DeathPair pair = DeathPair.Read(stream.Entry);
            if (pair.Victim <= previous)
                return _report.Inconsistent(IndexSectionType.Deaths, stream, "its victim is not above the one before");
            if (pair.Victim >= pair.Killer)
                return _report.Inconsistent(IndexSectionType.Deaths, stream, $"{pair}, which is older");
            if (pair.Killer < coverage.FirstSequence || pair.Killer > coverage.LastSequence)
                return _report.Inconsistent(IndexSectionType.Deaths, stream, $"{pair}, outside of the stretch");
            if (!fences.Take(stream)) return false;
            previous = pair.Victim;
        }

        return true;
    }
}
