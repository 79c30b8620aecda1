using Npgsql;

namespace Marketing.Store;

/// <summary>Queries in SQL.</summary>
public static class Queries
{
    /// <summary>Runs a query and reads all its rows.</summary>
    public static async Task<List<T>> QueryAsync<T>(
        this NpgsqlConnection connection,
        string sql,
        Action<NpgsqlParameterCollection> fill,
        Func<NpgsqlDataReader, T> read,
        CancellationToken cancel
    )
    {
        await using var command = new NpgsqlCommand(sql, connection);
        fill(command.Parameters);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancel))
        {
            rows.Add(read(reader));
        }

        return rows;
    }
}
