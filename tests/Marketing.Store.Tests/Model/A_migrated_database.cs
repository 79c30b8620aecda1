using System.Reflection;
using Marketing.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Marketing.Store.Tests.Model;

public sealed class A_migrated_database(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task has_every_table_of_the_model()
    {
        await using var db = database.CreateDb();
        foreach (var table in db.Model.GetEntityTypes())
        {
            (await database.ScalarAsync<bool>($"SELECT to_regclass('{table.GetSchema()}.{table.GetTableName()}') IS NOT NULL"))
                .Should()
                .BeTrue(table.GetTableName());
        }
    }

    [Fact]
    public async Task takes_and_gives_back_an_event()
    {
        var at = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
        await using (var db = database.CreateDb())
        {
            db.Events.Add(
                new EventRow
                {
                    UserId = "Zoë",
                    EventId = "e1",
                    Type = EventType.Purchase,
                    ItemId = "i",
                    OccurredAt = at,
                    ReceivedAt = at,
                    Price = 12.50m,
                    Attributes = """{"a":1}""",
                }
            );
            await db.SaveChangesAsync();
        }

        await using var other = database.CreateDb();
        var row = await other.Events.SingleAsync(e => e.UserId == "Zoë");
        row.Should()
            .BeEquivalentTo(
                new
                {
                    EventId = "e1",
                    Type = EventType.Purchase,
                    OccurredAt = at,
                    Price = 12.50m,
                    Weight = 1f,
                    Flag = (string?)null,
                }
            );
    }

    [Fact]
    public void needs_no_further_migration_for_the_model()
    {
        using var db = database.CreateDb();
        db.Database.HasPendingModelChanges().Should().BeFalse();
    }

    [Fact]
    public void sees_every_migration_class()
    {
        // EF passes over a class without [DbContext] and says nothing.
        var classes = typeof(MarketingDb).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Migration))).ToList();
        classes.Should().NotBeEmpty();
        classes.Should().OnlyContain(type => type.GetCustomAttribute<DbContextAttribute>()!.ContextType == typeof(MarketingDb));
        using var db = database.CreateDb();
        db.Database.GetMigrations().Should().HaveCount(classes.Count);
    }
}
