using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace Marketing.Store;

/// <summary>Everything that is stored about a person, and what is worked out from it when asked.</summary>
public sealed class PersonExport(NpgsqlDataSource database, IEnumerable<IWorkedOutAboutPeople> answers, TimeProvider clock)
{
    private const int FlushBytes = 64 * 1024;

    /// <summary>
    /// Writes one JSON object: the person's subjects, what modules say of the person, and, by table, every row as it is stored. Rows are streamed in one snapshot, so memory does not
    /// grow with the person's past.
    /// </summary>
    /// <exception cref="NpgsqlException">The database is away.</exception>
    public async Task WriteAsync(Stream stream, string userId, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancel);
        var subjects = await PersonalTables.SubjectsAsync(connection, userId, cancel);
        var tables = await PersonalTables.ListAsync(connection, cancel);
        await using var json = new Utf8JsonWriter(stream);
        json.WriteStartObject();
        json.WriteString("userId", userId);
        json.WriteString("generatedAt", clock.GetUtcNow());
        json.WriteStartArray("subjects");
        foreach (var subject in subjects)
        {
            json.WriteStringValue(subject);
        }

        json.WriteEndArray();
        json.WriteStartObject("workedOut");
        foreach (var answer in answers.OrderBy(answer => answer.Name, StringComparer.Ordinal))
        {
            if (await answer.FindAsync(userId, cancel) is { } found)
            {
                json.WritePropertyName(answer.Name);
                found.WriteTo(json);
            }
        }

        json.WriteEndObject();
        json.WriteStartObject("tables");
        foreach (var table in tables)
        {
            json.WriteStartArray(table);
            await using var command = new NpgsqlCommand($"SELECT to_jsonb(t)::text FROM {table} t WHERE user_id = ANY($1)", connection);
            command.CommandTimeout = 60;
            command.Parameters.AddArray(subjects, NpgsqlDbType.Text);
            await using var reader = await command.ExecuteReaderAsync(cancel);
            while (await reader.ReadAsync(cancel))
            {
                json.WriteRawValue(reader.GetString(0), skipInputValidation: true);
                if (json.BytesPending > FlushBytes)
                {
                    await json.FlushAsync(cancel);
                }
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.WriteEndObject();
        await json.FlushAsync(cancel);
    }
}
