using System.Globalization;
using Marketing.Recommendations.Serving;
using Marketing.Store;

namespace Marketing.Recommendations.Placements;

/// <summary>Checks a preset before it is stored or previewed, field by field.</summary>
internal sealed class PlacementCheck
{
    private const int MostRules = 200;
    private const int MostValues = 1000;
    private const int LongestName = 200;
    private const int LongestLabel = 512;

    /// <summary>What is wrong, by field.</summary>
    public Dictionary<string, string[]> Errors { get; } = new(StringComparer.Ordinal);

    /// <summary>The preset as it is stored: paths in normal form.</summary>
    public PlacementDefinition Check(PlacementDefinition definition)
    {
        Require(definition.Name is null || IsName(definition.Name), "name", "must be 1 to 200 printable characters");
        if (definition.Experiment is not { } experiment)
        {
            return Settings(definition, "");
        }

        var variants = experiment.Variants ?? [];
        Require(
            experiment.ExperimentId is { } id && TextRules.IsId(id),
            "experiment.experimentId",
            "must be 1 to 128 printable characters"
        );
        Require(
            experiment.From is null || experiment.Until is null || experiment.From < experiment.Until,
            "experiment.until",
            "must be after from"
        );
        Require(variants.Count is >= 2 and <= 10, "experiment.variants", "must be 2 to 10 variants");
        Require(variants.All(v => v is not null), "experiment.variants", "must not hold null");
        Require(
            variants.Select(v => v?.Name).Distinct(StringComparer.Ordinal).Count() == variants.Count,
            "experiment.variants",
            "must have names of their own"
        );
        return Settings(definition, "") with
        {
            Experiment = experiment with { Variants = [.. variants.Take(10).OfType<PlacementVariant>().Select(Variant)] },
        };
    }

    private PlacementVariant Variant(PlacementVariant variant, int at)
    {
        var path = $"experiment.variants[{at}].";
        Require(variant.Name is { } name && TextRules.IsId(name), path + "name", "must be 1 to 128 printable characters");
        Require(variant.Weight is > 0 and <= 1_000_000, path + "weight", "must be above 0 and at most 1,000,000");
        return Settings(variant, path);
    }

    private T Settings<T>(T settings, string path)
        where T : PlacementSettings
    {
        Sources(settings.Sources, path + "sources", mayBeEmpty: false);
        Sources(settings.Fallback, path + "fallback", mayBeEmpty: true);
        Require(settings.Diversity is null or (>= 0 and <= 1), path + "diversity", "must be between 0 and 1");
        Require(settings.MaxPerBrand is null or (>= 1 and <= 100), path + "maxPerBrand", "must be between 1 and 100");
        Require(settings.MaxPerCategory is null or (>= 1 and <= 100), path + "maxPerCategory", "must be between 1 and 100");
        if (settings.Exploration is { } slots)
        {
            Require(slots.EveryNth is >= 3 and <= 100, path + "exploration.everyNth", "must be between 3 and 100");
            Require(slots.Share is > 0 and <= 1, path + "exploration.share", "must be above 0 and at most 1");
            Require(slots.NewerThanDays is >= 1 and <= 365, path + "exploration.newerThanDays", "must be between 1 and 365");
        }

        var rules = settings.Rules;
        Require(rules is null or { Count: <= MostRules }, path + "rules", $"may hold {MostRules} rules");
        Require(rules?.All(rule => rule is not null) != false, path + "rules", "must not hold null");
        Pins(rules ?? [], path + "rules");
        return settings with
        {
            Filter = settings.Filter is { } filter ? Condition(filter, path + "filter") : null,
            Rules = rules is null
                ? null
                : [.. rules.Take(MostRules).OfType<PlacementRule>().Select((rule, at) => Rule(rule, $"{path}rules[{at}]"))],
        };
    }

    private void Sources(IReadOnlyList<string>? sources, string path, bool mayBeEmpty)
    {
        var isKnown = sources is null || (sources.All(ListSources.All.Contains) && sources.Distinct().Count() == sources.Count);
        Require(
            isKnown && (sources is null || mayBeEmpty || sources.Count > 0),
            path,
            $"must be different ones of {string.Join(", ", ListSources.All)}"
        );
    }

