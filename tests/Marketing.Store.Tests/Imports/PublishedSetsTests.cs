using System.Text;
using Marketing.Store.Imports;
using Marketing.TestKit;

namespace Marketing.Store.Tests.Imports;

public sealed class An_import_of_a_published_set : IDisposable
{
    private readonly RecordedImport _import = new();

    [Fact]
    public async Task Reads_movielens_with_films_and_users_from_beside_the_ratings()
    {
        _import.Write("u.item", "7|Café (1995)|01-Jan-1995||http://x|0|1|0|0|0|1|0|0|0|0|0|0|0|0|0|0|0|0|0\n", Encoding.Latin1);
        _import.Write("u.user", "3|24|M|technician|85711\n");
        var ratings = _import.Write("u.data", "3\t7\t4\t881250949\n3\t7\t4\t881250949\n3\t8\tgood\t881250949\n");

        var summary = await _import.RunAsync("movielens", ratings);

        _import
            .Items.Should()
            .ContainSingle()
            .Which.Should()
            .BeEquivalentTo(
                new
                {
                    ItemId = "7",
                    Name = "Café (1995)",
                    Category = "Action",
                    Tags = new[] { "Action", "Comedy" },
                    Attributes = """{"releaseDate":"1995-01-01","year":1995}""",
                }
            );
        _import
            .Users.Should()
            .Equal(new NewUser { UserId = "3", Attributes = """{"age":24,"gender":"M","occupation":"technician","zipCode":"85711"}""" });
        _import
            .Events.Should()
            .ContainSingle()
            .Which.Should()
            .BeEquivalentTo(
                new
                {
                    Type = EventType.Rating,
                    UserId = "3",
                    ItemId = "7",
                    Value = 4.0,
                    OccurredAt = DateTimeOffset.FromUnixTimeSeconds(881250949),
                }
            );
        summary.Events.Duplicates.Should().Be(1); // one rating written twice
        _import.Rejects(ratings).Should().Equal("3 invalid-number 3\t8\tgood\t881250949");
    }

    [Fact]
    public async Task Reports_bad_rows_of_the_files_beside_with_those_of_the_file()
    {
        _import.Write("u.user", "3|24|M|technician|85711\n\n4|30\n");
        var ratings = _import.Write("u.data", "3\t7\t4\t881250949\n3\t7\n");

        await _import.RunAsync("movielens", ratings);

        _import.Rejects(ratings).Should().Equal("3 wrong-column-count 4|30", "2 wrong-column-count 3\t7");
        _import.Users.Should().ContainSingle();
    }

    [Theory]
    [InlineData(
        "ratings.csv",
        "userId,movieId,rating,timestamp\n3,7,4.5,881250949\n",
        "movies.csv",
        "movieId,title,genres\n7,\"Star, The (1995)\",Drama|War\n"
    )]
    [InlineData("ratings.dat", "3::7::4.5::881250949\n", "movies.dat", "7::Star, The (1995)::Drama|War\n")]
    public async Task Reads_the_later_forms_of_movielens(string name, string text, string films, string filmText)
    {
        _import.Write(films, filmText);

        await _import.RunAsync("movielens", _import.Write(name, text));

        _import.Items.Select(i => (i.ItemId, i.Name, i.Category, i.Tags.Count)).Should().Equal(("7", "Star, The (1995)", "Drama", 2));
        _import.Events.Select(e => (e.UserId, e.ItemId, e.Value)).Should().Equal(("3", "7", 4.5));
    }

    [Fact]
    public async Task Reads_sequences_with_times_counted_back_from_the_end()
    {
        _import.Write("item_attributes.json", """{"10":[1,2],"11":[2]}""");
        var file = _import.Write("sequences.txt", "u1 10 11 10\nu2 11\nu3\n");

        await _import.RunAsync("amazon-sequences", file);

        _import
            .Events.Select(e => (e.UserId, e.ItemId, (int)(AmazonSequences.Newest - e.OccurredAt).TotalDays))
            .Should()
            .Equal(("u1", "10", 2), ("u1", "11", 1), ("u1", "10", 0), ("u2", "11", 0));
        _import
            .Items.Select(i => (i.ItemId, string.Join(' ', i.Tags)))
            .Should()
            .Equal(("10", "attribute-1 attribute-2"), ("11", "attribute-2"));
        _import.Rejects(file).Should().Equal("3 wrong-column-count u3");
    }

    [Theory]
    [InlineData("user_id,item_id,category_id,behavior,timestamp\n", 1)]
    [InlineData("", 0)]
    public async Task Reads_taobao_with_and_without_a_header(string header, int lines)
    {
        var file = _import.Write(
            "UserBehavior.csv",
            header + "1,10,c1,pv,1511544070\n1,10,c1,fav,1511544071\n1,10,c1,buy,1511544072\n1,10,c1,cart,-5\n1,10,c1,hug,1511544072\n"
        );

        await _import.RunAsync("taobao", file);

        _import
            .Events.Select(e => (e.Type, e.Attributes))
            .Should()
            .Equal((EventType.View, null), (EventType.View, """{"behavior":"fav"}"""), (EventType.Purchase, null));
        _import.Items.Select(i => (i.ItemId, i.Category)).Should().Equal(("10", "c1"));
        _import
            .Rejects(file)
            .Should()
            .Equal($"{lines + 4} impossible-time 1,10,c1,cart,-5", $"{lines + 5} unsupported-type 1,10,c1,hug,1511544072");
    }

