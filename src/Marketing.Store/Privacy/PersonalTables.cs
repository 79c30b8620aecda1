using Npgsql;
using NpgsqlTypes;

namespace Marketing.Store;

/// <summary>
/// Where personal rows are: every table with a column <c>user_id</c>, asked of the database itself, so that a table that a module adds tomorrow
/// is erased and exported without anybody thinking of it.
/// </summary>
internal static class PersonalTables
{
    private const string List = """
        SELECT format('%I.%I', c.table_schema, c.table_name)
        FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
        WHERE c.column_name = 'user_id' AND t.table_type = 'BASE TABLE' AND c.table_schema NOT IN ('pg_catalog', 'information_schema')
        ORDER BY 1
        """;

    /// <summary>Names as SQL takes them, in order.</summary>
    public static async Task<List<string>> ListAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(List, connection);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        List<string> tables = [];
        while (await reader.ReadAsync(cancel))
        {
            tables.Add(reader.GetString(0));
        }

        return tables;
    }

    /// <summary>A person's subjects: the user and the sessions that turned out to be the user's.</summary>
    public static async Task<string[]> SubjectsAsync(NpgsqlConnection connection, string userId, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            "SELECT 'session:' || session_id FROM shop.session_links WHERE user_id = $1 ORDER BY 1",
            connection
        );
        command.Parameters.AddValue(userId, NpgsqlDbType.Text);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        List<string> subjects = [userId];
        while (await reader.ReadAsync(cancel))
        {
            subjects.Add(reader.GetString(0));
        }

        return [.. subjects];
    }

    /// <summary>How many rows of each table are the subjects'; tables without any are left out.</summary>
    public static async Task<SortedDictionary<string, long>> CountAsync(
        NpgsqlConnection connection,
        IEnumerable<string> tables,
        string[] subjects,
        CancellationToken cancel
    )
    {
        var counts = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var table in tables)
        {
            await using var command = new NpgsqlCommand($"SELECT count(*) FROM {table} WHERE user_id = ANY($1)", connection);
            command.Parameters.AddArray(subjects, NpgsqlDbType.Text);
            if (await command.ExecuteScalarAsync(cancel) is long rows and > 0)
            {
                counts[table] = rows;
            }
        }

        return counts;
    }
}
