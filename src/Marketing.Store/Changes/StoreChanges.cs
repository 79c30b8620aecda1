using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Marketing.Store;

/// <summary>What kind of rows changed.</summary>
public enum ChangeKind
{
    /// <summary>Events of these subjects were stored, linked or deleted.</summary>
    Subjects,

    /// <summary>Rows of the catalogue.</summary>
    Items,

    /// <summary>Rows of the customers.</summary>
    Users,

    /// <summary>What serves, by model name.</summary>
    Models,

    /// <summary>Presets of recommendation places.</summary>
    RecommendationPlacements,

    /// <summary>What the reviews of these items come to.</summary>
    Moods,

    /// <summary>Lists of aspects, by category.</summary>
    Aspects,

    /// <summary>Channels, placements, campaigns and ads, as kind/id.</summary>
    Ads,

    /// <summary>Definitions of segments.</summary>
    Segments,

    /// <summary>In which segments these users are.</summary>
    SegmentMembers,

    /// <summary>Complaints, by id.</summary>
    Complaints,
}

/// <summary>Something changed in the store.</summary>
/// <param name="Kind">What.</param>
/// <param name="Ids">Which; empty: everything of this kind may have changed.</param>
public sealed record StoreChange(ChangeKind Kind, IReadOnlyList<string> Ids)
{
    /// <summary>Everything of <paramref name="kind"/> may have changed.</summary>
    public static StoreChange Everything(ChangeKind kind) => new(kind, []);
}

/// <summary>
/// The change feed of one replica. A writer announces inside its transaction, which reaches the other replicas at its commit, and raises right after it, so that in
/// its own process the next request sees the change. Everybody hears of a change at least once, possibly twice.
/// </summary>
public sealed class StoreChanges(ILogger<StoreChanges> log)
{
    internal const string Channel = "marketing_changes";

    // PostgreSQL takes payloads below 8,000 bytes.
    private const int LongestPayload = 7_999;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    /// <summary>A feed that logs nothing.</summary>
    public StoreChanges()
        : this(NullLogger<StoreChanges>.Instance) { }

    /// <summary>Raised on the writer's thread or the listener's: handlers return at once. One that throws does not keep the others from hearing.</summary>
    public event Action<StoreChange>? Changed;

    /// <summary>Tells all replicas, once <paramref name="transaction"/> commits.</summary>
    /// <param name="connection">The writer's connection.</param>
    /// <param name="transaction">Its transaction; null: at once.</param>
    /// <param name="kind">What changed.</param>
    /// <param name="ids">Which; empty, or more than a notification holds (some 8,000 bytes): everything.</param>
    /// <param name="cancel">Gives up.</param>
    [SuppressMessage("Performance", "CA1822", Justification = "Announcing and raising belong together; callers hold one feed.")]
    public async Task AnnounceAsync(
        NpgsqlConnection connection,
        NpgsqlTransaction? transaction,
        ChangeKind kind,
        IReadOnlyCollection<string> ids,
        CancellationToken cancel
    )
    {
        await using var command = new NpgsqlCommand("SELECT pg_notify($1, $2)", connection, transaction);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Channel });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Payload(kind, ids) });
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>Tells this replica. Called by the writer after its commit and before it answers.</summary>
    public void Raise(StoreChange change)
    {
        foreach (var handler in Changed?.GetInvocationList() ?? [])
        {
            try
            {
                ((Action<StoreChange>)handler)(change);
            }
            catch (Exception error)
            {
                log.LogError(error, "A listener to changes failed");
            }
        }
    }

    internal static string Payload(ChangeKind kind, IReadOnlyCollection<string> ids)
    {
        // An id is at least a byte and stands in quotes with a comma: no need to write what cannot fit.
        if (ids.Count < LongestPayload / 4)
        {
            var bytes = JsonSerializer.SerializeToUtf8Bytes(new StoreChange(kind, [.. ids]), Json);
            if (bytes.Length <= LongestPayload)
            {
                return System.Text.Encoding.UTF8.GetString(bytes);
            }
        }

        return JsonSerializer.Serialize(StoreChange.Everything(kind), Json);
    }

    /// <summary>The change in a notification; null for one that a newer version may have sent.</summary>
    internal static StoreChange? Parse(string payload)
    {
        try
        {
            return JsonSerializer.Deserialize<StoreChange>(payload, Json) is { Ids: not null } change ? change : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
