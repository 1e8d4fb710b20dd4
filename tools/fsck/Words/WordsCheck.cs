using Feedlog.Fsck.Indexes;

namespace Feedlog.Fsck.Words;

/// <summary>Checks a file of words by itself: FORMAT.md sections 7.8 to 7.10.</summary>
internal static class WordsCheck
{
    /// <summary>Goes through all of the file.</summary>
    /// <param name="context">The run.</param>
    /// <param name="file">The file, whose pages are sound.</param>
    /// <returns>What it says; null, with a finding, if it contradicts itself.</returns>
    /// <exception cref="FileNotFoundException">A writer has removed the file meanwhile.</exception>
    public static WordSums? Run(CheckContext context, IndexFileInPlace file)
    {
        WordSums sums = new();
        WordSlots slots = new();
        if (!slots.TryRead(context, file, sums)) return null;
        // Only who reads the log once more asks for the sum of the postings.
        WordTerms terms = new(file, slots, context.Options.IsDeep ? sums : null, new SectionReport(context, file));
        return terms.Run(context) ? sums : null;
    }
}
