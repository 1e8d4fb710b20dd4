namespace Feedlog.Indexing.Analysis;

/// <summary>Porter's second stemmer for English ("Porter2", Snowball's <c>english</c>): brings the forms of a word to
/// one stem.</summary>
/// <remarks>
/// Works in place: a stem is never longer than its word. What is no small ASCII letter counts as a consonant. R1 is
/// what follows the first consonant behind a vowel, R2 the same inside R1; most endings go only where they lie in
/// one of them. For one thread; allocates nothing.
/// </remarks>
internal ref struct EnglishStemmer
{
    // A bit for each letter.
    private const uint Vowels =
        (1u << ('a' - 'a')) | (1u << ('e' - 'a')) | (1u << ('i' - 'a')) | (1u << ('o' - 'a')) | (1u << ('u' - 'a')) |
        (1u << ('y' - 'a'));

    // A y that is a consonant is written so meanwhile; no folded word has capitals.
    private const byte ConsonantY = (byte)'Y';

    private readonly Span<byte> _word;
    private int _length;
    private int _region1;
    private int _region2;

    private EnglishStemmer(Span<byte> word)
    {
        _word = word;
        _length = word.Length;
    }

    /// <summary>Stems a word.</summary>
    /// <param name="word">The word in small letters, UTF-8; receives the stem at its beginning.</param>
    /// <returns>The length of the stem in bytes.</returns>
    public static int Stem(Span<byte> word)
    {
        if (word.Length <= 2) return word.Length;
        if (EnglishExceptions.TryStem(word, out int lengthBytes)) return lengthBytes;
        EnglishStemmer stemmer = new(word);
        stemmer.Run();
        return stemmer._length;
    }

    private void Run()
    {
        if (_word[0] == '\'')
        {
            _word[1..].CopyTo(_word);
            _length--;
        }

        bool hasConsonantY = MarkConsonantY();
        FindRegions();
        RemoveApostrophe();
        RemovePlural();
        RemovePastAndGerund();
        ReplaceFinalY();
        ShortenDoubleEnding();
        ShortenEnding();
        RemoveEnding();
        RemoveLastLetter();
        if (hasConsonantY) _word[.._length].Replace(ConsonantY, (byte)'y');
    }

    private readonly bool IsVowel(int at)
    {
        uint letter = (uint)_word[at] - 'a';
        return letter < 26 && ((Vowels >>> (int)letter) & 1) != 0;
    }

    private readonly bool EndsWith(ReadOnlySpan<byte> ending) => _word[.._length].EndsWith(ending);

    private readonly bool IsWord(ReadOnlySpan<byte> stem) => _word[.._length].SequenceEqual(stem);

    private readonly bool HasVowel(int limit)
    {
        for (int i = 0; i < limit; i++)
        {
            if (IsVowel(i)) return true;
        }

        return false;
    }

    private bool MarkConsonantY()
    {
        bool hasAny = false;
        for (int i = 0; i < _length; i++)
        {
            if (_word[i] != 'y' || (i > 0 && !IsVowel(i - 1))) continue;
            _word[i] = ConsonantY;
            hasAny = true;
        }

        return hasAny;
    }

    private void FindRegions()
    {
        int prefixBytes = EnglishExceptions.PrefixBytes(_word[.._length]);
        _region1 = prefixBytes > 0 ? prefixBytes : AfterVowelAndConsonant(0);
        _region2 = AfterVowelAndConsonant(_region1);
    }

    private readonly int AfterVowelAndConsonant(int at)
    {
        while (at < _length && !IsVowel(at)) at++;
        while (at < _length && IsVowel(at)) at++;
        return Math.Min(at + 1, _length);
    }

    // Whether the word, up to a limit, ends with a short syllable: consonant, vowel, and a consonant that is no w, x or
    // Y; or vowel and consonant as the whole of it. "Past" counts as one, for the sake of "paste".
    private readonly bool EndsShort(int limit)
    {
        if (_word[..limit].EndsWith("past"u8)) return true;
        if (limit < 2 || IsVowel(limit - 1) || !IsVowel(limit - 2)) return false;
        if (limit == 2) return true;
        bool isLong = _word[limit - 1] is (byte)'w' or (byte)'x' or ConsonantY;
        return !isLong && !IsVowel(limit - 3);
    }

    private void RemoveApostrophe()
    {
        if (EndsWith("'s'"u8)) _length -= 3;
        else if (EndsWith("'s"u8)) _length -= 2;
        else if (EndsWith("'"u8)) _length--;
    }

    private void RemovePlural()
    {
        if (_length == 0) return;
        byte last = _word[_length - 1];
        if (last != 's' && last != 'd') return;
        if (EndsWith("sses"u8)) _length -= 2;
        else if (EndsWith("ies"u8) || EndsWith("ied"u8)) _length -= _length > 4 ? 2 : 1;
        else if (last == 's' && !EndsWith("us"u8) && !EndsWith("ss"u8) && HasVowel(_length - 2)) _length--;
    }

    private void RemovePastAndGerund()
    {
        if (_length < 3) return;
        if (EndsWith("eedly"u8)) ShortenAgreed(5);
        else if (EndsWith("eed"u8)) ShortenAgreed(3);
        else if (EndsWith("ingly"u8)) RemoveVerbEnding(5);
        else if (EndsWith("edly"u8)) RemoveVerbEnding(4);
        else if (EndsWith("ing"u8)) RemoveGerund();
        else if (EndsWith("ed"u8)) RemoveVerbEnding(2);
    }

    private void ShortenAgreed(int endingBytes)
    {
        if (_length - endingBytes >= _region1 && !EnglishExceptions.KeepsAgreed(_word[.._length]))
            _length -= endingBytes - 2;
    }

    private void RemoveGerund()
    {
        if (EnglishExceptions.KeepsGerund(_word[.._length])) return;
        // "dying" is a form of "die".
        if (_length == 5 && _word[1] == 'y' && !IsVowel(0))
        {
            _word[1] = (byte)'i';
            _word[2] = (byte)'e';
            _length = 3;
            return;
        }

        RemoveVerbEnding(3);
    }

    private void RemoveVerbEnding(int endingBytes)
    {
        int stemBytes = _length - endingBytes;
        if (!HasVowel(stemBytes)) return;
        _length = stemBytes;
        if (EndsWith("at"u8) || EndsWith("bl"u8) || EndsWith("iz"u8)) _word[_length++] = (byte)'e';
        else if (EndsDouble()) RemoveDouble();
        else if (_region1 == _length && EndsShort(_length)) _word[_length++] = (byte)'e';
    }

    private readonly bool EndsDouble() => _length >= 2 && _word[_length - 1] == _word[_length - 2] &&
        "bdfgmnprt"u8.Contains(_word[_length - 1]);

    private void RemoveDouble()
    {
        // "adding", "egged", "offing" come from words that have two.
        bool isShort = _length == 3 && _word[0] is (byte)'a' or (byte)'e' or (byte)'o';
        if (!isShort) _length--;
    }

    private readonly void ReplaceFinalY()
    {
        bool endsInY = _length > 2 && _word[_length - 1] is (byte)'y' or ConsonantY;
        if (endsInY && !IsVowel(_length - 2)) _word[_length - 1] = (byte)'i';
    }

    // Finds an ending, and replaces it where it lies in R1; false where it is not the ending.
    private bool Shorten(ReadOnlySpan<byte> ending, ReadOnlySpan<byte> replacement)
    {
        if (!EndsWith(ending)) return false;
        int start = _length - ending.Length;
        if (start < _region1) return true;
        replacement.CopyTo(_word[start..]);
        _length = start + replacement.Length;
        return true;
    }

    private void ShortenDoubleEnding()
    {
        if (_length < 3) return;
        switch (_word[_length - 1])
        {
            case (byte)'l':
                _ = Shorten("ational"u8, "ate"u8) || Shorten("tional"u8, "tion"u8);
                break;
            case (byte)'r':
                _ = Shorten("izer"u8, "ize"u8) || Shorten("ator"u8, "ate"u8);
                break;
            case (byte)'n':
                _ = Shorten("ization"u8, "ize"u8) || Shorten("ation"u8, "ate"u8);
                break;
            case (byte)'m':
                Shorten("alism"u8, "al"u8);
                break;
            case (byte)'t':
                Shorten("ogist"u8, "og"u8);
                break;
            case (byte)'s':
                _ = Shorten("fulness"u8, "ful"u8) || Shorten("ousness"u8, "ous"u8) || Shorten("iveness"u8, "ive"u8);
                break;
            case (byte)'i':
                ShortenDoubleEndingInI();
                break;
        }
    }

    private void ShortenDoubleEndingInI()
    {
        bool isFound = Shorten("biliti"u8, "ble"u8) || Shorten("lessli"u8, "less"u8) || Shorten("entli"u8, "ent"u8) ||
            Shorten("aliti"u8, "al"u8) || Shorten("ousli"u8, "ous"u8) || Shorten("iviti"u8, "ive"u8) ||
            Shorten("fulli"u8, "ful"u8) || Shorten("enci"u8, "ence"u8) || Shorten("anci"u8, "ance"u8) ||
            Shorten("abli"u8, "able"u8) || Shorten("alli"u8, "al"u8) || Shorten("bli"u8, "ble"u8);
        if (isFound) return;
        if (EndsWith("ogi"u8))
        {
            if (_length > 3 && _word[_length - 4] == 'l') Shorten("ogi"u8, "og"u8);
        }
        else if (EndsWith("li"u8) && _length > 2 && "cdeghkmnrt"u8.Contains(_word[_length - 3]))
        {
            Shorten("li"u8, ""u8);
        }
    }

    private void ShortenEnding()
    {
        if (_length < 3) return;
        switch (_word[_length - 1])
        {
            case (byte)'l':
                _ = Shorten("ational"u8, "ate"u8) || Shorten("tional"u8, "tion"u8) || Shorten("ical"u8, "ic"u8) ||
                    Shorten("ful"u8, ""u8);
                break;
            case (byte)'e':
                if (Shorten("alize"u8, "al"u8) || Shorten("icate"u8, "ic"u8)) break;
                if (EndsWith("ative"u8) && _length - 5 >= _region2) Shorten("ative"u8, ""u8);
                break;
            case (byte)'i':
                Shorten("iciti"u8, "ic"u8);
                break;
            case (byte)'s':
                Shorten("ness"u8, ""u8);
                break;
        }
    }

    // Finds an ending, and removes it where it lies in R2; false where it is not the ending.
    private bool Remove(ReadOnlySpan<byte> ending)
    {
        if (!EndsWith(ending)) return false;
        if (_length - ending.Length >= _region2) _length -= ending.Length;
        return true;
    }

    private void RemoveEnding()
    {
        if (_length < 3) return;
        switch (_word[_length - 1])
        {
            case (byte)'e':
                _ = Remove("ance"u8) || Remove("ence"u8) || Remove("able"u8) || Remove("ible"u8) || Remove("ate"u8) ||
                    Remove("ive"u8) || Remove("ize"u8);
                break;
            case (byte)'t':
                _ = Remove("ement"u8) || Remove("ment"u8) || Remove("ent"u8) || Remove("ant"u8);
                break;
            case (byte)'l':
                Remove("al"u8);
                break;
            case (byte)'r':
                Remove("er"u8);
                break;
            case (byte)'c':
                Remove("ic"u8);
                break;
            case (byte)'m':
                Remove("ism"u8);
                break;
            case (byte)'i':
                Remove("iti"u8);
                break;
            case (byte)'s':
                Remove("ous"u8);
                break;
            case (byte)'n':
                if (EndsWith("ion"u8) && _length > 3 && _word[_length - 4] is (byte)'s' or (byte)'t') Remove("ion"u8);
                break;
        }
    }

    private void RemoveLastLetter()
    {
        if (_length == 0) return;
        int last = _length - 1;
        if (_word[last] == 'e')
        {
            if (last >= _region2 || (last >= _region1 && !EndsShort(last))) _length--;
        }
        else if (_word[last] == 'l' && last >= _region2 && last > 0 && _word[last - 1] == 'l')
        {
            _length--;
        }
    }
}
