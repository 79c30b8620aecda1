using System.Data.Common;
using System.Runtime.CompilerServices;
using Marketing.Profiles.Features;
using Marketing.Store;
using Npgsql;
using NpgsqlTypes;

namespace Marketing.Profiles.Upkeep;

/// <summary>Everything that one customer did.</summary>
internal sealed record CustomerHistory(string UserId, List<ProfileEvent> Events);

/// <summary>Streams the events of customers, each customer's together: their own and those of the sessions that turned out to be theirs.</summary>
internal static class CustomerEvents
{
    /// <summary>A customer's newest events; who has more is a program, and its profile need not know them all.</summary>
    private const int MostEvents = 50_000;

    // Sorted by a hash of the customer: comparing numbers costs a tenth of comparing ids, which mostly begin alike.
    private const string Columns = """
        e.event_id, e.type, e.occurred_at, e.item_id, e.value, e.quantity, e.price, e.order_id, e.query, e.language, e.channel,
        e.attributes ->> 'device', s.score
        FROM shop.clean_events e LEFT JOIN sentiment.review_scores s ON e.type = 7 AND s.user_id = e.user_id AND s.event_id = e.event_id
        """;

    private const string Own =
        $"SELECT hashtextextended(e.user_id, 0) AS place, e.user_id, NULL, {Columns} WHERE NOT starts_with(e.user_id, 'session:')";

    private const string Linked = $"""
        SELECT hashtextextended(l.user_id, 0), l.user_id, e.user_id, {Columns} JOIN shop.session_links l ON e.user_id = 'session:' || l.session_id
        """;

    private const string All = $"{Own} UNION ALL {Linked} ORDER BY place";

    private const string Some = $"{Own} AND e.user_id = ANY($1) UNION ALL {Linked} WHERE l.user_id = ANY($1) ORDER BY place";

    /// <summary>Customers that have events, in an order that is always the same.</summary>
    /// <param name="connection">Busy until the stream ends.</param>
    /// <param name="users">Only these; null: all.</param>
    /// <param name="cancel">Gives up.</param>
    public static async IAsyncEnumerable<CustomerHistory> ReadAsync(
        NpgsqlConnection connection,
        string[]? users,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        await using var command = new NpgsqlCommand(users is null ? All : Some, connection) { CommandTimeout = users is null ? 0 : 60 };
        if (users is not null)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = users, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        }

        await using var reader = await command.ExecuteReaderAsync(cancel);
        var names = new SharedNames();
        var (place, together) = (0L, new List<CustomerHistory>(1));
        while (await reader.ReadAsync(cancel))
        {
            if (reader.GetInt64(0) is var next && next != place)
            {
                foreach (var history in Whole(together))
                {
                    yield return history;
                }

                (place, together) = (next, new List<CustomerHistory>(1));
            }

            var owner = reader.GetString(1);
            // Two customers with one hash are all but never seen, and then kept apart.
            var current = together.Find(history => history.UserId == owner);
            if (current is null)
            {
                together.Add(current = new CustomerHistory(owner, []));
            }

            current.Events.Add(Read(reader, names));
            if (current.Events.Count >= 2 * MostEvents)
            {
                KeepNewest(current.Events);
            }
        }

        foreach (var history in Whole(together))
        {
            yield return history;
        }
    }

    private static IEnumerable<CustomerHistory> Whole(List<CustomerHistory> together)
    {
        foreach (var history in together.OrderBy(history => history.UserId, StringComparer.Ordinal))
        {
            KeepNewest(history.Events);
            yield return history;
        }
    }

    private static void KeepNewest(List<ProfileEvent> events)
    {
        if (events.Count > MostEvents)
        {
            events.Sort(ProfileEvent.Compare);
            events.RemoveRange(0, events.Count - MostEvents);
        }
    }

    private static ProfileEvent Read(DbDataReader reader, SharedNames names)
    {
        var id = reader.GetString(3);
        // An id has no line break, so an event of a session is never taken for one of the user.
        return new ProfileEvent(
            Text(reader, 2) is { } session ? $"{session}\n{id}" : id,
            (EventType)reader.GetInt16(4),
            reader.GetFieldValue<DateTimeOffset>(5)
        )
        {
            ItemId = names.Of(Text(reader, 6)),
            Value = reader.IsDBNull(7) ? null : reader.GetDouble(7),
            Quantity = reader.IsDBNull(8) ? null : reader.GetDecimal(8),
            Price = reader.IsDBNull(9) ? null : reader.GetDecimal(9),
            OrderId = Text(reader, 10),
            Query = Text(reader, 11),
            Language = names.Of(Text(reader, 12)),
            Channel = names.Of(Text(reader, 13)),
            Device = names.Of(Text(reader, 14)),
            Tone = reader.IsDBNull(15) ? null : reader.GetFloat(15),
        };
    }

    private static string? Text(DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    /// <summary>Keeps names that come again and again once in memory, as far as there are not too many.</summary>
    private sealed class SharedNames
    {
        private const int Most = 200_000;
        private readonly Dictionary<string, string> _known = new(StringComparer.Ordinal);

        public string? Of(string? name)
        {
            if (name is null)
            {
                return null;
            }

            if (_known.TryGetValue(name, out var known))
            {
                return known;
            }

            if (_known.Count < Most)
            {
                _known[name] = name;
            }

            return name;
        }
    }
}
