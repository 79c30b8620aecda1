using System.Net.Http.Json;
using System.Text.Json;
using Marketing.Store.Http;
using Npgsql;

namespace Marketing.Api.Tests.Privacy;

/// <summary>
/// Asks the database itself which tables name a person, plants a row in each, and looks at what becomes of it: a table that somebody adds is looked at without
/// anybody thinking of it.
/// </summary>
public sealed class Every_personal_table(ApiFixture host) : IClassFixture<ApiFixture>
{
    // Their writers ask the list of erased people themselves, in the transaction that writes (Peoples_rights shows it): a refusal is told to the sender.
    private static readonly string[] GuardedByTheirWriters =
    [
        "shop.complaints",
        "shop.events",
        "shop.quarantine",
        "shop.session_links",
        "shop.users",
    ];

    private const string Subjects = """
        SELECT format('%I.%I', c.table_schema, c.table_name) FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
        WHERE t.table_type = 'BASE TABLE' AND c.column_name IN ('user_id', 'subject', 'subject_id', 'customer_id', 'person_id')
            AND c.table_schema NOT IN ('pg_catalog', 'information_schema')
        ORDER BY 1
        """;

    // One value that fits the type of each column that must have one; the person under user_id, also where it may be left out, and in texts, which may be keys.
    private const string Values = """
        SELECT string_agg(quote_ident(column_name), ', '), string_agg(CASE
            WHEN column_name IN ('user_id', 'subject') THEN '$1'
            WHEN data_type = 'ARRAY' THEN format('''{}''::%s', substr(udt_name, 2) || '[]')
            WHEN data_type IN ('text', 'character varying') THEN '''x-'' || $1'
            WHEN data_type = 'jsonb' THEN '''{}''::jsonb'
            WHEN data_type = 'bytea' THEN '''\x00''::bytea'
            WHEN data_type = 'uuid' THEN 'gen_random_uuid()'
            WHEN data_type = 'boolean' THEN 'true'
            WHEN data_type = 'date' THEN 'current_date'
            WHEN data_type LIKE 'timestamp%' THEN 'now()'
            ELSE '1' END, ', ')
        FROM information_schema.columns WHERE format('%I.%I', table_schema, table_name) = $1
            AND (column_name IN ('user_id', 'subject') OR (is_nullable = 'NO' AND is_identity = 'NO' AND column_default IS NULL))
        """;

    [Fact]
    public async Task Is_exported_and_emptied_and_stays_without_who_was_erased()
    {
        using var client = host.Client(ApiRole.Admin);
        await using var database = NpgsqlDataSource.Create(host.Database.ConnectionString);
        await using var connection = await database.OpenConnectionAsync();
        var tables = await TablesAsync(connection);
        tables
            .Should()
            .Contain(["shop.events", "profiles.segment_members", "ads.decisions", "recommendations.log", "sentiment.review_scores"]);

        // Without the triggers and foreign keys: each table by itself.
        await ExecuteAsync(connection, "SET session_replication_role = replica");
        foreach (var table in tables)
        {
            await ExecuteAsync(connection, await InsertAsync(connection, table), "everywhere");
            await ExecuteAsync(connection, await InsertAsync(connection, table), "bystander");
        }

        await ExecuteAsync(connection, "SET session_replication_role = origin");
        var export = await client.GetFromJsonAsync<JsonElement>("/users/everywhere/export");
        foreach (var table in tables)
        {
            var rows = export.GetProperty("tables").GetProperty(table);
            rows.GetArrayLength().Should().Be(1, $"{table} is about the person");
            rows[0].GetProperty("user_id").GetString().Should().Be("everywhere");
        }

        var receipt = await (await client.DeleteAsync("/users/everywhere")).Content.ReadFromJsonAsync<JsonElement>();
        receipt.GetProperty("removed").EnumerateObject().Select(table => table.Name).Should().BeEquivalentTo(tables);
        foreach (var table in tables)
        {
            (await CountAsync(connection, table, "everywhere")).Should().Be(0, table);
            (await CountAsync(connection, table, "bystander")).Should().Be(1, $"{table} lost somebody else");
        }

        foreach (var table in tables.Except(GuardedByTheirWriters))
        {
            var insert = await InsertAsync(connection, table);
            try
            {
                await ExecuteAsync(connection, insert, "everywhere");
                await ExecuteAsync(connection, insert, "somebody-new");
                (await CountAsync(connection, table, "somebody-new")).Should().Be(1, $"{table} takes others");
            }
            catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.ForeignKeyViolation)
            {
                // A row of an event that was erased has nothing to belong to.
            }

            (await CountAsync(connection, table, "everywhere")).Should().Be(0, $"{table} must keep erased people out");
        }
    }

    private static async Task<List<string>> TablesAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(Subjects, connection);
        await using var reader = await command.ExecuteReaderAsync();
        List<string> tables = [];
        while (await reader.ReadAsync())
        {
            tables.Add(reader.GetString(0));
        }

        return tables;
    }

    private static async Task<string> InsertAsync(NpgsqlConnection connection, string table)
    {
        await using var command = new NpgsqlCommand(Values, connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = table });
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return $"INSERT INTO {table} ({reader.GetString(0)}) VALUES ({reader.GetString(1)})";
    }

    private static async Task<long> CountAsync(NpgsqlConnection connection, string table, string user)
    {
        await using var command = new NpgsqlCommand($"SELECT count(*) FROM {table} WHERE user_id = $1", connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = user });
        return (long)(await command.ExecuteScalarAsync() ?? -1L);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, string? user = null)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        if (user is not null)
        {
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = user });
        }

        await command.ExecuteNonQueryAsync();
    }
}
