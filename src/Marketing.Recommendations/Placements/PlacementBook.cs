using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization;
using Marketing.Recommendations.Answers;
using Marketing.Recommendations.Serving;
using Marketing.Store;
using Microsoft.Extensions.Logging;

namespace Marketing.Recommendations.Placements;

/// <summary>The presets of this replica, ready to be followed.</summary>
internal sealed class PlacementBook : IDisposable
{
    /// <summary>How presets are stored.</summary>
    public static readonly JsonSerializerOptions Json = new(PreparedAnswer.Json)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    private readonly RecommendationPlacements _placements;
    private readonly ILogger<PlacementBook> _logger;
    private volatile FrozenDictionary<string, Entry> _entries = FrozenDictionary<string, Entry>.Empty;

    public PlacementBook(RecommendationPlacements placements, ILogger<PlacementBook> logger)
    {
        (_placements, _logger) = (placements, logger);
        _placements.Changed += Open;
        Open();
    }

    /// <summary>What a list is made by.</summary>
    /// <param name="placement">The place; without a preset of this name lists are as they are without a place.</param>
    /// <param name="subject">Who sees it; null for nobody in particular.</param>
    /// <param name="now">UTC.</param>
    public ListPolicy PolicyFor(string? placement, string? subject, DateTimeOffset now) =>
        placement is not null && _entries.TryGetValue(placement, out var entry) ? entry.PolicyFor(subject, now) : ListPolicy.Default;

    /// <summary>A stored preset; null when it cannot be read.</summary>
    public static PlacementDefinition? Read(string definition)
    {
        try
        {
            return JsonSerializer.Deserialize<PlacementDefinition>(definition, Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The variant of a preset that a subject sees at a moment.</summary>
    public static string? VariantOf(PlacementDefinition definition, string? subject, DateTimeOffset now) =>
        definition.Experiment is { } experiment && PolicyMaker.IsWithin(experiment.From, experiment.Until, now)
            ? Assignment.VariantOf(experiment, subject)
            : null;

    public void Dispose() => _placements.Changed -= Open;

    private void Open()
    {
        var before = _entries;
        var entries = new Dictionary<string, Entry>(StringComparer.Ordinal);
        foreach (var stored in _placements.All)
        {
            if (before.TryGetValue(stored.PlacementId, out var known) && known.Version == stored.Version)
            {
                entries[stored.PlacementId] = known;
            }
            else if (Read(stored.Definition) is { } definition)
            {
                entries[stored.PlacementId] = new Entry(definition, stored.Version);
            }
            else
            {
                _logger.LogError(
                    "Version {Version} of placement {Placement} cannot be read; it has no rules here",
                    stored.Version,
                    stored.PlacementId
                );
            }
        }

        _entries = entries.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private sealed class Entry(PlacementDefinition definition, int version)
    {
        private readonly ConcurrentDictionary<string, ListPolicy> _policies = new(StringComparer.Ordinal);

        public int Version => version;

        public ListPolicy PolicyFor(string? subject, DateTimeOffset now)
        {
            var variant = VariantOf(definition, subject, now);
            var key = variant ?? "";
            if (_policies.TryGetValue(key, out var policy) && now.ToUnixTimeSeconds() < policy.Until)
            {
                return policy;
            }

            return _policies[key] = PolicyMaker.Make(definition, version, variant, now);
        }
    }
}
