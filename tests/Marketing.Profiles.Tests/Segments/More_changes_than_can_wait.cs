using Marketing.Profiles.Segments;
using Marketing.Profiles.Tests.Http;
using Marketing.Store;
using Marketing.TestKit;
using Npgsql;

namespace Marketing.Profiles.Tests.Segments;

public sealed class More_changes_than_can_wait(ProfilesHost host) : IClassFixture<ProfilesHost>
{
    private const int Customers = 3_000;

    [Fact]
    public async Task are_not_lost_to_the_memory_of_a_replica()
    {
        await host.Database.ExecuteAsync(
            "INSERT INTO profiles.segments (segment_id, kind, name, definition, created_at, changed_at, refreshed_at, members) VALUES ('s', 'learned', 's', '{}', now(), now(), now(), 0)"
        );
        var (memory, changes) = (host.Get<SegmentMemory>(), host.Get<StoreChanges>());
        changes.Raise(StoreChange.Everything(ChangeKind.Segments));
        await Patience.UntilAsync(() => Task.FromResult(memory.Contains("s", "c-0") == false), "the segment is known");

        await using (var connection = new NpgsqlConnection(host.Database.ConnectionString))
        {
            await connection.OpenAsync();
            await using var transaction = await connection.BeginTransactionAsync();
            // The loop waits for its first customer while the others are told of.
            await using var command = new NpgsqlCommand("LOCK TABLE profiles.segment_members IN ACCESS EXCLUSIVE MODE", connection);
            await command.ExecuteNonQueryAsync();
            changes.Raise(new StoreChange(ChangeKind.SegmentMembers, ["c-0"]));
            await Patience.UntilAsync(
                async () =>
                    await host.Database.ScalarAsync<long>(
                        "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'profiles.segment_members'::regclass"
                    ) > 0,
                "the loop reads"
            );
            command.CommandText =
                $"INSERT INTO profiles.segment_members (user_id, segment_id, entered_at) SELECT 'c-' || n, 's', now() FROM generate_series(1, {Customers}) n";
            await command.ExecuteNonQueryAsync();
            foreach (var customer in Enumerable.Range(1, Customers))
            {
                changes.Raise(new StoreChange(ChangeKind.SegmentMembers, [$"c-{customer}"]));
            }

            await transaction.CommitAsync();
        }

        await Patience.UntilAsync(() => Task.FromResult(memory.Contains("s", $"c-{Customers}") == true), "the last customer is a member");
    }
}
