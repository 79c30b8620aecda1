using System.Text.Json;
using Marketing.Store;
using Npgsql;
using NpgsqlTypes;

namespace Marketing.Profiles.Analytics;

/// <summary>What campaigns added in each of the windows that may be asked for, as it was worked out last.</summary>
/// <param name="Weeks">Whole weeks.</param>
/// <param name="Until">The Monday before which they end.</param>
/// <param name="Effects">By campaign.</param>
internal sealed record KnownEffects(int Weeks, DateOnly Until, IReadOnlyList<CampaignEffect> Effects);

/// <summary>
/// Works out what campaigns added: before each training run, and in the first hour of a new week. It looks at every decision of a year and what its customer bought
/// afterwards, which is nothing for a request.
/// </summary>
/// <param name="database">The store.</param>
/// <param name="effects">None where there are no campaigns.</param>
/// <param name="clock">The time.</param>
internal sealed class CampaignEffectsKeeper(NpgsqlDataSource database, IEnumerable<ICampaignEffects> effects, TimeProvider clock)
    : INightlyWork
{
    /// <summary>Windows, ascending.</summary>
    public static readonly int[] Windows = [1, 4, 13, 52];

    private static readonly TimeSpan AtNight = TimeSpan.FromHours(1);

    // The request's own time limit is shorter.
    private static readonly TimeSpan OnTheSpot = TimeSpan.FromSeconds(30);

    public string Name => "campaign effects";

    /// <summary>Currency of the effects.</summary>
    public string? Currency => effects.FirstOrDefault()?.Currency;

    /// <summary>The Monday that begins the week, UTC.</summary>
    private DateOnly Monday => Weeks.Monday(DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime));

    public async Task DoAsync(CancellationToken cancel)
    {
        if (!effects.Any())
        {
            return;
        }

        await using var connection = await database.OpenConnectionAsync(cancel);
        var monday = Monday;
        var stored = (await StoredAsync(connection, cancel)).Where(known => known.Until == monday).ToDictionary(known => known.Weeks);
        foreach (var anew in await WorkOutAsync(connection, monday, Windows[^1], AtNight, cancel))
        {
            var known = stored.TryGetValue(anew.Weeks, out var told) ? Keep(told, anew) : anew;
            await using var command = new NpgsqlCommand(
                """
                INSERT INTO analytics.campaign_effects (weeks, until, effects) VALUES ($1, $2, $3)
                ON CONFLICT (weeks) DO UPDATE SET until = excluded.until, effects = excluded.effects
                """,
                connection
            );
            command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = known.Weeks });
            command.Parameters.Add(new NpgsqlParameter<DateOnly> { TypedValue = known.Until });
            command.Parameters.Add(
                new NpgsqlParameter { Value = JsonSerializer.Serialize(known.Effects), NpgsqlDbType = NpgsqlDbType.Jsonb }
            );
            await command.ExecuteNonQueryAsync(cancel);
        }
    }

    /// <summary>What was told before of the same weeks stays, campaign by campaign, until ten customers count otherwise: late events are told of together.</summary>
    public static KnownEffects Keep(KnownEffects told, KnownEffects anew) =>
        anew with
        {
            Effects =
            [
                .. anew.Effects.Select(now =>
                    told.Effects.FirstOrDefault(before => before.CampaignId == now.CampaignId) is { } old
                    && (IsSame(old, now) || !ReadCampaigns.IsApart(old, now))
                        ? old
                        : now
                ),
            ],
        };

    private static bool IsSame(CampaignEffect one, CampaignEffect other) =>
        (one.Treated, one.TreatedBuyers, one.Control, one.ControlBuyers)
        == (other.Treated, other.TreatedBuyers, other.Control, other.ControlBuyers);

    /// <summary>Works them out where a week has ended since the last time.</summary>
    public async Task CatchUpAsync(CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        if ((await StoredAsync(connection, cancel)).All(known => known.Until < Monday))
        {
            await DoAsync(cancel);
        }
    }

    /// <summary>The windows up to the one asked for, shortest first: those of this week or of the last, worked out on the spot where there are none.</summary>
    public async Task<IReadOnlyList<KnownEffects>> ReadAsync(NpgsqlConnection connection, int weeks, CancellationToken cancel)
    {
        var stored = (await StoredAsync(connection, cancel))
            .Where(known => known.Weeks <= weeks && known.Until >= Monday.AddDays(-7))
            .ToList();
        return stored.Exists(known => known.Weeks == weeks) && stored.TrueForAll(known => known.Until == stored[0].Until)
            ? stored
            : await WorkOutAsync(connection, Monday, weeks, OnTheSpot, cancel);
    }

    private async Task<List<KnownEffects>> WorkOutAsync(
        NpgsqlConnection connection,
        DateOnly monday,
        int longest,
        TimeSpan limit,
        CancellationToken cancel
    )
    {
        List<KnownEffects> known = [];
        var to = new DateTimeOffset(monday, TimeOnly.MinValue, TimeSpan.Zero);
        foreach (var weeks in Windows.Where(length => length <= longest))
        {
            IReadOnlyList<CampaignEffect> found = effects.FirstOrDefault() is { } all
                ? await all.ReadAsync(connection, to.AddDays(-7 * weeks), to, limit, cancel)
                : [];
            known.Add(new KnownEffects(weeks, monday, found));
        }

        return known;
    }

    private static Task<List<KnownEffects>> StoredAsync(NpgsqlConnection connection, CancellationToken cancel) =>
        connection.QueryAsync(
            "SELECT weeks, until, effects::text FROM analytics.campaign_effects ORDER BY weeks",
            _ => { },
            r => new KnownEffects(
                r.GetInt32(0),
                r.GetFieldValue<DateOnly>(1),
                JsonSerializer.Deserialize<List<CampaignEffect>>(r.GetString(2)) ?? []
            ),
            cancel
        );
}
