using System.Diagnostics.CodeAnalysis;

namespace Feedlog.Indexing.Analysis;

/// <summary>Turns text into the terms under which it is found; a store keeps to the one it was made with.</summary>
/// <remarks>Without state: one instance serves all threads. The same bytes give the same tokens on every
/// machine.</remarks>
public abstract class Analyzer
{
    /// <summary>The analyzer for text in any language.</summary>
    public static Analyzer Standard { get; } = new StandardAnalyzer();

    /// <summary>The analyzer for text in English.</summary>
    public static Analyzer English { get; } = new EnglishAnalyzer();

    /// <summary>The analyzer for source code.</summary>
    public static Analyzer Code { get; } = new CodeAnalyzer();

    /// <summary>The analyzer that finds no terms in any text.</summary>
    public static Analyzer None { get; } = new NoneAnalyzer();

    /// <summary>The name that a store records.</summary>
    public abstract string Name { get; }

    /// <summary>The Unicode version of the tables that tokens depend on; a store records it beside the
    /// name.</summary>
    public virtual string UnicodeVersion => UnicodeTableContent.Version;

    /// <summary>Replaces what <paramref name="tokens"/> held with the tokens of a text, in the text's
    /// order.</summary>
    /// <param name="utf8">The text. Any bytes are accepted: those that are not UTF-8 separate tokens.</param>
    /// <param name="tokens">Where the tokens go.</param>
    public abstract void Analyze(ReadOnlySpan<byte> utf8, TokenBuffer tokens);

    /// <summary>Whether any text has terms; a search for words finds nothing where none has.</summary>
    public virtual bool HasTerms => true;

    /// <summary>Replaces what <paramref name="tokens"/> held with the tokens that a text must have, at the same
    /// distances, to have this text in it.</summary>
    /// <param name="utf8">The text. Any bytes are accepted.</param>
    /// <param name="tokens">Where the tokens go.</param>
    public virtual void AnalyzePhrase(ReadOnlySpan<byte> utf8, TokenBuffer tokens) => Analyze(utf8, tokens);

    /// <summary>Replaces what <paramref name="tokens"/> held with the tokens of a text that somebody has begun to
    /// write: the last one is the beginning of a term.</summary>
    /// <param name="utf8">The text. Any bytes are accepted.</param>
    /// <param name="tokens">Where the tokens go.</param>
    public virtual void AnalyzePrefix(ReadOnlySpan<byte> utf8, TokenBuffer tokens) => Analyze(utf8, tokens);

    /// <summary>Whether a text may have two terms side by side: false only if it has not. Much cheaper than to
    /// analyze it, where it can tell.</summary>
    /// <param name="utf8">The text. Any bytes are accepted.</param>
    /// <param name="first">The term before.</param>
    /// <param name="second">The term right behind it.</param>
    public virtual bool MayHavePair(ReadOnlySpan<byte> utf8, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second) =>
        true;

    /// <summary>Says whether a term says so little that a query looks for it only if it has no other.</summary>
    public virtual bool IsWeak(ReadOnlySpan<byte> term) => false;

    /// <summary>Finds the analyzer of a name; names are compared byte by byte.</summary>
    /// <returns>False when this version has no analyzer of that name.</returns>
    public static bool TryGet(string name, [NotNullWhen(true)] out Analyzer? analyzer)
    {
        analyzer = name switch
        {
            StandardAnalyzer.AnalyzerName => Standard,
            EnglishAnalyzer.AnalyzerName => English,
            CodeAnalyzer.AnalyzerName => Code,
            NoneAnalyzer.AnalyzerName => None,
            _ => null,
        };
        return analyzer is not null;
    }
}
