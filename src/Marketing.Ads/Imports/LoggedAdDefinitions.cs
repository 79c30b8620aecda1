using Marketing.Ads.Definitions;
using Marketing.Store.Imports;
using Npgsql;
using NpgsqlTypes;

namespace Marketing.Ads.Imports;

/// <summary>The campaigns, placements and ads that logged decisions name: made where they are not there, never changed.</summary>
/// <param name="Numbers">Of the ads, by id.</param>
/// <param name="Made">Keys of what was made.</param>
internal sealed record LoggedAdDefinitions(Dictionary<string, int> Numbers, IReadOnlyList<string> Made)
{
    private const decimal NominalBid = 1;

    public static async Task<LoggedAdDefinitions> EnsureAsync(
        NpgsqlConnection connection,
        IReadOnlyList<NewLoggedAd> rows,
        CancellationToken cancel
    )
    {
        var ads = rows.Select(row => (row.CampaignId, row.Eligible))
            .Distinct()
            .SelectMany(set => set.Eligible.Select(ad => (Id: ad, set.CampaignId)))
            .Distinct()
            .ToList();
        List<string> made = [];
        made.AddRange(await AddAsync(connection, rows.Select(row => row.CampaignId).Distinct().Select(CampaignOf), null, cancel));
        made.AddRange(await AddAsync(connection, rows.Select(row => row.Placement).Distinct().Select(PlacementOf), null, cancel));
        made.AddRange(
            await AddAsync(connection, ads.Select(ad => AdOf(ad.Id, ad.CampaignId)), [.. ads.Select(ad => (string?)ad.CampaignId)], cancel)
        );
        return new LoggedAdDefinitions(await NumbersAsync(connection, [.. ads.Select(ad => ad.Id)], cancel), made);
    }

    private static Campaign CampaignOf(string id) =>
        new()
        {
            CampaignId = id,
            Name = id,
            State = AdState.Paused,
            Pricing = Pricing.Cpc,
            Bid = NominalBid,
            ControlShare = 0,
        };

    private static Placement PlacementOf(string id) => new() { PlacementId = id, Name = id };

    private static Ad AdOf(string id, string campaign) =>
        new()
        {
            AdId = id,
            CampaignId = campaign,
            Title = id,
            ItemId = id,
        };

    /// <returns>Keys of those that were not there.</returns>
    private static async Task<List<string>> AddAsync<T>(
        NpgsqlConnection connection,
        IEnumerable<T> definitions,
        string?[]? campaigns,
        CancellationToken cancel
    )
        where T : class, IDefinition<T>
    {
        var all = definitions.ToList();
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO ads.definitions (kind, definition_id, campaign_id, document, created_at, changed_at)
            SELECT $1, d.id, d.campaign, d.document::jsonb, now(), clock_timestamp() FROM unnest($2::text[], $3::text[], $4::text[]) AS d(id, campaign, document)
            ON CONFLICT DO NOTHING RETURNING definition_id
            """,
            connection
        );
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = T.Kind });
        command.Parameters.Add(Texts([.. all.Select(one => one.Id)]));
        command.Parameters.Add(Texts(campaigns ?? new string?[all.Count]));
        command.Parameters.Add(Texts([.. all.Select(one => AdsJson.Write(one))]));
        List<string> made = [];
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            made.Add(StoredDefinition.KeyOf(T.Kind, reader.GetString(0)));
        }

        return made;
    }

    private static async Task<Dictionary<string, int>> NumbersAsync(NpgsqlConnection connection, string[] ads, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            "SELECT definition_id, number FROM ads.definitions WHERE kind = $1 AND definition_id = ANY($2)",
            connection
        );
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Ad.Kind });
        command.Parameters.Add(Texts(ads));
        Dictionary<string, int> numbers = new(StringComparer.Ordinal);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            numbers[reader.GetString(0)] = reader.GetInt32(1);
        }

        return numbers;
    }

    private static NpgsqlParameter Texts(string?[] values) =>
        new() { Value = values, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };
}
