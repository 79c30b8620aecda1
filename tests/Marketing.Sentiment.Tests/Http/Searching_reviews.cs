using Marketing.Learning.Sentiment;
using Marketing.Sentiment.Endpoints;
using Marketing.Store;

namespace Marketing.Sentiment.Tests.Http;

public sealed class Searching_reviews(SentimentHost host) : IClassFixture<SentimentHost>, IAsyncLifetime
{
    private static bool _filled;

    public async Task InitializeAsync()
    {
        if (_filled)
        {
            return;
        }

        _filled = true;
        await host.Get<ItemWriter>()
            .WriteAsync(
                [
                    new NewItem
                    {
                        ItemId = "pan",
                        Name = "Pan",
                        Category = "Home > Kitchen > Pans",
                    },
                    new NewItem
                    {
                        ItemId = "hose",
                        Name = "Hose",
                        Category = "Garden",
                    },
                ],
                WriteOptions.Live,
                CancellationToken.None
            );
        await host.ReviewAsync("u1", "pan", "A good pan, the handles stay cold", daysAgo: 1, stars: 5);
        await host.ReviewAsync("u2", "pan", "锅很好，手柄不烫", daysAgo: 2);
        await host.ReviewAsync("u3", "pan", "awful, the handle is loose", daysAgo: 3);
        await host.ReviewAsync("u4", "hose", "a bad hose", daysAgo: 3);
        await host.ReviewAsync("u5", "hose", "it waters 100% of the garden_", daysAgo: 40);
        await host.ScoreAsync();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData("", "u1 u2 u3 u4 u5")]
    [InlineData("itemId=pan", "u1 u2 u3")]
    [InlineData("category=Home", "u1 u2 u3")]
    [InlineData("category=Home%3EKitchen", "u1 u2 u3")]
    [InlineData("category=Hom", "")]
    [InlineData("label=negative", "u3 u4")]
    [InlineData("label=neutral", "u5")]
    [InlineData("language=zh", "u2")]
    [InlineData("q=handle", "u1 u3")]
    [InlineData("q=HANDLES%20cold", "u1")]
    [InlineData("q=手柄", "u2")]
    [InlineData("q=柄手", "")]
    [InlineData("q=%25", "")]
    [InlineData("q=handle&label=positive&language=en&itemId=pan", "u1")]
    public async Task finds_what_fits_every_filter_the_newest_first(string filter, string users)
    {
        var page = await host.GetAsync<ReviewPage>("/sentiment/reviews?" + filter);
        string.Join(' ', page.Reviews.Select(review => review.UserId)).Should().Be(users);
        page.Next.Should().BeNull();
    }

    [Fact]
    public async Task shows_what_is_known_of_each()
    {
        var review = (await host.GetAsync<ReviewPage>("/sentiment/reviews?q=cold")).Reviews.Single();
        review.Text.Should().Be("A good pan, the handles stay cold");
        (review.Label, review.Stars, review.Language, review.ModelVersion).Should().Be((SentimentLabel.Positive, 5, "en", "base"));
        review.Score.Should().BeApproximately(1 / (1 + Math.Exp(-2)), 1e-4, "one good word");
        review.OccurredAt.Should().Be(host.Time.GetUtcNow().AddDays(-1));
    }

    [Fact]
    public async Task goes_on_page_by_page_without_gap_or_repeat()
    {
        var (users, after) = (new List<string>(), "");
        do
        {
            var page = await host.GetAsync<ReviewPage>("/sentiment/reviews?n=1&after=" + after);
            page.Reviews.Should().HaveCountLessThanOrEqualTo(1);
            users.AddRange(page.Reviews.Select(review => review.UserId));
            after = page.Next;
        } while (after is not null);

        users.Should().Equal("u1", "u2", "u3", "u4", "u5");
    }

    [Theory]
    [InlineData("label=good", "label")]
    [InlineData("aspectLabel=2", "aspectLabel")]
    [InlineData("language=fr", "language")]
    [InlineData("n=0", "n")]
    [InlineData("n=101", "n")]
    [InlineData("after=nonsense", "after")]
    [InlineData("after=WyIxIiwiYSJd", "after")]
    [InlineData("category=a%3E%3Eb", "category")]
    [InlineData("itemId=a%0Ab", "itemId")]
    [InlineData("q=%00", "q")]
    [InlineData("aspect=%00", "aspect")]
    public async Task says_what_does_not_fit(string query, string field)
    {
        using var response = await host.Client.GetAsync(new Uri("/sentiment/reviews?" + query, UriKind.Relative));
        (await SentimentHost.FaultsAsync(response)).Should().Equal(field);
    }

    [Fact]
    public async Task and_counting_them_over_time_agree()
    {
        var trend = await host.GetAsync<TrendAnswer>(
            "/sentiment/trends?bucket=day&from=2026-01-10T00:00:00Z&to=2026-01-15T00:00:00Z&category=Home"
        );
        trend
            .Points.Select(p => (p.From.Day, p.Positive, p.Neutral, p.Negative))
            .Should()
            .Equal((10, 0, 0, 0), (11, 0, 0, 0), (12, 0, 0, 1), (13, 1, 0, 0), (14, 1, 0, 0));
        var shop = await host.GetAsync<TrendAnswer>("/sentiment/trends?bucket=month");
        shop.Points.Should().HaveCount(12);
        shop.Points.TakeLast(2).Select(p => (p.From.Month, p.Reviews, p.Share)).Should().Equal((12, 1, null), (1, 4, .5));
        var item = await host.GetAsync<TrendAnswer>("/sentiment/trends?itemId=hose");
        item.Points.Sum(p => p.Reviews).Should().Be(2);
    }

    [Theory]
    [InlineData("bucket=year", "bucket")]
    [InlineData("from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z", "from")]
    [InlineData("bucket=day&from=2020-01-01T00:00:00Z", "from")]
    [InlineData("from=0001-01-01T00:00:00Z", "from")]
    public async Task over_time_says_what_does_not_fit(string query, string field)
    {
        using var response = await host.Client.GetAsync(new Uri("/sentiment/trends?" + query, UriKind.Relative));
        (await SentimentHost.FaultsAsync(response)).Should().Equal(field);
    }
}
