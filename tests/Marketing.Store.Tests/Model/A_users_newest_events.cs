using System.Text.Json;
using Marketing.TestKit;

namespace Marketing.Store.Tests.Model;

public sealed class A_users_newest_events(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task come_from_one_index_scan_without_a_sort()
    {
        await database.ExecuteAsync(
            """
            INSERT INTO shop.events (user_id, event_id, type, item_id, occurred_at, received_at, weight, content_hash)
            SELECT 'u' || g % 200, 'e' || g, 1, 'i' || g % 50, timestamptz '2026-01-01' + g * interval '1 min', now(), 1, 0 FROM generate_series(1, 20000) g
            """
        );
        await database.ExecuteAsync("ANALYZE shop.events");

        var plan = await database.ScalarAsync<string>(
            """
            EXPLAIN (FORMAT JSON) SELECT type, item_id, occurred_at FROM shop.events WHERE user_id = 'u7' ORDER BY occurred_at DESC LIMIT 50
            """
        );

        using var json = JsonDocument.Parse(plan!);
        var limit = json.RootElement[0].GetProperty("Plan");
        limit.GetProperty("Node Type").GetString().Should().Be("Limit");
        var scan = limit.GetProperty("Plans").EnumerateArray().Should().ContainSingle().Subject;
        scan.GetProperty("Node Type").GetString().Should().Be("Index Scan");
        scan.GetProperty("Index Name").GetString().Should().Be("IX_events_user_id_occurred_at");
        scan.TryGetProperty("Plans", out _).Should().BeFalse("nothing lies below the scan");
    }
}
