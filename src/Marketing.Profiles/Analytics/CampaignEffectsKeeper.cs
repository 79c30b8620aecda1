using System.Runtime.ExceptionServices;
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

    public Task DoAsync(CancellationToken cancel) => KeepAsync(Windows, cancel);

    /// <summary>Works out windows and keeps each at once: one that fails is told of at the end, and holds up no other.</summary>
    private async Task KeepAsync(IReadOnlyCollection<int> windows, CancellationToken cancel)
    {
        if (!effects.Any())
        {
            return;
        }

        List<Exception> faults = [];
        foreach (var weeks in windows)
        {
            try
            {
                await KeepAsync(weeks, cancel);
            }
            catch (Exception fault) when (DatabaseFault.IsPassing(fault, cancel))
            {
                faults.Add(fault);
            }
        }

        if (faults.Count > 0)
        {
            ExceptionDispatchInfo.Throw(faults[0]);
        }
    }

    private async Task KeepAsync(int weeks, CancellationToken cancel)
    {
        // A connection for each: a query that takes too long may break its own.
        await using var connection = await database.OpenConnectionAsync(cancel);
        var monday = Monday;
        var told = (await StoredAsync(connection, cancel)).Find(known => known.Weeks == weeks && known.Until == monday);
        var anew = await WorkOutAsync(connection, monday, weeks, AtNight, cancel);
        var known = told is null ? anew : Keep(told, anew);
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO analytics.campaign_effects (weeks, until, effects) VALUES ($1, $2, $3)
            ON CONFLICT (weeks) DO UPDATE SET until = excluded.until, effects = excluded.effects
            """,
            connection
        );
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = known.Weeks });
        command.Parameters.Add(new NpgsqlParameter<DateOnly> { TypedValue = known.Until });
        command.Parameters.Add(new NpgsqlParameter { Value = JsonSerializer.Serialize(known.Effects), NpgsqlDbType = NpgsqlDbType.Jsonb });
        await command.ExecuteNonQueryAsync(cancel);
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

    /// <summary>Works out those of which a week has ended since the last time.</summary>
    public async Task CatchUpAsync(CancellationToken cancel)
    {
        HashSet<int> fresh;
        await using (var connection = await database.OpenConnectionAsync(cancel))
        {
            fresh = [.. (await StoredAsync(connection, cancel)).Where(known => known.Until >= Monday).Select(known => known.Weeks)];
        }

        await KeepAsync([.. Windows.Where(weeks => !fresh.Contains(weeks))], cancel);
    }

    /// <summary>The windows up to the one asked for, shortest first: those of this week or of the last, worked out on the spot where there are none.</summary>
    public async Task<IReadOnlyList<KnownEffects>> ReadAsync(NpgsqlConnection connection, int weeks, CancellationToken cancel)
    {
        var stored = (await StoredAsync(connection, cancel))
            .Where(known => known.Weeks <= weeks && known.Until >= Monday.AddDays(-7))
            .ToList();
        return stored.Exists(known => known.Weeks == weeks) && stored.TrueForAll(known => known.Until == stored[0].Until)
            ? stored
            : await OnTheSpotAsync(connection, Monday, weeks, cancel);
    }

    private async Task<List<KnownEffects>> OnTheSpotAsync(
        NpgsqlConnection connection,
        DateOnly monday,
        int longest,
        CancellationToken cancel
    )
    {
        List<KnownEffects> known = [];
        foreach (var weeks in Windows.Where(length => length <= longest))
        {
            known.Add(await WorkOutAsync(connection, monday, weeks, OnTheSpot, cancel));
        }

        return known;
    }

    private async Task<KnownEffects> WorkOutAsync(
        NpgsqlConnection connection,
        DateOnly monday,
        int weeks,
        TimeSpan limit,
        CancellationToken cancel
    )
    {
        var to = new DateTimeOffset(monday, TimeOnly.MinValue, TimeSpan.Zero);
        IReadOnlyList<CampaignEffect> found = effects.FirstOrDefault() is { } all
            ? await all.ReadAsync(connection, to.AddDays(-7 * weeks), to, limit, cancel)
            : [];
        return new KnownEffects(weeks, monday, found);
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
