using System.Collections.Frozen;
using System.Text;

namespace Feedlog.Indexing.Analysis;

/// <summary>The analyzer <c>english</c>: the words of <c>standard</c>, brought to their stems by Porter's second
/// stemmer.</summary>
/// <remarks>
/// All words are indexed, also the most common ones, so that phrases are exact; a query passes over those, as long as
/// it has others. Words that end in another script or a digit stay as they are.
/// </remarks>
public sealed class EnglishAnalyzer : Analyzer
{
    /// <summary>The name that a store records for this analyzer.</summary>
    public const string AnalyzerName = "english";

    // The 33 that search engines have agreed on; then what questions are made of: question words, auxiliary verbs,
    // pronouns, and what an apostrophe leaves of them. Measured with k1 .9 and b .4 against the first line alone, the
    // rest raises R@10 on the dialogues of LoCoMo from .605 to .657 and MAP on Cranfield from .279 to .292, and costs
    // .002 nDCG@10 on SciFact.
    private const string WeakWords =
        "a an and are as at be but by for if in into is it no not of on or such that the their then there these they " +
        "this to was will with " +
        "what when where who whom which how why do does did has have had can could would should may might been were " +
        "am being i you he she we me him her us my your his its our about from so than s t d m ll re ve";

    private static readonly FrozenSet<string> s_weakStems = WeakStems();

    /// <inheritdoc/>
    public override string Name => AnalyzerName;

    /// <inheritdoc/>
    public override void Analyze(ReadOnlySpan<byte> utf8, TokenBuffer tokens)
    {
        Standard.Analyze(utf8, tokens);
        tokens.StemEnglish();
    }

    /// <inheritdoc/>
    public override void AnalyzePrefix(ReadOnlySpan<byte> utf8, TokenBuffer tokens) => Standard.Analyze(utf8, tokens);

    /// <inheritdoc/>
    public override bool IsWeak(ReadOnlySpan<byte> term) => s_weakStems.Contains(Encoding.UTF8.GetString(term));

    private static FrozenSet<string> WeakStems()
    {
        HashSet<string> stems = [];
        foreach (string word in WeakWords.Split(' '))
        {
            byte[] utf8 = Encoding.UTF8.GetBytes(word);
            stems.Add(Encoding.UTF8.GetString(utf8, 0, EnglishStemmer.Stem(utf8)));
        }

        return stems.ToFrozenSet();
    }
}
