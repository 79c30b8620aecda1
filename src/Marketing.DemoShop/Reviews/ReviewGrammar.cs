using System.Text;

namespace Marketing.DemoShop.Reviews;

/// <summary>
/// Sentences of one language. A table's line is <c>key|choice|choice…</c>: <c>open</c> and <c>close</c> with the feeling (<c>+ - =</c>), an aspect's
/// <c>subject</c> and its predicates by feeling, and word lists that <c>{name}</c> stands for.
/// </summary>
internal sealed class ReviewGrammar
{
    public static readonly ReviewGrammar English = new(EnglishReviewWords.Table, isChinese: false);
    public static readonly ReviewGrammar Chinese = new(ChineseReviewWords.Table, isChinese: true);

    private readonly Dictionary<string, string[]> _choices;
    private readonly bool _isChinese;

    private ReviewGrammar(string table, bool isChinese)
    {
        _choices = table.Split('\n').Select(line => line.Split('|')).ToDictionary(parts => parts[0], parts => parts[1..]);
        _isChinese = isChinese;
    }

    /// <summary>Writes a review. The first aspect leads; one that feels otherwise than the review is introduced by a "but".</summary>
    public string Write(Dice dice, Feeling feeling, IReadOnlyList<AspectFeeling> aspects, string kind, string material)
    {
        var text = new StringBuilder();
        var contrast = feeling;
        var opens = dice.Chance(0.75);
        var closes = dice.Chance(opens ? 0.5 : 0.9);
        if (opens)
        {
            text.Append(Pick(dice, "open" + Sign(feeling)));
        }

        for (var index = 0; index < aspects.Count; index++)
        {
            var (aspect, about) = aspects[index];
            var turns = index > 0 && (int)about * (int)contrast < 0;
            var joint =
                turns ? Pick(dice, "but")
                : index > 0 ? Pick(dice, "and")
                : "";
            var subject = Pick(dice, aspect + ":subject");
            var predicate = Pick(dice, aspect + Sign(about));
            AppendSentence(text, joint, subject, predicate);
            contrast = about == Feeling.Neutral ? contrast : about;
        }

        if (closes)
        {
            Space(text).Append(Pick(dice, "close" + Sign(feeling)));
        }

        return Expand(dice, text.ToString(), kind, material);
    }

    private void AppendSentence(StringBuilder text, string joint, string subject, string predicate)
    {
        Space(text);
        if (_isChinese)
        {
            text.Append(joint).Append(subject).Append(predicate).Append('。');
            return;
        }

        var sentence = joint.Length == 0 ? subject : $"{joint} {char.ToLowerInvariant(subject[0])}{subject[1..]}";
        text.Append(char.ToUpperInvariant(sentence[0])).Append(sentence.AsSpan(1)).Append(' ').Append(predicate).Append('.');
    }

    private StringBuilder Space(StringBuilder text) => _isChinese || text.Length == 0 ? text : text.Append(' ');

    private string Expand(Dice dice, string text, string kind, string material)
    {
        foreach (var name in (ReadOnlySpan<string>)["very", "whom", "who", "time"])
        {
            var slot = "{" + name + "}";
            for (var at = text.IndexOf(slot, StringComparison.Ordinal); at >= 0; at = text.IndexOf(slot, StringComparison.Ordinal))
            {
                var word = Pick(dice, name);
                word =
                    at > 0 && text[at - 1] == ' ' && (at < 2 || text[at - 2] is not ('.' or '!')) && name == "time"
                        ? word.ToLowerInvariant()
                        : word;
                text = string.Concat(text.AsSpan(0, at), word, text.AsSpan(at + slot.Length));
            }
        }

        return text.Replace("{kind}", kind, StringComparison.Ordinal).Replace("{material}", material, StringComparison.Ordinal);
    }

    private string Pick(Dice dice, string key) => dice.Pick(_choices[key]);

    private static char Sign(Feeling feeling) =>
        feeling switch
        {
            Feeling.Positive => '+',
            Feeling.Negative => '-',
            _ => '=',
        };
}
