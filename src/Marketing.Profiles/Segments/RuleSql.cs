using System.Globalization;
using Marketing.Profiles.Features;
using Npgsql;
using NpgsqlTypes;

namespace Marketing.Profiles.Segments;

/// <summary>Makes SQL of definitions: a condition on <c>profiles.profiles p</c> that is true or false, never null.</summary>
internal sealed class RuleSql(NpgsqlParameterCollection parameters)
{
    /// <summary>The condition of a definition that was checked.</summary>
    public string Of(SegmentDefinition definition) =>
        definition switch
        {
            { Rule: { } rule } => Of(rule),
            { Rfm: { } cells } =>
                $"({Fifths("rfm_recency", cells.Recency)} AND {Fifths("rfm_frequency", cells.Frequency)} AND {Fifths("rfm_monetary", cells.Monetary)})",
            { Learned: { } learned } => $"coalesce(p.cluster = {Add(learned.Cluster, NpgsqlDbType.Integer)}, false)",
            _ => "false",
        };

    /// <summary>Adds a parameter.</summary>
    /// <returns>Its name in SQL.</returns>
    public string Add(object value, NpgsqlDbType type)
    {
        parameters.Add(new NpgsqlParameter { Value = value, NpgsqlDbType = type });
        return "$" + parameters.Count.ToString(CultureInfo.InvariantCulture);
    }

    private string Of(SegmentRule rule)
    {
        if (rule.All is { } all)
        {
            return "(" + string.Join(" AND ", all.Select(Of)) + ")";
        }

        if (rule.Any is { } any)
        {
            return "(" + string.Join(" OR ", any.Select(Of)) + ")";
        }

        if (rule.Not is { } not)
        {
            return $"(NOT {Of(not)})";
        }

        if (rule.Event is { } type)
        {
            // Arrays of PostgreSQL count from 1.
            var place = 1 + EventCounts.Place(type, EventCounts.Windows.ToList().IndexOf(rule.Days ?? 0));
            return Within(string.Create(CultureInfo.InvariantCulture, $"p.counts[{place}]"), rule);
        }

        return rule.Affinity is { } kind ? OfAffinity(kind, rule) : OfFeature(rule);
    }

    private string OfFeature(SegmentRule rule)
    {
        var column =
            "p." + (FeatureList.Find(rule.Feature ?? "")?.Column ?? throw new ArgumentException("The rule was not checked.", nameof(rule)));
        List<string> conditions = [];
        if (rule.Known is { } known)
        {
            conditions.Add($"{column} IS {(known ? "NOT " : "")}NULL");
        }

        if (rule.In is { } words)
        {
            conditions.Add($"coalesce({column} = ANY({Add(words.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text)}), false)");
        }

        if (rule.AtLeast is not null || rule.AtMost is not null)
        {
            conditions.Add(Within(column, rule));
        }

        return "(" + string.Join(" AND ", conditions) + ")";
    }

    /// <summary>Numbers of the index that are not above a bound are counted by a binary search; where two counts differ, something lies between.</summary>
    private string OfAffinity(AffinityKind kind, SegmentRule rule)
    {
        var (above, upTo, others) = AffinityIndex.Range(kind, rule.Name ?? "", rule.AtLeast, rule.AtMost);
        return $"(width_bucket({Add(upTo, NpgsqlDbType.Bigint)}, p.likes) {(others ? "=" : ">")} width_bucket({Add(above, NpgsqlDbType.Bigint)}, p.likes))";
    }

    private string Within(string value, SegmentRule rule)
    {
        List<string> bounds = [];
        if (rule.AtLeast is { } least)
        {
            bounds.Add($"{value} >= {Add(least, NpgsqlDbType.Double)}");
        }

        if (rule.AtMost is { } most)
        {
            bounds.Add($"{value} <= {Add(most, NpgsqlDbType.Double)}");
        }

        return $"coalesce({string.Join(" AND ", bounds)}, false)";
    }

    private string Fifths(string column, IReadOnlyList<int>? fifths) =>
        fifths is null
            ? $"(p.{column} IS NOT NULL)"
            : $"coalesce(p.{column} = ANY({Add(fifths.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Integer)}), false)";
}
