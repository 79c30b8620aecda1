using Marketing.Store.Startup;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Marketing.Store.Changes;

/// <summary>
/// Hears what other replicas announce, on one connection of its own. What was announced while it was not connected is lost, so after each connection it raises
/// "everything" of each kind.
/// </summary>
internal sealed class ChangeListener(
    StorePlace place,
    StoreChanges changes,
    DatabaseHealth health,
    TimeProvider clock,
    ILogger<ChangeListener> log
) : BackgroundService
{
    // A frozen server says nothing and closes nothing: without asking, silence looks like peace.
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(500);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                try
                {
                    await ListenAsync(stoppingToken);
                }
                catch (Exception error) when (!stoppingToken.IsCancellationRequested || error is not OperationCanceledException)
                {
                    log.LogDebug(error, "The change feed is interrupted");
                    if (StoreStartup.IsAway(error))
                    {
                        health.ReportFailure();
                    }
                }

                await Task.Delay(Retry, clock, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task ListenAsync(CancellationToken cancel)
    {
        await using var connection = new NpgsqlConnection(place.Unpooled());
        connection.Notification += (_, notification) => Hear(notification.Payload);
        await connection.OpenAsync(cancel);
        await ExecuteAsync(connection, $"LISTEN {StoreChanges.Channel}", cancel);
        foreach (var kind in Enum.GetValues<ChangeKind>())
        {
            changes.Raise(StoreChange.Everything(kind));
        }

        while (true)
        {
            if (!await connection.WaitAsync(Silence, cancel))
            {
                await ExecuteAsync(connection, "SELECT 1", cancel);
            }
        }
    }

    private void Hear(string payload)
    {
        if (StoreChanges.Parse(payload) is { } change)
        {
            changes.Raise(change);
        }
        else
        {
            log.LogWarning("A change was announced that this version cannot read");
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancel);
    }
}
