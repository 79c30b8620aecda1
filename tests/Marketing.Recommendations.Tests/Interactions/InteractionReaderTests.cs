using Marketing.Recommendations.Interactions;
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

    private async Task<SubjectInteractions> ReadAsync()
    {
        await using var connection = await database.DataSource.OpenConnectionAsync();
        await using var run = await connection.BeginTransactionAsync();
        var reader = new InteractionReader(new InteractionWeights(new RecommendationsOptions()));
        return await reader.ReadAsync(connection, CancellationToken.None);
    }
}
