using Marketing.Store;
using Npgsql;
using NpgsqlTypes;

namespace Marketing.Ads.Definitions;

/// <summary>Reads and writes definitions. When a write returns, it is committed and this replica decides by it.</summary>
internal sealed class DefinitionStore(StoreWriter writer, StoreChanges changes, BookKeeper keeper)
{
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(10);

    /// <summary>What became of a write.</summary>
    public enum Written
    {
        /// <summary>It was not there before.</summary>
        Created,

        /// <summary>It replaced another.</summary>
        Replaced,

        /// <summary>Only new ones were wanted, and there is one.</summary>
        Taken,

        /// <summary>The campaign that it belongs to is not there.</summary>
        Orphan,
    }

    public async Task<Written> PutAsync<T>(T definition, bool onlyNew, CancellationToken cancel)
        where T : class, IDefinition<T>
    {
        var id = definition.Id ?? throw new ArgumentException("A definition that is stored has an id.", nameof(definition));
        var key = StoredDefinition.KeyOf(T.Kind, id);
        var written = await writer.RunAsync(
            Budget,
            async (connection, transaction, token) =>
            {
                if (definition.ParentId is { } parent && !await ExistsAsync(connection, Campaign.Kind, parent, token))
                {
                    return Written.Orphan;
                }

                var isNew = await UpsertAsync(connection, T.Kind, id, definition.ParentId, AdsJson.Write(definition), onlyNew, token);
                if (isNew is null)
                {
                    return Written.Taken;
                }

                await changes.AnnounceAsync(connection, transaction, ChangeKind.Ads, [key], token);
                return isNew == true ? Written.Created : Written.Replaced;
            },
            cancel
        );
        if (written is Written.Created or Written.Replaced)
        {
            await FollowAsync([key]);
        }

        return written;
    }

    /// <summary>Removes a definition; with a campaign go its ads. What was decided stays.</summary>
    public async Task<bool> DeleteAsync(string kind, string id, CancellationToken cancel)
    {
        var keys = await writer.RunAsync(
            Budget,
            async (connection, transaction, token) =>
            {
                List<string> gone = [];
                await using (
                    var command = new NpgsqlCommand(
                        """
                        DELETE FROM ads.definitions
                        WHERE (kind = $1 AND definition_id = $2) OR ($1 = 'campaign' AND kind = 'ad' AND campaign_id = $2)
                        RETURNING kind, definition_id
                        """,
                        connection
                    )
                )
                {
                    command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = kind });
                    command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = id });
                    await using var reader = await command.ExecuteReaderAsync(token);
                    while (await reader.ReadAsync(token))
                    {
                        gone.Add(StoredDefinition.KeyOf(reader.GetString(0), reader.GetString(1)));
                    }
                }

                if (gone.Count > 0)
                {
                    await changes.AnnounceAsync(connection, transaction, ChangeKind.Ads, gone, token);
                }

                return gone;
            },
            cancel
        );
        if (keys.Count > 0)
        {
            await FollowAsync(keys);
        }

        return keys.Count > 0;
    }

    private async Task FollowAsync(IReadOnlyList<string> keys)
    {
        try
        {
            // Not the sender's token: the change is committed, and the book must follow even if the sender has gone.
            await keeper.RefreshAsync(keys, CancellationToken.None).WaitAsync(Budget);
        }
        catch (Exception exception) when (DatabaseFault.IsPassing(exception, CancellationToken.None))
        {
            // The write stands and says so; the keeper reads again when the database is back.
        }

        changes.Raise(new StoreChange(ChangeKind.Ads, keys));
    }

    /// <summary>Definitions by key, or all of them.</summary>
    public static async Task<List<StoredDefinition>> ReadAsync(
        NpgsqlDataSource database,
        IReadOnlyList<string>? keys,
        CancellationToken cancel
    )
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var command = new NpgsqlCommand(
            "SELECT kind, definition_id, number, document, created_at FROM ads.definitions"
                + (keys is null ? "" : " WHERE (kind, definition_id) IN (SELECT * FROM unnest($1, $2))"),
            connection
        );
        if (keys is not null)
        {
            var parts = keys.Select(key => key.Split('/', 2)).ToArray();
            command.Parameters.Add(
                new NpgsqlParameter { Value = parts.Select(p => p[0]).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text }
            );
            command.Parameters.Add(
                new NpgsqlParameter { Value = parts.Select(p => p[^1]).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text }
            );
        }

        List<StoredDefinition> read = [];
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            read.Add(
                new StoredDefinition(
                    reader.GetString(0),
                    reader.GetString(1),
                    reader.GetInt32(2),
                    reader.GetString(3),
                    reader.GetFieldValue<DateTimeOffset>(4)
                )
            );
        }

        return read;
    }

    private static async Task<bool> ExistsAsync(NpgsqlConnection connection, string kind, string id, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            // Locked against its deletion: an ad must not outlive its campaign.
            "SELECT 1 FROM ads.definitions WHERE kind = $1 AND definition_id = $2 FOR KEY SHARE",
            connection
        );
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = kind });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = id });
        return await command.ExecuteScalarAsync(cancel) is not null;
    }

    /// <returns>True: new; false: replaced; null: only new ones were wanted, and there is one.</returns>
    private static async Task<bool?> UpsertAsync(
        NpgsqlConnection connection,
        string kind,
        string id,
        string? campaign,
        string document,
        bool onlyNew,
        CancellationToken cancel
    )
    {
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO ads.definitions AS d (kind, definition_id, campaign_id, document, created_at, changed_at)
            VALUES ($1, $2, $3, $4::jsonb, now(), clock_timestamp())
            ON CONFLICT (kind, definition_id)
            """
                + (
                    onlyNew
                        ? " DO NOTHING"
                        : """
                         DO UPDATE SET campaign_id = excluded.campaign_id, document = excluded.document, changed_at = greatest(excluded.changed_at, d.changed_at)
                        """
                )
                + " RETURNING xmax = 0",
            connection
        );
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = kind });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = id });
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)campaign ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = document });
        return await command.ExecuteScalarAsync(cancel) as bool?;
    }
}
