using Marketing.Store.Mirrors;
using Marketing.TestKit;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Marketing.Store.Tests.Moods;

public sealed class The_moods_in_memory(TestDatabase database) : IClassFixture<TestDatabase>, IDisposable
{
    private static readonly DateTimeOffset At = new(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("marketing-moods-");

    public void Dispose() => _data.Delete(recursive: true);

    [Fact]
    public async Task are_those_of_the_database_and_outlive_it()
    {
        await using var db = database.CreateDb();
        db.ItemMoods.AddRange(Row("steady", 7, 2), Row("turned", 12, 9, At.AddDays(-20)));
        await db.SaveChangesAsync();
        ItemMood[] expected =
        [
            new("steady", 7, 2, 1, .75, At, Turn: null),
            new("turned", 12, 9, 1, .75, At, new MoodTurn(At.AddDays(-20), .9, .3)),
        ];

        using (var moods = new ItemMoods(database.DataSource))
        using (var keeper = Keeper(moods))
        {
            await keeper.StartAsync(CancellationToken.None);
            expected.Should().OnlyContain(mood => mood == moods.Find(mood.ItemId));
            moods.Find("unheard").Should().BeNull();
            moods.Find("turned")!.HasTurnedBad.Should().BeTrue("the share fell from .9 to .3");
            moods.Find("turned")!.Reviews.Should().Be(12 + 9 + 1);
            moods.Find("steady")!.HasTurnedBad.Should().BeFalse();
            await keeper.StopAsync(CancellationToken.None);
        }

        await using var nowhere = NpgsqlDataSource.Create("Host=/nowhere/at/all;Timeout=1");
        using var later = new ItemMoods(nowhere);
        using var alone = Keeper(later);
        await alone.StartAsync(CancellationToken.None);
        expected.Should().OnlyContain(mood => mood == later.Find(mood.ItemId), "the file in the data directory has them");
        await alone.StopAsync(CancellationToken.None);
    }

    private static ItemMoodRow Row(string item, int positive, int negative, DateTimeOffset? turned = null) =>
        new()
        {
            ItemId = item,
            Scored = positive + negative + 3,
            Positive = positive,
            Negative = negative,
            Neutral = 1,
            Share = .75,
            NewestAt = At,
            TurnedAt = turned,
            ShareBefore = turned is null ? null : .9,
            ShareAfter = turned is null ? null : .3,
            ModelVersion = "base",
            ChangedAt = At,
        };

    private MirrorKeeper<ItemMood> Keeper(ItemMoods moods) =>
        new(
            moods.Mirror,
            ItemMoods.Source,
            ChangeKind.Moods,
            new StoreChanges(),
            new DatabaseHealth(),
            new DataDirectory(_data.FullName),
            TimeProvider.System,
            NullLogger<MirrorKeeper<ItemMood>>.Instance
        );
}
