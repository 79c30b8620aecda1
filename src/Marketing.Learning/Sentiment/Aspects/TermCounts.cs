using Marketing.Learning.Sentiment.Feelings;
using Marketing.Learning.Text;

namespace Marketing.Learning.Sentiment.Aspects;

/// <summary>In how many texts each word, and each two or three Chinese characters in a row, stand, and in how many of them with a word of feeling beside it.</summary>
internal sealed class TermCounts
{
    private const int ShortestWord = 3;
    private const int LongestWord = 30;

    // Particles, pronouns, auxiliaries: no term holds one.
    private const string Particles =
        "的了是很不没有我就也在都和还说这那要太吧呢啊吗呀哦嘛你他她它们着过给把被让对比从到去来再又才有只能会可以为与及其之于但而且所因如果什么怎样个些一二两三几多少最更挺真好";

    private readonly Dictionary<char, int> _characters = [];
    private readonly Dictionary<string, TermCount> _terms = new(StringComparer.Ordinal);
    private int _total;
    private long _parts;
    private long _felt;

    /// <summary>Every term.</summary>
    public IEnumerable<KeyValuePair<string, TermCount>> Terms => _terms;

    /// <summary>Share of all parts of sentences that hold a word of feeling.</summary>
    public double FeltShare => _parts == 0 ? 0 : (double)_felt / _parts;

    public static TermCounts Of(IReadOnlyList<string> texts)
    {
        var (counts, tokens) = (new TermCounts(), new TermTokens());
        for (var text = 0; text < texts.Count; text++)
        {
            tokens.Read(texts[text]);
            counts.Add(tokens, text);
        }

        return counts;
    }

    /// <summary>Texts with a term.</summary>
    public int TextsWith(string term) => _terms.TryGetValue(term, out var count) ? count.Texts : 0;

    /// <summary>True for words, and for characters that stand together so much oftener than they would by chance.</summary>
    public bool HoldsTogether(string term, double times)
    {
        for (var at = 0; at + 1 < term.Length; at++)
        {
            if (
                _characters.TryGetValue(term[at], out var first)
                && _characters.TryGetValue(term[at + 1], out var second)
                && (double)_terms[term].Times * _total < times * first * second
            )
            {
                return false;
            }
        }

        return true;
    }

    private void Add(TermTokens tokens, int text)
    {
        var (feelings, turns) = (new List<Feeling>(), new List<int>());
        FeelingWords.Find(tokens, feelings, turns);
        var (feltParts, occupied) = (new HashSet<int>(), new HashSet<int>());
        foreach (var feeling in feelings)
        {
            feltParts.Add(tokens.Clauses[feeling.First]);
            occupied.UnionWith(Enumerable.Range(feeling.First, feeling.Count));
        }

        _parts += tokens.Count == 0 ? 0 : tokens.Clauses[^1] + 1;
        _felt += feltParts.Count;
        for (var at = 0; at < tokens.Count; at++)
        {
            if (tokens.Tokens[at].Kind == TokenKind.Word)
            {
                var word = tokens.Folded(at);
                if (word.Length is >= ShortestWord and <= LongestWord && IsTelling(word) && !occupied.Contains(at))
                {
                    Count(word.ToString(), text, feltParts.Contains(tokens.Clauses[at]));
                }
            }
            else if (IsCharacter(tokens, at))
            {
                AddCharacters(tokens, at, text, feltParts, occupied);
            }
        }
    }

    private void AddCharacters(TermTokens tokens, int at, int text, HashSet<int> feltParts, HashSet<int> occupied)
    {
        Span<char> term = stackalloc char[3];
        for (var length = 1; length <= 3; length++)
        {
            var last = at + length - 1;
            if (
                last >= tokens.Count
                || !IsCharacter(tokens, last)
                || (length > 1 && tokens.Tokens[last].Start != tokens.Tokens[last - 1].End)
            )
            {
                return;
            }

            term[length - 1] = tokens.Folded(last)[0];
            if (length == 1)
            {
                _characters[term[0]] = _characters.GetValueOrDefault(term[0]) + 1;
                _total++;
            }

            if (occupied.Contains(last) || Particles.Contains(term[length - 1], StringComparison.Ordinal))
            {
                return;
            }

            if (length > 1)
            {
                Count(term[..length].ToString(), text, feltParts.Contains(tokens.Clauses[at]));
            }
        }
    }

    private void Count(string term, int text, bool felt)
    {
        if (!_terms.TryGetValue(term, out var count))
        {
            _terms[term] = count = new TermCount();
        }

        count.Add(text, felt);
    }

    private static bool IsTelling(ReadOnlySpan<char> word) => !EnglishWords.IsStopWord(word) && !EnglishWords.IsNegation(word);

    private static bool IsCharacter(TermTokens tokens, int at) => tokens.IsCharacter(at) && tokens.Folded(at).Length == 1;
}

/// <summary>What is known of one term.</summary>
internal sealed class TermCount
{
    private int _lastText = -1;
    private int _felt;

    /// <summary>Texts with it.</summary>
    public int Texts { get; private set; }

    /// <summary>Occurrences.</summary>
    public int Times { get; private set; }

    /// <summary>Share of the occurrences with a word of feeling in the same part of the sentence.</summary>
    public double FeltShare => (double)_felt / Times;

    public void Add(int text, bool felt)
    {
        Texts += text == _lastText ? 0 : 1;
        (_lastText, Times, _felt) = (text, Times + 1, _felt + (felt ? 1 : 0));
    }
}
