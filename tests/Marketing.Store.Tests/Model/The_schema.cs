using Marketing.TestKit;
using Microsoft.EntityFrameworkCore;

namespace Marketing.Store.Tests.Model;

public sealed class The_schema(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly string[] DistributedByUser =
    [
        "shop.events",
        "shop.quarantine",
        "shop.session_links",
        "shop.users",
        "recommendations.log",
        "sentiment.review_scores",
    ];

    [Fact]
    public async Task leads_with_the_user_in_each_unique_index_of_the_big_tables()
    {
        // A distributed PostgreSQL can keep an index unique only when it holds the distribution column.
        foreach (var table in DistributedByUser)
        {
            var unique = await ColumnAsync(
                $"""
                SELECT i.relname || ': ' || a.attname FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
                JOIN pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = x.indkey[0]
                WHERE x.indrelid = '{table}'::regclass AND x.indisunique
                """
            );
            unique.Should().NotBeEmpty(table).And.OnlyContain(first => first.EndsWith(": user_id"), table);
        }
    }

    [Fact]
    public async Task compares_every_text_of_an_index_by_its_bytes()
    {
        var other = await ColumnAsync(
            """
            SELECT i.indexrelid::regclass || ' ' || i.k FROM (SELECT indexrelid, unnest(indcollation) AS k, indrelid FROM pg_index) i
            JOIN pg_class t ON t.oid = i.indrelid JOIN pg_namespace n ON n.oid = t.relnamespace
            WHERE n.nspname IN ('shop', 'training', 'recommendations', 'sentiment') AND t.relkind = 'r' AND i.k NOT IN (0, 'pg_catalog."C"'::regcollation)
            """
        );
        other.Should().BeEmpty();
    }

    [Fact]
    public async Task keeps_a_quarantined_event_that_is_no_json()
    {
        await using var db = database.CreateDb();
        db.Quarantine.Add(
            new QuarantineRow
            {
                UserId = "?",
                QuarantineId = Guid.NewGuid(),
                Code = "unreadable",
                Detail = "Not JSON.",
                Content = "{\"id\": \\u0000",
                ReceivedAt = DateTimeOffset.UnixEpoch,
            }
        );
        await db.SaveChangesAsync();
        db.ChangeTracker.Clear();
        (await db.Quarantine.SingleAsync()).Content.Should().Be("{\"id\": \\u0000");
    }

    private async Task<List<string>> ColumnAsync(string sql)
    {
        await using var command = database.DataSource.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var values = new List<string>();
        while (await reader.ReadAsync())
        {
            values.Add(reader.GetString(0));
        }

        return values;
    }
}
