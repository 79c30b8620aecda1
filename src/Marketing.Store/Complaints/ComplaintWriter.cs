using Npgsql;
using NpgsqlTypes;

namespace Marketing.Store;

/// <summary>Opens and settles complaints. When a call returns, its change is committed, announced to the other replicas and visible in this one.</summary>
public sealed class ComplaintWriter(
    StoreWriter writer,
    StoreChanges changes,
    OpenComplaints open,
    IngestSettings settings,
    TimeProvider clock
)
{
    /// <summary>What came of opening one.</summary>
    public enum Opened
    {
        /// <summary>It is stored.</summary>
        Stored,

        /// <summary>There is one of this id, which stays as it is.</summary>
        Taken,

        /// <summary>The customer was erased: nothing of them is stored.</summary>
        Erased,
    }

    /// <summary>Stores a new complaint.</summary>
    /// <param name="complaint">Its texts must be storable.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="TimeoutException">The database is away or did not answer in time.</exception>
    /// <exception cref="NpgsqlException">The database refuses.</exception>
    public async Task<Opened> OpenAsync(ComplaintRow complaint, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(complaint);
        var opened = await writer.RunAsync(
            TimeSpan.FromSeconds(settings.WriteSeconds),
            async (connection, transaction, token) =>
            {
                if (complaint.UserId is { } user && (await ErasedPeople.FindAsync(connection, [user], token)).Count > 0)
                {
                    return Opened.Erased;
                }

                await using var command = new NpgsqlCommand(
                    """
                    INSERT INTO shop.complaints (complaint_id, user_id, item_id, note, opened_at, changed_at) VALUES ($1, $2, $3, $4, $5, $6)
                    ON CONFLICT DO NOTHING
                    """,
                    connection
                );
                command.Parameters.AddValue(complaint.ComplaintId, NpgsqlDbType.Text);
                command.Parameters.AddValue(complaint.UserId, NpgsqlDbType.Text);
                command.Parameters.AddValue(complaint.ItemId, NpgsqlDbType.Text);
                command.Parameters.AddValue(complaint.Note, NpgsqlDbType.Text);
                command.Parameters.AddValue<DateTime?>(complaint.OpenedAt.UtcDateTime, NpgsqlDbType.TimestampTz);
                command.Parameters.AddValue<DateTime?>(clock.GetUtcNow().UtcDateTime, NpgsqlDbType.TimestampTz);
                if (await command.ExecuteNonQueryAsync(token) == 0)
                {
                    return Opened.Taken;
                }

                await changes.AnnounceAsync(connection, transaction, ChangeKind.Complaints, [complaint.ComplaintId], token);
                return Opened.Stored;
            },
            cancel
        );
        if (opened == Opened.Stored)
        {
            await FollowAsync(complaint.ComplaintId);
        }

        return opened;
    }

    /// <summary>Settles a complaint; one that is settled stays so, with its first time.</summary>
    /// <returns>False when there is none of this id.</returns>
    /// <inheritdoc cref="OpenAsync" path="/exception" />
    public async Task<bool> CloseAsync(string complaintId, CancellationToken cancel)
    {
        var isThere = await writer.RunAsync(
            TimeSpan.FromSeconds(settings.WriteSeconds),
            async (connection, transaction, token) =>
            {
                await using var command = new NpgsqlCommand(
                    "UPDATE shop.complaints SET closed_at = coalesce(closed_at, greatest($2, opened_at)), changed_at = $2 WHERE complaint_id = $1",
                    connection
                );
                command.Parameters.AddValue(complaintId, NpgsqlDbType.Text);
                command.Parameters.AddValue<DateTime?>(clock.GetUtcNow().UtcDateTime, NpgsqlDbType.TimestampTz);
                if (await command.ExecuteNonQueryAsync(token) == 0)
                {
                    return false;
                }

                await changes.AnnounceAsync(connection, transaction, ChangeKind.Complaints, [complaintId], token);
                return true;
            },
            cancel
        );
        if (isThere)
        {
            await FollowAsync(complaintId);
        }

        return isThere;
    }

    private async Task FollowAsync(string complaintId)
    {
        await open.Mirror.FollowAsync([complaintId]);
        changes.Raise(new StoreChange(ChangeKind.Complaints, [complaintId]));
    }
}
