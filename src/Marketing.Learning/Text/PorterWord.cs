namespace Marketing.Learning.Text;

/// <summary>One word on its way through the steps of <see cref="Porter2"/>; the names of the steps are those of its definition.</summary>
internal ref struct PorterWord
{
    private readonly Span<char> _word;
    private int _length;
    private int _r1;
    private int _r2;

    public PorterWord(Span<char> word)
    {
        _word = word;
        _length = word.Length;
        if (word[0] == '\'')
        {
            word[1..].CopyTo(word);
            _length--;
        }

        for (var at = 0; at < _length; at++)
        {
            if (word[at] == 'y' && (at == 0 || IsVowel(word[at - 1])))
            {
                word[at] = 'Y';
            }
        }

        _r1 = FirstRegion();
        _r2 = RegionAfter(_r1);
    }

    private readonly ReadOnlySpan<char> Word => _word[.._length];

    public int Stem(HashSet<string>.AlternateLookup<ReadOnlySpan<char>> doneAfterStep1a)
    {
        Step0();
        Step1a();
        if (!doneAfterStep1a.Contains(Word))
        {
            Step1b();
            Step1c();
            PorterSuffixes.Step2(ref this);
            PorterSuffixes.Step3(ref this);
            PorterSuffixes.Step4(ref this);
            Step5();
        }

        foreach (ref var character in _word[.._length])
        {
            character = character == 'Y' ? 'y' : character;
        }

        return _length;
    }

    public readonly bool Ends(string suffix) => Word.EndsWith(suffix);

    public readonly bool InR1(int suffix) => _length - suffix >= _r1;

    public readonly bool InR2(int suffix) => _length - suffix >= _r2;

    public readonly char Before(int suffix) => _length > suffix ? _word[_length - suffix - 1] : '\0';

    public void Replace(int suffix, string by)
    {
        _length -= suffix;
        by.CopyTo(_word[_length..]);
        _length += by.Length;
    }

    private static bool IsVowel(char character) => character is 'a' or 'e' or 'i' or 'o' or 'u' or 'y';

    private readonly int FirstRegion()
    {
        foreach (var prefix in (ReadOnlySpan<string>)["gener", "commun", "arsen"])
        {
            if (Word.StartsWith(prefix))
            {
                return prefix.Length;
            }
        }

        return RegionAfter(0);
    }

    /// <summary>The place after the first non-vowel that follows a vowel, from a place on.</summary>
    private readonly int RegionAfter(int from)
    {
        for (var at = from + 1; at < _length; at++)
        {
            if (!IsVowel(_word[at]) && IsVowel(_word[at - 1]))
            {
                return at + 1;
            }
        }

        return _length;
    }

    private readonly bool HasVowelBefore(int suffix)
    {
        foreach (var character in _word[..Math.Max(0, _length - suffix)])
        {
            if (IsVowel(character))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A vowel between non-vowels (the last none of w, x, Y), or a vowel that begins the word and a non-vowel.</summary>
    private readonly bool EndsInShortSyllable(int length) =>
        length == 2
            ? IsVowel(_word[0]) && !IsVowel(_word[1])
            : length > 2
                && !IsVowel(_word[length - 3])
                && IsVowel(_word[length - 2])
                && !IsVowel(_word[length - 1])
                && _word[length - 1] is not ('w' or 'x' or 'Y');

    private void Step0() =>
        _length -=
            Ends("'s'") ? 3
            : Ends("'s") ? 2
            : Ends("'") ? 1
            : 0;

    private void Step1a()
    {
        if (Ends("sses"))
        {
            Replace(4, "ss");
        }
        else if (Ends("ied") || Ends("ies"))
        {
            Replace(3, _length > 4 ? "i" : "ie");
        }
        else if (Ends("s") && !Ends("us") && !Ends("ss") && HasVowelBefore(2))
        {
            _length--;
        }
    }

    private void Step1b()
    {
        var eed =
            Ends("eedly") ? 5
            : Ends("eed") ? 3
            : 0;
        if (eed > 0)
        {
            if (InR1(eed))
            {
                Replace(eed, "ee");
            }

            return;
        }

        var suffix =
            Ends("ingly") ? 5
            : Ends("edly") ? 4
            : Ends("ing") ? 3
            : Ends("ed") ? 2
            : 0;
        if (suffix == 0 || !HasVowelBefore(suffix))
        {
            return;
        }

        _length -= suffix;
        if (Ends("at") || Ends("bl") || Ends("iz") || (EndsInShortSyllable(_length) && _r1 >= _length))
        {
            Replace(0, "e");
        }
        else if (_length >= 2 && _word[_length - 1] == _word[_length - 2] && "bdfgmnprt".Contains(_word[_length - 1]))
        {
            _length--;
        }
    }

    private readonly void Step1c()
    {
        if (_length > 2 && _word[_length - 1] is 'y' or 'Y' && !IsVowel(_word[_length - 2]))
        {
            _word[_length - 1] = 'i';
        }
    }

    private void Step5()
    {
        if (Ends("e") && (InR2(1) || (InR1(1) && !EndsInShortSyllable(_length - 1))))
        {
            _length--;
        }
        else if (Ends("l") && InR2(1) && Before(1) == 'l')
        {
            _length--;
        }
    }
}
