using Marketing.Profiles.Endpoints;
using Marketing.Profiles.Features;
using Marketing.Profiles.Segments;
using Marketing.Profiles.Upkeep;
using Marketing.Store.Migrations;
using Marketing.TestKit;
using Microsoft.EntityFrameworkCore.Migrations.Operations;
using Npgsql;

namespace Marketing.Profiles.Tests.Segments;

public sealed class Rules_about_affinities(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task hold_for_shares_at_their_bounds()
    {
        await using var connection = await database.DataSource.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var none = new NpgsqlCommand("DELETE FROM profiles.profiles", connection))
        {
            await none.ExecuteNonQueryAsync();
        }

        // Shares of 0 (two of them: none, and less than a ten-thousandth), .0001, .3 and 1.
        double?[] shares = [null, .00004, .0001, .3, 1];
        var profiles = shares.Select(
            (share, at) =>
            {
                var profile = Rules.Customer(at);
                Liking[] likes = share is { } known ? [new Liking("Home", Math.Round(known, 4), 1)] : [];
                return profile with { Features = profile.Features with { Likes = new Affinities(likes, [], [], []) } };
            }
        );
        await ProfileWriter.WriteAsync(connection, [.. profiles], CancellationToken.None);
        (double? AtLeast, double? AtMost, int Members)[] expected =
        [
            (0, null, 5),
            (-3, -1, 0),
            (null, 0, 2),
            (.0001, null, 3),
            (.00011, null, 2),
            (null, .0001, 3),
            (.3, .3, 1),
            (.30001, null, 1),
            (null, .29999, 3),
            (1, null, 1),
            (1.5, null, 0),
            (null, 7, 5),
            (.5, .7, 0),
        ];
        foreach (var (atLeast, atMost, members) in expected)
        {
            var rule = new SegmentRule
            {
                Affinity = AffinityKind.Category,
                Name = "Home",
                AtLeast = atLeast,
                AtMost = atMost,
            };
            var counted = await PreviewSegment.CountAsync(connection, new SegmentDefinition { Rule = rule }, CancellationToken.None);
            counted.Members.Should().Be(members, "{0} to {1}", atLeast, atMost);
        }
    }

    [Fact]
    public async Task find_what_was_liked_before_there_was_an_index_of_it()
    {
        string[] names = ["Home", "Home > Kitchen", "家 \"居\"", "Sports"];
        var profiles = Enumerable
            .Range(0, 20)
            .Select(number => Rules.Customer(number) with { UserId = $"old-{number}" })
            .Select(profile =>
                profile with
                {
                    Features = profile.Features with
                    {
                        Likes = new Affinities(
                            [.. names.Select((name, at) => new Liking(name, Math.Round(.9 / (at + 1), 4), 3))],
                            [new Liking("Home", .5, 1), new Liking("little", .00004, 1)],
                            [],
                            [new Liking("pots: and", .1234, 2)]
                        ),
                    },
                }
            )
            .ToArray();
        await using var connection = await database.DataSource.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await ProfileWriter.WriteAsync(connection, profiles, CancellationToken.None);
        var written = await LikesAsync();
        await ExecuteAsync("UPDATE profiles.profiles SET likes = '{}'");
        await ExecuteAsync(new AffinitiesInProfiles().UpOperations.OfType<SqlOperation>().Single().Sql);
        (await LikesAsync()).Should().BeEquivalentTo(written, like => like.WithStrictOrdering());
        written.Should().HaveCount(20).And.OnlyContain(likes => likes.Length == 6, "a share that rounds to nothing is none");

        async Task<List<long[]>> LikesAsync()
        {
            await using var command = new NpgsqlCommand(
                "SELECT likes FROM profiles.profiles WHERE starts_with(user_id, 'old-') ORDER BY user_id",
                connection
            );
            await using var reader = await command.ExecuteReaderAsync();
            List<long[]> read = [];
            while (await reader.ReadAsync())
            {
                read.Add(await reader.GetFieldValueAsync<long[]>(0));
            }

            return read;
        }

        async Task ExecuteAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync();
        }
    }
}
