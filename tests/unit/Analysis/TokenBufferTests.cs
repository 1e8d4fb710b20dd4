using System.Text;
using Feedlog.Indexing.Analysis;

namespace Feedlog.Tests.Unit.Analysis;

/// <summary>The token buffer as an analyzer of somebody else would use it.</summary>
public sealed class TokenBufferTests
{
    [Fact]
    public void Add_MoreTokensThanAtFirstFit_KeepsThemAll()
    {
        TokenBuffer tokens = new();
        for (int i = 0; i < 1000; i++)
            tokens.Add(Encoding.UTF8.GetBytes($"term{i}"), 2 * i, new ByteRange(i, i + 5));

        Assert.Equal(1000, tokens.Count);
        for (int i = 0; i < tokens.Count; i++)
        {
            Assert.Equal($"term{i}", Encoding.UTF8.GetString(tokens.Term(i)));
            Assert.Equal(2 * i, tokens.Position(i));
            Assert.Equal(new ByteRange(i, i + 5), tokens.SourceRange(i));
        }
    }

    [Fact]
    public void Add_TermOverTheLimit_IsCutBetweenCharacters()
    {
        TokenBuffer tokens = new();

        tokens.Add(Encoding.UTF8.GetBytes(new string('\u4E2D', 100)), 0, new ByteRange(0, 300));

        Assert.Equal(new string('\u4E2D', TokenBuffer.TermBytesMax / 3), Encoding.UTF8.GetString(tokens.Term(0)));
    }

    [Fact]
    public void Add_TermOfExactlyTheLimit_IsKeptWhole()
    {
        TokenBuffer tokens = new();
        byte[] term = Encoding.UTF8.GetBytes(new string('\u00E9', TokenBuffer.TermBytesMax / 2));

        tokens.Add(term, 0, new ByteRange(0, term.Length));

        Assert.Equal(term, tokens.Term(0).ToArray());
    }

    [Fact]
    public void Add_WhatIsNotAToken_IsRefused()
    {
        TokenBuffer tokens = new();
        tokens.Add("a"u8, 5, new ByteRange(0, 1));

        Assert.Throws<ArgumentException>(() => tokens.Add([], 6, new ByteRange(1, 2)));
        Assert.Throws<ArgumentOutOfRangeException>(() => tokens.Add("b"u8, 4, new ByteRange(1, 2)));
        Assert.Throws<ArgumentOutOfRangeException>(() => tokens.Add("b"u8, 6, new ByteRange(2, 1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => tokens.Add("b"u8, 6, new ByteRange(-1, 1)));
        Assert.Equal(1, tokens.Count);
    }

    [Fact]
    public void Term_OfATokenThatIsNotThere_IsRefused()
    {
        TokenBuffer tokens = new();
        tokens.Add("a"u8, 0, new ByteRange(0, 1));
        tokens.Clear();

        Assert.Throws<ArgumentOutOfRangeException>(() => tokens.Term(0).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => tokens.Position(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => tokens.SourceRange(0));
    }

    [Fact]
    public void Analyze_BufferThatHeldOtherTokens_HoldsOnlyTheNewOnes()
    {
        TokenBuffer tokens = new();
        Analyzer.Standard.Analyze("one two three"u8, tokens);

        Analyzer.Standard.Analyze("four"u8, tokens);

        Assert.Equal(["four"], Tokens.Terms(tokens));
    }
}
