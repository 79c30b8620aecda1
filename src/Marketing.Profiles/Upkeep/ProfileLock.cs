using Npgsql;

namespace Marketing.Profiles.Upkeep;

/// <summary>One writer of profiles and memberships at a time, over all replicas. Taken first in a transaction, before the lock of erasures.</summary>
internal static class ProfileLock
{
    /// <summary>Held for one transaction by whoever writes.</summary>
    private const long Writing = 0x7072_6f66_696c;

    /// <summary>Held by the session that goes through all customers.</summary>
    private const long Rebuilding = 0x7072_6f66_696d;

    /// <summary>Waits for the others.</summary>
    public static async Task TakeAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand($"SELECT pg_advisory_xact_lock({Writing})", connection) { CommandTimeout = 300 };
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>False where another process goes through all customers already. Lasts as long as the transaction.</summary>
    public static async Task<bool> TryTakeRebuildAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand($"SELECT pg_try_advisory_xact_lock({Rebuilding})", connection);
        return await command.ExecuteScalarAsync(cancel) is true;
    }
}
