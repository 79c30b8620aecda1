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

    private const string Columns = """
        e.user_id, e.event_id, e.type, e.occurred_at, e.item_id, e.value, e.quantity, e.price, e.order_id, e.query, e.language, e.channel,
        e.attributes ->> 'device', s.score
        FROM shop.clean_events e LEFT JOIN sentiment.review_scores s ON e.type = 7 AND s.user_id = e.user_id AND s.event_id = e.event_id
        """;

    private const string All = $"""
        SELECT e.user_id AS owner, {Columns} WHERE NOT starts_with(e.user_id, 'session:')
        UNION ALL
        SELECT l.user_id AS owner, {Columns} JOIN shop.session_links l ON e.user_id = 'session:' || l.session_id
        ORDER BY owner, occurred_at DESC
        """;

    private const string Some = $"""
        SELECT e.user_id AS owner, {Columns} WHERE e.user_id = ANY($1) AND NOT starts_with(e.user_id, 'session:')
        UNION ALL
        SELECT l.user_id AS owner, {Columns} JOIN shop.session_links l ON e.user_id = 'session:' || l.session_id
        WHERE l.user_id = ANY($1)
        ORDER BY owner, occurred_at DESC
        """;

    /// <summary>Customers that have events, in byte order.</summary>
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
        CustomerHistory? current = null;
        while (await reader.ReadAsync(cancel))
        {
            var owner = reader.GetString(0);
            if (current?.UserId != owner)
            {
                if (current is not null)
                {
                    yield return current;
                }

                current = new CustomerHistory(owner, []);
            }

            if (current.Events.Count < MostEvents)
            {
                current.Events.Add(Read(reader, owner, names));
            }
        }

        if (current is not null)
        {
            yield return current;
        }
    }

    private static ProfileEvent Read(DbDataReader reader, string owner, SharedNames names)
    {
        var (subject, id) = (reader.GetString(1), reader.GetString(2));
        // An id has no line break, so an event of a session is never taken for one of the user.
        return new ProfileEvent(
            subject == owner ? id : $"{subject}\n{id}",
            (EventType)reader.GetInt16(3),
            reader.GetFieldValue<DateTimeOffset>(4)
        )
        {
            ItemId = names.Of(Text(reader, 5)),
            Value = reader.IsDBNull(6) ? null : reader.GetDouble(6),
            Quantity = reader.IsDBNull(7) ? null : reader.GetDecimal(7),
            Price = reader.IsDBNull(8) ? null : reader.GetDecimal(8),
            OrderId = Text(reader, 9),
            Query = Text(reader, 10),
            Language = names.Of(Text(reader, 11)),
            Channel = names.Of(Text(reader, 12)),
            Device = names.Of(Text(reader, 13)),
            Tone = reader.IsDBNull(14) ? null : reader.GetFloat(14),
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