    private PlacementRule Rule(PlacementRule rule, string path)
    {
        var isPin = rule.Kind == RuleKind.Pin;
        var isTilt = rule.Kind is RuleKind.Boost or RuleKind.Bury;
        Require(rule.Name is null || IsName(rule.Name), path + ".name", "must be 1 to 200 printable characters");
        Require(
            isPin ? rule.ItemId is { } id && TextRules.IsId(id) : rule.ItemId is null,
            path + ".itemId",
            "is what a pin names, and only a pin"
        );
        Require(
            isPin ? rule.Position is >= 1 and <= 100 : rule.Position is null,
            path + ".position",
            "is what a pin names, 1 to 100, and only a pin"
        );
        Require(
            isPin ? rule.Where is null : rule.Where is { IsEmpty: false },
            path + ".where",
            "names the items of every rule but a pin, by one field at least"
        );
        Require(
            rule.Strength is null || (isTilt && rule.Strength is > 0 and <= 1),
            path + ".strength",
            "must be above 0 and at most 1, for boost and bury only"
        );
        Require(rule.From is null || rule.Until is null || rule.From < rule.Until, path + ".until", "must be after from");
        return rule.Where is { } where ? rule with { Where = Condition(where, path + ".where") } : rule;
    }

    /// <summary>Of two pins that want one position, or one item, at one time, one would be without effect and nobody would know why.</summary>
    private void Pins(IReadOnlyList<PlacementRule> rules, string path)
    {
        for (var at = 0; at < Math.Min(rules.Count, MostRules); at++)
        {
            var rule = rules[at];
            if (rule is not { Kind: RuleKind.Pin })
            {
                continue;
            }

            var others = rules.Take(at).Where(other => other is { Kind: RuleKind.Pin } && Meet(other, rule)).ToArray();
            Require(
                others.All(other => other.Position != rule.Position),
                $"{path}[{at}].position",
                "is that of another pin at the same time"
            );
            Require(others.All(other => other.ItemId != rule.ItemId), $"{path}[{at}].itemId", "is pinned already at the same time");
        }
    }

    private static bool Meet(PlacementRule one, PlacementRule other) => !(one.Until <= other.From) && !(other.Until <= one.From);

    private ItemCondition Condition(ItemCondition condition, string path)
    {
        var category =
            condition.Category is { Length: <= LongestLabel } text && TextRules.IsPrintable(text) ? CategoryPath.Normalize(text) : null;
        Require(condition.Category is null || category is not null, path + ".category", "must be a path of names divided by '>'");
        Values(condition.ItemIds, path + ".itemIds", id => id.Length <= TextRules.MaxIdLength * 2 && TextRules.IsId(id));
        Values(condition.Brands, path + ".brands", IsLabel);
        Values(condition.Tags, path + ".tags", IsLabel);
        Require(condition.Attributes is null or { Count: > 0 and <= 100 }, path + ".attributes", "must name 1 to 100 attributes");
        foreach (
            var (name, values) in (condition.Attributes ?? new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)).Take(100)
        )
        {
            Require(IsLabel(name), path + ".attributes", "must have names of 1 to 512 printable characters");
            Require(values is not null, path + ".attributes", "must have a list of values a name");
            Values(values, path + ".attributes", IsLabel);
        }

        Range(condition.MinPrice, condition.MaxPrice, path, "Price", 0);
        Range((decimal?)Finite(condition.MinMargin), (decimal?)Finite(condition.MaxMargin), path, "Margin", -1_000_000);
        Range(condition.MinStock, condition.MaxStock, path, "Stock", 0);
        Require(condition.NewerThanDays is null or (>= 1 and <= 36_500), path + ".newerThanDays", "must be between 1 and 36,500");
        Require(condition.OlderThanDays is null or (>= 0 and <= 36_500), path + ".olderThanDays", "must be between 0 and 36,500");
        return condition with { Category = category };
    }

    /// <summary>JSON has no other numbers, but very large ones do not fit a decimal.</summary>
    private static double? Finite(double? number) => number is null ? null : Math.Clamp(number.Value, -1e9, 1e9);

    private void Range(decimal? low, decimal? high, string path, string name, decimal least)
    {
        Require(low is null || low >= least, $"{path}.min{name}", string.Create(CultureInfo.InvariantCulture, $"must be at least {least}"));
        Require(high is null || high >= (low ?? least), $"{path}.max{name}", $"must be at least min{name}");
    }

    private void Values(IReadOnlyList<string>? values, string path, Func<string, bool> fits) =>
        Require(
            values is null || (values.Count is > 0 and <= MostValues && values.All(value => value is not null && fits(value))),
            path,
            $"must be 1 to {MostValues} printable texts"
        );

    private static bool IsLabel(string label) => label.Length is >= 1 and <= LongestLabel && TextRules.IsPrintable(label);

    private static bool IsName(string name) => name.Length is >= 1 and <= LongestName && TextRules.IsPrintable(name);

    private void Require(bool condition, string field, string otherwise)
    {
        if (!condition && Errors.Count < 100)
        {
            Errors[field] = [$"{field} {otherwise}."];
        }
    }
}
