using Marketing.Ads.Decisions;
using Marketing.Ads.Definitions;
using Marketing.Learning.Clicks;
using Marketing.Learning.Policies;
using Npgsql;
using NpgsqlTypes;

namespace Marketing.Ads.Reports;

/// <summary>Where and for whom an ad stood, as far as it was logged.</summary>
internal sealed record LoggedPlace(string Placement, IReadOnlyDictionary<string, string> Context);

/// <summary>Reads what was decided and what came of it, as another policy can be judged by: the ad on top of each placement that was seen and whose waiting time is over.</summary>
internal static class EvaluationLog
{
    /// <summary>Newest rows that are looked at. Memory: 4 bytes an eligible ad of each.</summary>
    public const int MostRows = 50_000;

    private const int MostNames = 32;

    // Decisions of this module have these; those of other systems may bring more.
    private static readonly string[] ContextNames = ["known", "language", "device", "page", "hour", "weekday", "favourite"];

    /// <summary>The log, and where each of its rows stood.</summary>
    public static async Task<(OffPolicyLog Log, IReadOnlyList<LoggedPlace> Places)> ReadAsync(
        NpgsqlConnection connection,
        AdBook book,
        DateTimeOffset from,
        DateTimeOffset to,
        int most,
        CancellationToken cancel
    )
    {
        await using var command = new NpgsqlCommand(
            $"""
            SELECT a.user_id, a.ad_id, a.placement, a.propensity, a.click_at IS NOT NULL, d.context::text, d.eligible
            FROM ads.decision_ads a JOIN ads.decisions d ON d.user_id = a.user_id AND d.decision_id = a.decision_id
            WHERE a.decided_at >= $1 AND a.decided_at < $2 AND a.position = 1 AND a.impression_at <= a.expires_at AND a.resolved_at IS NOT NULL
                AND d.plan_id IS NULL
            ORDER BY a.decided_at DESC, a.user_id, a.decision_id, a.ad_id LIMIT {Math.Min(most, MostRows)}
            """,
            connection
        );
        command.Parameters.Add(new NpgsqlParameter { Value = from.UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        command.Parameters.Add(new NpgsqlParameter { Value = to.UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz });

        // Ads that are defined no more keep their number as their name: they were eligible all the same.
        var names = book.Ads.ToDictionary(ad => ad.Number, ad => ad.Id);
        Dictionary<int, int> byNumber = [];
        Dictionary<string, int> byName = new(StringComparer.Ordinal);
        List<string> actions = [];
        Dictionary<string, int> customers = new(StringComparer.Ordinal);
        List<int> action = [];
        List<int> customer = [];
        List<double> propensity = [];
        List<double> reward = [];
        List<int[]> eligible = [];
        var features = new ContextColumns();
        List<LoggedPlace> places = [];
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            var (subject, ad, placement) = (reader.GetString(0), reader.GetString(1), reader.GetString(2));
            var numbers = EligibleSet.Read(reader.GetFieldValue<byte[]>(6)).GetValueOrDefault(placement) ?? [];
            int[] could =
            [
                .. numbers
                    .Select(number => Index(names.GetValueOrDefault(number) ?? $"#{number}", number))
                    .Append(IndexOf(ad))
                    .Distinct()
                    .Order(),
            ];
            action.Add(IndexOf(ad));
            eligible.Add(could);
            propensity.Add(Math.Clamp(reader.GetDouble(3), 1e-12, 1));
            reward.Add(reader.GetBoolean(4) ? 1 : 0);
            customer.Add(subject == Asker.Nobody ? -action.Count : Customer(subject));
            var context = AdsJson.Read<Dictionary<string, string>>(reader.GetString(5));
            features.Add(placement, context);
            places.Add(new LoggedPlace(placement, context));
        }

        var log = new OffPolicyLog
        {
            Actions = actions,
            Action = [.. action],
            Propensity = [.. propensity],
            Reward = [.. reward],
            Customer = [.. customer],
            Eligible = [.. eligible],
            FeatureNames = features.Names,
            Features = features.Tokens(),
        };
        return (log, places);

        int Index(string name, int number) => byNumber.TryGetValue(number, out var known) ? known : byNumber[number] = IndexOf(name);

        int IndexOf(string name)
        {
            if (!byName.TryGetValue(name, out var known))
            {
                byName[name] = known = actions.Count;
                actions.Add(name);
            }

            return known;
        }

        int Customer(string subject) => customers.TryGetValue(subject, out var known) ? known : customers[subject] = customers.Count;
    }

    /// <summary>The rows' contexts as columns; one that turns up late is empty in the rows before.</summary>
    private sealed class ContextColumns
    {
        private readonly List<string> _names = ["placement", .. ContextNames];
        private readonly List<uint[]> _rows = [];

        public IReadOnlyList<string> Names => _names;

        public void Add(string placement, Dictionary<string, string> context)
        {
            _names.AddRange(context.Keys.Except(_names).Order(StringComparer.Ordinal).Take(MostNames - _names.Count));
            var row = new uint[_names.Count];
            row[0] = ClickEncoding.Token(0, placement);
            for (var at = 1; at < row.Length; at++)
            {
                row[at] = ClickEncoding.Token(at, context.GetValueOrDefault(_names[at]) ?? "");
            }

            _rows.Add(row);
        }

        /// <summary>Row-major [rows × names].</summary>
        public uint[] Tokens()
        {
            var tokens = new uint[_rows.Count * _names.Count];
            for (var row = 0; row < _rows.Count; row++)
            {
                for (var at = 0; at < _names.Count; at++)
                {
                    tokens[(row * _names.Count) + at] = at < _rows[row].Length ? _rows[row][at] : ClickEncoding.Token(at, "");
                }
            }

            return tokens;
        }
    }
}
