using Marketing.Sentiment.Endpoints;
using Marketing.Store;

namespace Marketing.Sentiment.Tests.Http;

public sealed class Turned_reviews(SentimentHost host) : IClassFixture<SentimentHost>
{
    [Fact]
    public async Task are_an_alert_with_its_evidence_until_they_are_no_news()
    {
        for (var i = 0; i < 20; i++)
        {
            await host.ReviewAsync($"before{i}", "fan", $"good fan number {i}", daysAgo: 60 - i);
        }

        await host.ScoreAsync();
        (await AlertsAsync()).Should().BeEmpty();
        for (var i = 0; i < 12; i++)
        {
            await host.ReviewAsync($"after{i}", "fan", $"came broken, number {i}", daysAgo: 20 - i);
        }

        await host.ReviewAsync("someone", "lamp", "good", daysAgo: 3);
        await host.ScoreAsync();

        var alert = (await AlertsAsync()).Should().ContainSingle().Subject;
        (alert.ItemId, alert.Direction, alert.ClosedAt).Should().Be(("fan", "worse", null));
        alert.Since.Should().Be(host.Time.GetUtcNow().AddDays(-20));
        alert.FoundAt.Should().Be(host.Time.GetUtcNow());
        (alert.Evidence.ShareBefore, alert.Evidence.ShareAfter).Should().Be((1, 0));
        (alert.Evidence.ReviewsBefore, alert.Evidence.ReviewsAfter).Should().Be((20, 12));
        alert.Evidence.Probability.Should().BeLessThan(.001);
        alert
            .Quotes.Select(quote => quote.Text)
            .Should()
            .Equal("came broken, number 11", "came broken, number 10", "came broken, number 9");
        (await AlertsAsync("&direction=better")).Should().BeEmpty();

        var mood = host.Get<IItemMood>().Find("fan")!;
        mood.HasTurnedBad.Should().BeTrue();
        mood.Turn.Should().Be(new MoodTurn(host.Time.GetUtcNow().AddDays(-20), 1, 0));
        var shown = await host.GetAsync<ItemSentimentAnswer>("/items/fan/sentiment");
        shown.Turn.Should().Be(new TurnAnswer("worse", host.Time.GetUtcNow().AddDays(-20), 1, 0));
        host.Get<IItemMood>().Find("lamp")!.Turn.Should().BeNull();

        // The turn was 20 days ago and is news for 90.
        host.Time.Advance(TimeSpan.FromDays(71));
        await host.ScoreAsync();
        host.Get<IItemMood>().Find("fan")!.Turn.Should().BeNull();
        (await AlertsAsync()).Should().BeEmpty();
        (await AlertsAsync("&state=closed")).Should().ContainSingle().Which.ClosedAt.Should().Be(host.Time.GetUtcNow());
        (await AlertsAsync("&state=all&itemId=lamp")).Should().BeEmpty();
    }

    private async Task<IReadOnlyList<AlertAnswer>> AlertsAsync(string filter = "") =>
        (await host.GetAsync<AlertPage>("/sentiment/alerts?n=100" + filter)).Alerts;
}
