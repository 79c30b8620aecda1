using Marketing.Store;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;

namespace Marketing.Recommendations.Performance;

/// <summary>Plain SQL within the store's time limit, for what LINQ cannot say.</summary>
internal static class SqlReading
{
    /// <summary>Runs a query with parameters $1, $2, … and reads all its rows.</summary>
    public static Task<List<T>> QueryAsync<T>(
        this StoreReader store,
        string sql,
        Action<NpgsqlParameterCollection> fill,
        Func<NpgsqlDataReader, T> read,
        CancellationToken cancel
    ) =>
        store.ReadAsync(
            async (db, token) =>
            {
                await db.Database.OpenConnectionAsync(token);
                await using var command = new NpgsqlCommand(sql, (NpgsqlConnection)db.Database.GetDbConnection());
                fill(command.Parameters);
                var rows = new List<T>();
                await using var reader = await command.ExecuteReaderAsync(token);
                while (await reader.ReadAsync(token))
                {
                    rows.Add(read(reader));
                }

                return rows;
            },
            cancel
        );

    public static void AddText(this NpgsqlParameterCollection parameters, string? text) =>
        parameters.Add(new NpgsqlParameter { Value = (object?)text ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });

    public static void AddTime(this NpgsqlParameterCollection parameters, DateTimeOffset time) =>
        parameters.Add(new NpgsqlParameter { Value = time.UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz });

    public static void AddTruth(this NpgsqlParameterCollection parameters, bool truth) =>
        parameters.Add(new NpgsqlParameter { Value = truth, NpgsqlDbType = NpgsqlDbType.Boolean });

    public static void AddNumber(this NpgsqlParameterCollection parameters, long number) =>
        parameters.Add(new NpgsqlParameter { Value = number, NpgsqlDbType = NpgsqlDbType.Bigint });

    public static string? TextOrNull(this NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}