    [Fact]
    public async Task Reads_the_event_feed_of_rees46()
    {
        var file = _import.Write(
            "2019-Oct.csv",
            "event_time,event_type,product_id,category_id,category_code,brand,price,user_id,user_session\n"
                + "2019-10-01 00:00:00 UTC,view,44,21,appliances.environment.water_heater,aqua,33.20,5,s1\n"
                + "2019-10-01 00:00:01 UTC,remove_from_cart,44,21,,,33.20,5,s1\n"
                + "2019-10-01 00:00:02 UTC,purchase,44,21,appliances.environment.water_heater,aqua,31.00,5,s1\n"
        );

        await _import.RunAsync("rees46", file);

        _import
            .Events.Select(e => (e.Type, e.UserId, e.SessionId, e.Price))
            .Should()
            .Equal((EventType.View, "5", "s1", 33.20m), (EventType.Purchase, "5", "s1", 31.00m));
        _import
            .Items.Should()
            .ContainSingle()
            .Which.Should()
            .BeEquivalentTo(
                new
                {
                    ItemId = "44",
                    Category = "appliances > environment > water heater",
                    Brand = "aqua",
                    Price = 31.00m,
                }
            );
        _import.Rejects(file).Should().ContainSingle().Which.Should().StartWith("3 unsupported-type");
    }

    [Fact]
    public async Task Reads_logged_ads_with_all_that_could_have_stood_there()
    {
        _import.Write("item_context.csv", ",item_id,item_feature_0,item_feature_1\n0,7,-0.3,abc\n1,8,0.5,abc\n2,9,0.1,\n");
        var log = _import.Write(
            "men.csv",
            ",timestamp,item_id,position,click,propensity_score,user_feature_0\n"
                + "0,2019-11-24 00:01:29.788335+00:00,7,1,0,0.25,aa\n"
                + "1,2019-11-24 23:01:30+00:00,8,3,1,0.5,bb\n"
                + "2,2019-11-24 00:01:31+00:00,10,1,0,0.25,aa\n" // an item that the other file does not have
                + "3,2019-11-24 00:01:31+00:00,7,1,0,0,aa\n"
                + "4,2019-11-24 00:01:31+00:00,7,1,2,0.25,aa\n"
                + "5,yesterday,7,0,0,0.25,aa\n"
        );

        var summary = await _import.RunAsync("open-bandit", log);
        await _import.RunAsync("open-bandit", log);

        _import
            .Items.Select(item => (item.ItemId, item.Tags.Count))
            .Should()
            .Equal(("open-bandit-men-7", 1), ("open-bandit-men-8", 1), ("open-bandit-men-9", 0));
        _import.Decisions.Should().HaveCount(2, "the same import again changes nothing");
        _import
            .Decisions[1]
            .Should()
            .BeEquivalentTo(
                new
                {
                    CampaignId = "open-bandit-men",
                    Placement = "open-bandit-men-3",
                    AdId = "open-bandit-men-8",
                    Eligible = new[] { "open-bandit-men-7", "open-bandit-men-8", "open-bandit-men-9" },
                    DecidedAt = new DateTimeOffset(2019, 11, 24, 23, 1, 30, TimeSpan.Zero),
                    Propensity = .5,
                    Clicked = true,
                    Context = new Dictionary<string, string>
                    {
                        ["userFeature0"] = "bb",
                        ["hour"] = "23",
                        ["weekday"] = "0",
                    },
                }
            );
        summary.Found.Should().Contain("impressions", 6).And.Contain("clicks", 1);
        _import
            .Rejects(log)
            .Select(row => string.Join(' ', row.Split(' ')[..2]))
            .Should()
            .Equal("4 invalid-value", "5 out-of-range", "6 invalid-value", "7 invalid-time");
    }

    [RealDataFact("movielens-100k/u.data.gz", "movielens-100k/u.item", "movielens-100k/u.user")]
    public async Task Brings_all_of_movielens_100k()
    {
        var summary = await WholeAsync("movielens", "movielens-100k/u.data.gz");

        (summary.Events, summary.Items.Accepted, summary.Users.Accepted).Should().Be((new ImportCounts(100_000, 0), 1_682, 943));
        summary.Rejected.Should().BeEmpty();
        _import
            .Events.GroupBy(e => e.Value)
            .OrderByDescending(g => g.Key)
            .Select(g => g.Count())
            .Should()
            .Equal(21_201, 34_174, 27_145, 11_370, 6_110);
        _import.Events.Select(e => e.UserId).Distinct().Should().HaveCount(943);
    }

    [RealDataFact("amazon-beauty-sequences/sequences.txt.gz", "amazon-beauty-sequences/item_attributes.json")]
    public async Task Brings_all_of_amazon_beauty()
    {
        var summary = await WholeAsync("amazon-sequences", "amazon-beauty-sequences/sequences.txt.gz");

        (summary.Events, summary.Items.Accepted).Should().Be((new ImportCounts(198_502, 0), 12_101));
        _import.Events.Select(e => e.UserId).Distinct().Should().HaveCount(22_363);
    }

    [RealDataFact("taobao-userbehavior-sample/UserBehavior.csv", "rees46-sample/2019-Oct-sample.csv")]
    public async Task Brings_the_samples_of_taobao_and_rees46()
    {
        var taobao = await WholeAsync("taobao", "taobao-userbehavior-sample/UserBehavior.csv");
        taobao
            .Found.Should()
            .Equal(
                new Dictionary<string, long>
                {
                    ["pv"] = 3_926,
                    ["fav"] = 128,
                    ["buy"] = 77,
                    ["cart"] = 190,
                }
            );

        var rees46 = await WholeAsync("rees46", "rees46-sample/2019-Oct-sample.csv");
        (rees46.Events.Accepted, rees46.Items.Accepted).Should().Be((1_000, 534));
    }

    public void Dispose() => _import.Dispose();

    private Task<ImportSummary> WholeAsync(string kind, string name) =>
        _import.RunAsync(kind, [SharedData.PathOf(name) ?? ""], ImportRunner.BatchSize, default);
}
