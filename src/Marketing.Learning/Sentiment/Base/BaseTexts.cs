namespace Marketing.Learning.Sentiment.Base;

/// <summary>
/// Reviews that nobody wrote: clauses made of the word lists, negated now and then, with neutral ones and some of the other feeling in between. What
/// the base model learns from. Text number n depends on n only.
/// </summary>
internal sealed class BaseTexts
{
    private const int MostClauses = 5;

    // One praise in so many that are no plain ones denies a bad word (不差); and one pair of Chinese texts in so many is two complaints: real Chinese complaints use
    // words of the lists less. Of 2 to 16 and of none, 12 and 6, tried on the training parts of two Chinese and one English review set, never on their test parts.
    private const int DenialShare = 3;
    private const int ChineseTilt = 6;

    private static readonly BaseTexts Chinese = new(
        Words(ChineseWords.Good),
        Words(ChineseWords.GoodPhrases),
        Words(ChineseWords.Bad),
        Words(ChineseWords.BadPhrases),
        Words(ChineseWords.Aspects),
        Words(ChineseWords.Intensifiers),
        Words(ChineseWords.Negations),
        Words(ChineseWords.Neutral),
        (Words(ChineseWords.Denials), Words(ChineseWords.Denied)),
        ("", "，")
    );

    private static readonly BaseTexts English = new(
        Words(EnglishFeelings.Good),
        Phrases(EnglishFeelings.GoodPhrases),
        Words(EnglishFeelings.Bad),
        Phrases(EnglishFeelings.BadPhrases),
        Phrases(EnglishFeelings.Aspects),
        Phrases(EnglishFeelings.Intensifiers),
        Phrases(EnglishFeelings.Negations),
        Phrases(EnglishFeelings.Neutral),
        ([], []),
        (" ", ". ")
    );

    private readonly string[][] _adjectives;
    private readonly string[][] _phrases;
    private readonly string[] _aspects;
    private readonly string[] _intensifiers;
    private readonly string[] _negations;
    private readonly string[] _neutral;
    private readonly (string[] Denials, string[] Denied) _praise;
    private readonly (string Words, string Clauses) _between;

    private BaseTexts(
        string[] good,
        string[] goodPhrases,
        string[] bad,
        string[] badPhrases,
        string[] aspects,
        string[] intensifiers,
        string[] negations,
        string[] neutral,
        (string[] Denials, string[] Denied) praise,
        (string Words, string Clauses) between
    )
    {
        (_adjectives, _phrases) = ([bad, good], [badPhrases, goodPhrases]);
        (_aspects, _intensifiers, _negations, _neutral) = (aspects, intensifiers, negations, neutral);
        (_praise, _between) = (praise, between);
    }

    /// <summary>Texts of both languages and both feelings, in turn; in Chinese a few more complaints.</summary>
    /// <param name="count">How many.</param>
    public static LabelledTexts Make(int count)
    {
        var (texts, labels) = (new string[count], new SentimentLabel[count]);
        for (var number = 0; number < count; number++)
        {
            var isChinese = number / 2 % 2 == 0;
            var positive = isChinese && number / 4 % ChineseTilt == 0 ? 0 : number % 2;
            labels[number] = (SentimentLabel)positive;
            texts[number] = (isChinese ? Chinese : English).Text(new Dice(number), positive);
        }

        return new LabelledTexts(texts, labels);
    }

    private static string[] Words(string list) => list.Split((char[])[' ', '\n'], Tidy);

    private static string[] Phrases(string list) => list.Replace('\n', ' ').Split('|', Tidy);

    private static StringSplitOptions Tidy => StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries;

    private string Text(Dice dice, int positive)
    {
        var clauses = new string[1 + dice.Below(MostClauses)];
        for (var at = 0; at < clauses.Length; at++)
        {
            clauses[at] = dice.Below(6) switch
            {
                0 when clauses.Length > 1 => dice.Of(_neutral),
                1 when clauses.Length > 2 => Clause(dice, 1 - positive),
                _ => Clause(dice, positive),
            };
        }

        return string.Join(_between.Clauses, clauses);
    }

    private string Clause(Dice dice, int positive) =>
        dice.Below(10) switch
        {
            < 4 => dice.Of(_phrases[positive]),
            < 6 => string.Join(_between.Words, dice.Of(_aspects), dice.Of(_adjectives[positive])),
            < 9 => string.Join(_between.Words, dice.Of(_aspects), dice.Of(_intensifiers), dice.Of(_adjectives[positive])),
            _ when positive == 0 => string.Join(_between.Words, dice.Of(_aspects), dice.Of(_negations), dice.Of(_adjectives[1])),
            _ when _praise.Denied.Length > 0 && dice.Below(DenialShare) == 0 => string.Join(
                _between.Words,
                dice.Of(_aspects),
                dice.Of(_praise.Denials),
                dice.Of(_praise.Denied)
            ),
            _ => string.Join(_between.Words, dice.Of(_intensifiers), dice.Of(_adjectives[1])),
        };

    /// <summary>The random choices of one text.</summary>
    private sealed class Dice(int text)
    {
        private ulong _thrown;

        public int Below(int count) => (int)(SplitMix64.At((ulong)text, _thrown++) % (ulong)count);

        public string Of(string[] words) => words[Below(words.Length)];
    }
}
