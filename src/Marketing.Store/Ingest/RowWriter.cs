using Npgsql;
using NpgsqlTypes;

namespace Marketing.Store;

/// <summary>What writing items and writing users have in common: rules, one transaction, the announcement, and the refresh of this process's view.</summary>
internal sealed class RowWriter<T>(
    NpgsqlDataSource database,
    StoreChanges changes,
    DatabaseHealth health,
    IngestSettings settings,
    Upsert<T> upsert,
    Action<T, RowFaults> check,
    ChangeKind kind,
    string name,
    string? first = null
)
    where T : class
{
    public async Task<(WriteResult Result, string[] Inserted)> WriteAsync(
        IReadOnlyList<T> rows,
        WriteOptions options,
        Func<IReadOnlyCollection<string>, Task> refresh,
        CancellationToken cancel
    )
    {
        List<RejectedRow> rejected = [];
        var kept = rows;
        if (!options.Checked)
        {
            kept = Check(rows, rejected);
        }

        string[] inserted = [];
        string[] updated = [];
        if (kept.Count > 0)
        {
            var unique = upsert.LastOfEach(kept);
            (inserted, updated) = await RunAsync(
                options.Budget,
                (c, token) => upsert.RunAsync(c, unique, token),
                w => [.. w.Inserted, .. w.Updated],
                refresh,
                cancel
            );
        }

        var stored = inserted.Length + updated.Length;
        var result = new WriteResult(stored, kept.Count - stored, rejected);
        IngestMetrics.Count(name, options.Source, result);
        return (result, inserted);
    }

    public Task<bool> DeleteAsync(string sql, string id, Func<IReadOnlyCollection<string>, Task> refresh, CancellationToken cancel) =>
        RunAsync(
            null,
            async (connection, token) =>
            {
                await using var command = new NpgsqlCommand(sql, connection);
                command.Parameters.AddValue(id, NpgsqlDbType.Text);
                return await command.ExecuteNonQueryAsync(token) > 0;
            },
            deleted => deleted ? [id] : [],
            refresh,
            cancel
        );

    private List<T> Check(IReadOnlyList<T> rows, List<RejectedRow> rejected)
    {
        var faults = new RowFaults();
        List<T> kept = new(rows.Count);
        for (var i = 0; i < rows.Count; i++)
        {
            faults.Clear();
            check(rows[i], faults);
            if (faults.Any)
            {
                rejected.Add(faults.First(i));
            }
            else
            {
                kept.Add(rows[i]);
            }
        }

        return kept;
    }

    private async Task<TResult> RunAsync<TResult>(
        TimeSpan? budget,
        Func<NpgsqlConnection, CancellationToken, Task<TResult>> work,
        Func<TResult, string[]> changed,
        Func<IReadOnlyCollection<string>, Task> refresh,
        CancellationToken cancel
    )
    {
        var result = await StoreWork.RunAsync(
            database,
            health,
            budget ?? TimeSpan.FromSeconds(settings.WriteSeconds),
            async (connection, transaction, token) =>
            {
                if (first is not null)
                {
                    await using var begin = new NpgsqlCommand(first, connection);
                    await begin.ExecuteNonQueryAsync(token);
                }

                var done = await work(connection, token);
                if (changed(done) is { Length: > 0 } ids)
                {
                    await changes.AnnounceAsync(connection, transaction, kind, ids, token);
                }

                return done;
            },
            cancel
        );
        if (changed(result) is { Length: > 0 } all)
        {
            await refresh(all);
            changes.Raise(new StoreChange(kind, all));
        }

        return result;
    }
}
