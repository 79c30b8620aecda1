using Marketing.Learning.Sentiment;
using Marketing.Sentiment.Aspects;
using Marketing.Sentiment.Endpoints;
using Marketing.Store;

namespace Marketing.Sentiment.Tests.Http;

public sealed class Lists_that_grow(SentimentHost host) : IClassFixture<SentimentHost>
{
    [Fact]
    public async Task hold_the_terms_of_their_category_until_somebody_puts_them_elsewhere()
    {
        (await host.Get<AspectGrower>().GrowAsync(CancellationToken.None)).Should().BeNull("there are no reviews");
        await StoreReviewsAsync();
        (await host.Get<AspectGrower>().GrowAsync(CancellationToken.None)).Should().Be(2, "both categories have a term of their own");
        (await host.Get<AspectGrower>().GrowAsync(CancellationToken.None)).Should().BeNull("that was today's");

        var grown = await host.GetAsync<AspectsAnswer>("/sentiment/aspects");
        var kettles = grown.Lists.Single(list => list.Category == "Teatime");
        kettles.Edited.Should().BeFalse();
        kettles.Grown.Should().Equal(new GrownTermAnswer("spout", 120, 1, Math.Round(.5 / 121, 4)));
        (await AspectsOfAsync("a good spout", "Teatime > Kettles")).Should().Equal(("spout", SentimentLabel.Positive));
        (await AspectsOfAsync("a good spout", "Outdoors")).Should().BeEmpty();

        await host.PutAsync<AspectsAnswer>(
            "/sentiment/aspects",
            new { category = "Teatime", aspects = new { pouring = new[] { "spout" } } }
        );
        (await AspectsOfAsync("a good spout", "Teatime")).Should().Equal(("pouring", SentimentLabel.Positive));
        var edited = await host.PutAsync<AspectsAnswer>(
            "/sentiment/aspects",
            new
            {
                category = "Outdoors",
                aspects = new { },
                ignored = new[] { " Tent " },
            }
        );
        edited
            .Lists.Single(list => list.Category == "Outdoors")
            .Should()
            .Match<AspectListAnswer>(l => l.Grown.Count == 0 && l.Ignored[0] == "Tent");

        host.Time.Advance(TimeSpan.FromDays(1));
        (await host.Get<AspectGrower>().GrowAsync(CancellationToken.None)).Should().Be(0, "both terms are known now");
    }

    private async Task StoreReviewsAsync()
    {
        foreach (
            var (item, category, text) in new[] { ("kettle", "Teatime > Kettles", "a good spout"), ("tent", "Outdoors", "a great tent") }
        )
        {
            await host.Get<ItemWriter>()
                .WriteAsync(
                    [
                        new NewItem
                        {
                            ItemId = item,
                            Name = item,
                            Category = category,
                        },
                    ],
                    WriteOptions.Live,
                    CancellationToken.None
                );
            for (var i = 0; i < 120; i++)
            {
                await host.ReviewAsync($"{item}-{i}", item, $"{text}, number {i}");
            }
        }
    }

    private async Task<IEnumerable<(string, SentimentLabel)>> AspectsOfAsync(string text, string category) =>
        (await host.PostAsync<AnalyzeAnswer>("/sentiment", new { texts = new[] { text }, category }))
            .Results.Single()
            .Aspects.Select(a => (a.Aspect, a.Label));
}
