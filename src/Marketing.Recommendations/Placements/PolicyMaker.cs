using Marketing.Recommendations.Serving;

namespace Marketing.Recommendations.Placements;

/// <summary>Resolves a preset for one variant and one moment.</summary>
internal static class PolicyMaker
{
    private const double UsualStrength = .5;

    /// <summary>The rules in force.</summary>
    /// <param name="definition">The preset.</param>
    /// <param name="version">Its version; null while it is only previewed.</param>
    /// <param name="variant">Null: outside of any experiment.</param>
    /// <param name="now">Rules and the experiment begin and end by it.</param>
    public static ListPolicy Make(PlacementDefinition definition, int? version, string? variant, DateTimeOffset now)
    {
        var own = variant is null ? null : definition.Experiment?.Variants?.FirstOrDefault(v => v.Name == variant);
        var rules = own?.Rules ?? definition.Rules ?? [];
        var active = rules.Where(rule => IsWithin(rule.From, rule.Until, now)).ToArray();
        var slots = own?.Exploration ?? definition.Exploration;
        var edges = rules
            .SelectMany(rule => new[] { rule.From, rule.Until })
            .Append(definition.Experiment?.From)
            .Append(definition.Experiment?.Until)
            .Where(edge => edge > now);
        var ends = edges.Min();
        return new ListPolicy
        {
            Version = version,
            Variant = own?.Name,
            Sources = own?.Sources ?? definition.Sources ?? ListPolicy.Default.Sources,
            Fallback = own?.Fallback ?? definition.Fallback ?? ListPolicy.Default.Fallback,
            Filter = own?.Filter ?? definition.Filter,
            Hidden = [.. active.Where(rule => rule.Kind == RuleKind.Hide).Select(rule => rule.Where).OfType<ItemCondition>()],
            Tilts = [.. active.Where(rule => rule is { Kind: RuleKind.Boost or RuleKind.Bury, Where: not null }).Select(TiltOf)],
            Arrangement = new Arrangement
            {
                Diversity = own?.Diversity ?? definition.Diversity ?? 0,
                MaxPerBrand = own?.MaxPerBrand ?? definition.MaxPerBrand,
                MaxPerCategory = own?.MaxPerCategory ?? definition.MaxPerCategory,
                Pins =
                [
                    .. active
                        .Where(rule => rule is { Kind: RuleKind.Pin, ItemId: not null, Position: not null })
                        .Select(rule => (rule.Position ?? 1, rule.ItemId ?? "")),
                ],
                Exploration = slots is null ? null : new ExplorationSlots(slots.EveryNth, slots.Share, slots.NewerThanDays),
            },
            Until = ends?.ToUnixTimeSeconds() ?? long.MaxValue,
        };
    }

    /// <summary>Whether a moment is at or after the first and before the second.</summary>
    public static bool IsWithin(DateTimeOffset? from, DateTimeOffset? until, DateTimeOffset now) => !(now < from) && !(now >= until);

    private static (ItemCondition, float) TiltOf(PlacementRule rule)
    {
        var strength = (float)(rule.Strength ?? UsualStrength);
        return (rule.Where ?? new ItemCondition(), rule.Kind == RuleKind.Boost ? strength : -strength);
    }
}
