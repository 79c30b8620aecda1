using System.Globalization;
using Marketing.Profiles.Features;
using Marketing.Store;

namespace Marketing.Profiles.Segments;

/// <summary>Collects what is wrong with a definition, by field.</summary>
internal sealed class RuleCheck
{
    private const int Deepest = 8;
    private const int MostConditions = 100;
    private const int MostWords = 100;
    private const int LongestWord = 200;
    private const double Largest = 1e12;
    private int _conditions;

    public Dictionary<string, string[]> Errors { get; } = new(StringComparer.Ordinal);

    public bool IsWrong => Errors.Count > 0;

    public void Require(string field, bool holds, string sentence)
    {
        if (!holds)
        {
            Errors.TryAdd(field, [$"'{field}' {sentence}"]);
        }
    }

    public void Text(string field, string? text, int most) =>
        Require(
            field,
            text is null
                || (!string.IsNullOrWhiteSpace(text) && text.Length <= most && TextRules.IsStorable(text) && TextRules.IsPrintable(text)),
            string.Create(CultureInfo.InvariantCulture, $"must be 1 to {most} printable characters.")
        );

    /// <summary>A rule and everything in it.</summary>
    public void Rule(string field, SegmentRule? rule, int depth = 1)
    {
        if (rule is null)
        {
            Require(field, false, "is null.");
            return;
        }

        if (++_conditions > MostConditions || depth > Deepest)
        {
            Require(
                field,
                false,
                string.Create(CultureInfo.InvariantCulture, $"is too much: {MostConditions} conditions and {Deepest} levels at most.")
            );
            return;
        }

        int Said(params object?[] values) => values.Count(value => value is not null);
        Require(
            field,
            Said(rule.All, rule.Any, rule.Not, rule.Feature, rule.Event, rule.Affinity) == 1,
            "must have exactly one of all, any, not, feature, event, affinity."
        );
        if (Said(rule.All, rule.Any, rule.Not) > 0)
        {
            Require(
                field,
                Said(rule.Days, rule.Name, rule.AtLeast, rule.AtMost, rule.In, rule.Known) == 0,
                "takes no bounds beside all, any or not."
            );
            Parts(field, rule, depth);
            return;
        }

        Number(field + ".atLeast", rule.AtLeast);
        Number(field + ".atMost", rule.AtMost);
        Require(field, !(rule.AtLeast > rule.AtMost), "has atLeast above atMost.");
        Require(field, rule.Event is not null || rule.Days is null, "takes days only beside event.");
        Require(field, rule.Affinity is not null || rule.Name is null, "takes name only beside affinity.");
        Require(field, rule.Feature is not null || Said(rule.In, rule.Known) == 0, "takes in and known only beside feature.");
        if (rule.Feature is { } name)
        {
            Feature(field, rule, name);
        }
        else
        {
            Require(field, Said(rule.AtLeast, rule.AtMost) > 0, "needs atLeast or atMost.");
        }

        if (rule.Event is { } type)
        {
            Require(field + ".event", Enum.IsDefined(type), "is no type of event.");
            Require(field + ".days", EventCounts.Windows.Contains(rule.Days ?? 0), "must be 7, 30, 90 or 365.");
        }

        if (rule.Affinity is { } kind)
        {
            Require(field + ".affinity", Enum.IsDefined(kind), "must be category, brand, priceBand or search.");
            Require(field + ".name", rule.Name is not null, "is missing.");
            Text(field + ".name", rule.Name, 1000);
        }
    }

    /// <summary>Cells of the grid.</summary>
    public void Rfm(string field, RfmCells cells)
    {
        Require(field, cells.Recency is not null || cells.Frequency is not null || cells.Monetary is not null, "names no fifth.");
        foreach (var (name, fifths) in new[] { ("recency", cells.Recency), ("frequency", cells.Frequency), ("monetary", cells.Monetary) })
        {
            Require(
                $"{field}.{name}",
                fifths is null
                    || (
                        fifths.Count is >= 1 and <= 5
                        && fifths.All(fifth => fifth is >= 1 and <= 5)
                        && fifths.Distinct().Count() == fifths.Count
                    ),
                "must be fifths from 1 to 5, none twice."
            );
        }
    }

    private void Parts(string field, SegmentRule rule, int depth)
    {
        if (rule.Not is { } one)
        {
            Rule(field + ".not", one, depth + 1);
            return;
        }

        var name = rule.All is not null ? "all" : "any";
        Require($"{field}.{name}", rule.Parts.Count is >= 1 and <= MostConditions, "must hold 1 to 100 conditions.");
        for (var at = 0; at < Math.Min(rule.Parts.Count, MostConditions); at++)
        {
            Rule(string.Create(CultureInfo.InvariantCulture, $"{field}.{name}[{at}]"), rule.Parts[at], depth + 1);
        }
    }

    private void Feature(string field, SegmentRule rule, string name)
    {
        if (FeatureList.Find(name) is not { } feature)
        {
            Require(field + ".feature", false, $"is none of {string.Join(", ", FeatureList.Names)}.");
            return;
        }

        var bounds = rule.AtLeast is not null || rule.AtMost is not null;
        Require(field, !feature.IsText || !bounds, "is a word: give in.");
        Require(field, feature.IsText || rule.In is null, "is a number: give atLeast or atMost.");
        Require(field, bounds || rule.In is not null || rule.Known is not null, "needs atLeast, atMost, in or known.");
        Require(field, rule.Known is not false || (!bounds && rule.In is null), "cannot be unknown and within bounds.");
        Require(field + ".in", rule.In is null or { Count: >= 1 and <= MostWords }, "must hold 1 to 100 words.");
        foreach (var word in rule.In?.Take(MostWords) ?? [])
        {
            Require(field + ".in", word is not null, "holds null.");
            Text(field + ".in", word, LongestWord);
        }
    }

    private void Number(string field, double? value) =>
        Require(field, value is null || Math.Abs(value.Value) <= Largest, "must lie between −1e12 and 1e12.");
}
