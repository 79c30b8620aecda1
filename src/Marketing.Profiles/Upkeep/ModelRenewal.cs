using Marketing.Profiles.Model;
using Marketing.Profiles.Segments;
using Marketing.Store;
using Marketing.Training;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Marketing.Profiles.Upkeep;

/// <summary>
/// Renews the stored predictions after another model begins to serve, one replica at a time, and makes its clusters segments. What a profile needs for it is stored with
/// it: no event is read again.
/// </summary>
internal sealed class ModelRenewal(
    NpgsqlDataSource database,
    IServingModel<ServedProfiles> serving,
    SegmentRefresh segments,
    StoreChanges changes,
    DatabaseHealth health,
    ProfilesOptions options,
    TimeProvider clock,
    ILogger<ModelRenewal> log
) : BackgroundService
{
    private const int AtOnce = 5_000;
    private readonly Bell _bell = new(isRung: true);

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        serving.Swapped += _bell.Ring;
        return base.StartAsync(cancellationToken);
    }

    public override Task StopAsync(CancellationToken cancellationToken)
    {
        serving.Swapped -= _bell.Ring;
        return base.StopAsync(cancellationToken);
    }

    public override void Dispose()
    {
        _bell.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await _bell.WaitAsync(TimeSpan.FromMinutes(options.RenewMinutes), clock, stoppingToken);
                await Task.Run(() => TryAsync(stoppingToken), stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops; what was committed stays.
        }
    }

    private async Task TryAsync(CancellationToken cancel)
    {
        try
        {
            if (health.IsAvailable && serving.Current is { } current)
            {
                await RunAsync(current, cancel);
            }
        }
        catch (NpgsqlException fault)
        {
            log.LogWarning(fault, "Predictions wait for the new model: the database does not answer as it should");
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            log.LogError(fault, "Predictions could not be renewed; trying again later");
        }
    }

    /// <summary>Renews everything that is of another version. Does nothing where another replica does it, or where this one serves an older version than it should.</summary>
    internal async Task RunAsync(ServedModel<ServedProfiles> current, CancellationToken cancel)
    {
        await using var guard = await database.OpenConnectionAsync(cancel);
        await using var transaction = await guard.BeginTransactionAsync(cancel);
        if (!await ProfileLock.TryTakeRebuildAsync(guard, cancel) || !await IsNewestAsync(guard, current.Version, cancel))
        {
            return;
        }

        var renewed = await RenewAsync(current, cancel);
        if (renewed > 0)
        {
            log.LogInformation("Predictions of {Count} customers are of version {Version} now", renewed, current.Version);
        }
    }

    /// <summary>Renews what is of another version, and the segments.</summary>
    /// <returns>How many customers' predictions were.</returns>
    internal async Task<int> RenewAsync(ServedModel<ServedProfiles> current, CancellationToken cancel)
    {
        await LearnedSegments.WriteAsync(database, changes, current.Model.Content.Clusters, clock.GetUtcNow(), cancel);
        var (renewed, after) = (0, "");
        while (await StepAsync(current, after, cancel) is { Count: > 0 } step)
        {
            (renewed, after) = (renewed + step.Count, step.Last);
        }

        if (renewed > 0)
        {
            await segments.AllAsync(cancel);
        }

        return renewed;
    }

    private async Task<(int Count, string Last)> StepAsync(ServedModel<ServedProfiles> current, string after, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await ProfileLock.TakeAsync(connection, cancel);
        List<(string UserId, DateTimeOffset AsOf, ProfileOutputs Outputs)> rows = [];
        await using (
            var command = new NpgsqlCommand(
                "SELECT user_id, as_of, recency_days, orders, spend, inputs FROM profiles.profiles WHERE model_version IS DISTINCT FROM $1 AND user_id > $2 ORDER BY user_id LIMIT $3",
                connection
            )
        )
        {
            command.CommandTimeout = 120;
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = current.Version });
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = after });
            command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = AtOnce });
            await using var reader = await command.ExecuteReaderAsync(cancel);
            while (await reader.ReadAsync(cancel))
            {
                double[] inputs = Array.ConvertAll(reader.GetFieldValue<float[]>(5), input => (double)input);
                double? recency = await reader.IsDBNullAsync(2, cancel) ? null : reader.GetFloat(2);
                var outputs = current.Model.Content.Of(current.Version, inputs, recency, reader.GetInt32(3), reader.GetDouble(4));
                rows.Add((reader.GetString(0), await reader.GetFieldValueAsync<DateTimeOffset>(1, cancel), outputs));
            }
        }

        if (rows.Count > 0)
        {
            await ProfileWriter.WriteOutputsAsync(connection, rows, cancel);
            await transaction.CommitAsync(cancel);
        }

        return (rows.Count, rows.Count > 0 ? rows[^1].UserId : after);
    }

    private static async Task<bool> IsNewestAsync(NpgsqlConnection connection, string version, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("SELECT version::text FROM training.serving WHERE model = $1", connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = ProfilesModel.ModelName });
        return await command.ExecuteScalarAsync(cancel) as string == version;
    }
}
