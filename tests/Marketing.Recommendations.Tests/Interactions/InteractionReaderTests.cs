using Marketing.Recommendations.Interactions;
using Marketing.Recommendations.Model;
using Marketing.Store;
using Marketing.TestKit;

namespace Marketing.Recommendations.Tests.Interactions;

public sealed class The_interaction_reader(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task leaves_out_what_must_not_teach()
    {
        await database.ExecuteAsync(
            """
            INSERT INTO shop.items (item_id, available, recommendable, tags, created_at, changed_at)
            VALUES ('good', true, true, '{}', now(), now()), ('postage', true, false, '{}', now(), now()), ('hidden', false, true, '{}', now(), now());
            INSERT INTO shop.events (user_id, event_id, type, item_id, query, occurred_at, received_at, weight, flag, content_hash)
            SELECT user_id, event_id, type, item_id, query, '2026-01-01T00:00:00Z'::timestamptz + minute * interval '1 minute', now(), weight, flag, 0
            FROM (VALUES
                ('ann', 'e1', 1, 'good', NULL, 1, 1, NULL),
                ('ann', 'e2', 9, 'clicked', NULL, 2, 0, 'click-rate'),
                ('ann', 'e3', 3, 'postage', NULL, 3, 1, NULL),
                ('ann', 'e4', 1, 'hidden', NULL, 4, 1, NULL),
                ('ann', 'e5', 3, 'no-row', NULL, 5, 1, NULL),
                ('ann', 'e6', 5, NULL, 'pans', 6, 1, NULL),
                ('bob', 'e1', 1, 'good', NULL, 7, 0, 'click-interval')
            ) AS e (user_id, event_id, type, item_id, query, minute, weight, flag)
            """
        );

        var table = await ReadAsync();

        table.SubjectIds.Should().Equal("ann");
        table.ItemIds.Should().Equal("good", "hidden", "no-row");
        table[0]
            .ToArray()
            .Select(row => (table.ItemIds[row.Item], row.Type))
            .Should()
            .Equal(("good", EventType.View), ("hidden", EventType.View), ("no-row", EventType.Purchase));
    }

    [Fact]
    public async Task says_beforehand_what_reading_takes_and_above_the_limit_nothing_is_read()
    {
        await database.ExecuteAsync(
            """
            INSERT INTO shop.events (user_id, event_id, type, item_id, occurred_at, received_at, weight, content_hash)
            SELECT 'many-' || n % 100, n::text, 1, 'item-' || n % 7, '2026-01-01T00:00:00Z', now(), 1, 0 FROM generate_series(1, 20000) n;
            ANALYZE shop.events
            """
        );
        await using var connection = await database.DataSource.OpenConnectionAsync();
        await using var run = await connection.BeginTransactionAsync();
        var (rows, bytes) = await InteractionReader.EstimateAsync(connection, CancellationToken.None);
        rows.Should().BeInRange(20_000, 20_010);
        bytes.Should().BeInRange(100 * rows, 103 * rows, "100 bytes a row, and the names of a hundred customers or a few more");

        RecommendationsModel Model(long limit) => new(new RecommendationsOptions(), TimeSpan.FromSeconds(1), [], limit);
        (await Model(bytes - 1).ReadAsync(connection, CancellationToken.None)).NotTrainable.Should().Contain("Nothing was read");
        (await Model(bytes).ReadAsync(connection, CancellationToken.None)).NotTrainable.Should().NotContain("Nothing was read");
        await run.RollbackAsync();
        await database.ExecuteAsync("DELETE FROM shop.events WHERE user_id LIKE 'many-%'");
    }

    private async Task<SubjectInteractions> ReadAsync()
    {
        await using var connection = await database.DataSource.OpenConnectionAsync();
        await using var run = await connection.BeginTransactionAsync();
        var reader = new InteractionReader(new InteractionWeights(new RecommendationsOptions()));
        return await reader.ReadAsync(connection, CancellationToken.None);
    }
}
