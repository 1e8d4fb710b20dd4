using System.Buffers;

namespace Feedlog.Write;

/// <summary>
/// Sees at a glance that bytes are one JSON object of the plain kind: no escapes, not deep. Every append with metadata
/// pays for it, and a reader that gives tokens takes several times as long.
/// </summary>
/// <remarks>A "yes" is certain; what gets a "no" may still be well-formed, and is for the reader to judge.</remarks>
internal ref struct PlainJson
{
    private const int DepthMax = 16;

    private static readonly SearchValues<byte> s_notInStrings =
        SearchValues.Create([.. Enumerable.Range(0, ' ').Select(static control => (byte)control), .. "\"\\"u8]);

    private readonly ReadOnlySpan<byte> _utf8;
    private int _at;

    private PlainJson(ReadOnlySpan<byte> utf8) => _utf8 = utf8;

    /// <summary>Says whether the bytes are certainly one JSON object (RFC 8259) and nothing else.</summary>
    /// <param name="utf8">Well-formed UTF-8.</param>
    public static bool IsObject(ReadOnlySpan<byte> utf8)
    {
        PlainJson text = new(utf8);
        text.SkipSpace();
        return text.Next == '{' && text.TrySkipValue(depth: 0) && text._at == utf8.Length;
    }

    // What follows; 0, which is no part of JSON, at the end.
    private readonly byte Next => (uint)_at < (uint)_utf8.Length ? _utf8[_at] : (byte)0;

    // A value and the space behind it.
    private bool TrySkipValue(int depth)
    {
        bool isValue = Next switch
        {
            (byte)'"' => TrySkipString(),
            (byte)'{' => TrySkipItems((byte)'}', hasNames: true, depth + 1),
            (byte)'[' => TrySkipItems((byte)']', hasNames: false, depth + 1),
            (byte)'t' => TrySkip("true"u8),
            (byte)'f' => TrySkip("false"u8),
            (byte)'n' => TrySkip("null"u8),
            _ => TrySkipNumber(),
        };
        SkipSpace();
        return isValue;
    }

    private bool TrySkipItems(byte end, bool hasNames, int depth)
    {
        if (depth > DepthMax) return false;
        _at++;
        SkipSpace();
        if (TrySkip(end)) return true;
        while (true)
        {
            if (hasNames && !TrySkipName()) return false;
            if (!TrySkipValue(depth)) return false;
            if (TrySkip(end)) return true;
            if (!TrySkip((byte)',')) return false;
            SkipSpace();
        }
    }

    private bool TrySkipName()
    {
        if (Next != '"' || !TrySkipString()) return false;
        SkipSpace();
        if (!TrySkip((byte)':')) return false;
        SkipSpace();
        return true;
    }

    private bool TrySkipString()
    {
        int length = _utf8[++_at..].IndexOfAny(s_notInStrings);
        if (length < 0 || _utf8[_at + length] != '"') return false;
        _at += length + 1;
        return true;
    }

    private bool TrySkipNumber()
    {
        TrySkip((byte)'-');
        if (!TrySkip((byte)'0') && !TrySkipDigits()) return false;
        if (TrySkip((byte)'.') && !TrySkipDigits()) return false;
        if (!TrySkip((byte)'e') && !TrySkip((byte)'E')) return true;
        if (!TrySkip((byte)'+')) TrySkip((byte)'-');
        return TrySkipDigits();
    }

    private bool TrySkipDigits()
    {
        int first = _at;
        while (char.IsAsciiDigit((char)Next)) _at++;
        return _at > first;
    }

    private bool TrySkip(byte wanted)
    {
        if (Next != wanted) return false;
        _at++;
        return true;
    }

    private bool TrySkip(ReadOnlySpan<byte> wanted)
    {
        if (!_utf8[_at..].StartsWith(wanted)) return false;
        _at += wanted.Length;
        return true;
    }

    private void SkipSpace()
    {
        while (Next is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t') _at++;
    }
}
