using System.Text;
using Marketing.Profiles.Features;
using Marketing.Store;

namespace Marketing.Profiles.Tests.Features;

public sealed class The_features_of_a_customer
{
    [Fact]
    public void say_how_fresh_how_often_how_much()
    {
        var profile = Some.Profile(
            Some.Event(EventType.View, 100, "whisk"),
            Some.Bought(90, "whisk", price: 10, quantity: 3, order: "A"),
            Some.Bought(90, "pan", price: 30, quantity: 1, order: "A"),
            Some.Bought(30, "tent", price: 200, quantity: 1, order: "B"),
            Some.Event(EventType.Return, 20, "pan") with
            {
                Price = 30,
                Quantity = 1,
            },
            Some.Event(EventType.View, 5, "pan")
        );
        profile.RecencyDays.Should().Be(30);
        profile.TenureDays.Should().Be(100);
        profile.SilenceDays.Should().Be(5);
        profile.Bought.Orders.Should().Be(2);
        profile.Bought.Spend.Should().Be((3 * 10) + 30 + 200 - 30);
        profile.Bought.BasketSize.Should().Be(5 / 2.0, "five units in two orders");
        profile.Bought.BasketValue.Should().Be(260 / 2.0);
        profile.Bought.ReturnRate.Should().Be(1 / 5.0);
        profile
            .Bought.DiscountShare.Should()
            .BeApproximately(1 / 3.0, 1e-12, "of three lines only the pan, 40 in the catalogue, was cheaper");
        profile.Bought.MeanGapDays.Should().Be(60);
        profile.Counts[EventCounts.Place(EventType.View, 0)].Should().Be(1, "one view within 7 days");
        profile.Counts[EventCounts.Place(EventType.Purchase, 2)].Should().Be(3, "three lines within 90 days, the bound included");
        profile.Counts[EventCounts.Place(EventType.View, 3)].Should().Be(2, "two views within 365 days");
    }

    [Fact]
    public void let_what_a_customer_likes_fade()
    {
        // Half-life 10 days: a cart 20 days ago is 3/4, a view today 1, a purchase 10 days ago 5/2.
        var profile = Some.Profile(
            Some.Event(EventType.Cart, 20, "tent"),
            Some.Event(EventType.View, 0, "whisk"),
            Some.Bought(10, "pan", 40, 1, "A")
        );
        const double All = .75 + 1 + 2.5;
        profile
            .Likes.Categories.Select(c => (c.Name, c.Share))
            .Should()
            .Equal(
                ("Home", Math.Round(3.5 / All, 4)),
                ("Home > Kitchen", Math.Round(3.5 / All, 4)),
                ("Sports", Math.Round(.75 / All, 4)),
                ("Sports > Camping", Math.Round(.75 / All, 4))
            );
        profile
            .Likes.Brands.Select(b => (b.Name, b.Share, b.Events))
            .Should()
            .Equal(("Ironside", Math.Round(3.25 / All, 4), 2), ("Tamako", Math.Round(1 / All, 4), 1));
    }

    [Fact]
    public void take_back_what_came_back() =>
        Some.Profile(Some.Bought(10, "pan", 40, 1, "A"), Some.Event(EventType.Return, 10, "pan")).Likes.Categories.Should().BeEmpty();

    [Fact]
    public void read_hours_by_the_customers_clock_and_channels_by_acts()
    {
        // 12:00 UTC is 20:00 in Shanghai; an impression is no act.
        var events = new[]
        {
            Some.Event(EventType.View, 1, "pan") with
            {
                Channel = "app",
            },
            Some.Event(EventType.Click, 2, "pan") with
            {
                Channel = "app",
            },
            Some.Event(EventType.View, 3.25, "pan") with
            {
                Channel = "web",
            },
            Some.Event(EventType.Impression, 4) with
            {
                Channel = "email",
            },
        };
        var responses = ProfileFeatures.Of(events, new CustomerFacts("zh", "Asia/Shanghai", null), Some.Shop, Some.Now).Responses;
        responses.Hour.Should().Be(20);
        responses.Hours[14].Should().Be(1, "3.25 days ago it was 06:00 UTC");
        responses.Channel.Should().Be("app");
        responses.Channels.Should().ContainSingle(c => c.Channel == "email").Which.Should().Be(new ChannelResponse("email", 0, 1, 0));
    }

    [Fact]
    public void hear_the_tone_of_reviews_and_stars()
    {
        Some.Profile(
                Some.Event(EventType.Review, 3, "pan") with
                {
                    Value = 1,
                    Tone = .9,
                },
                Some.Event(EventType.Rating, 2, "whisk") with
                {
                    Value = 2,
                },
                Some.Event(EventType.Review, 1, "tent")
            )
            .ReviewTone.Should()
            .BeApproximately((.9 + .25) / 2, 1e-12, "a scored text speaks for itself, two stars are a quarter, no stars say nothing");
    }

    [Fact]
    public void know_nothing_after_their_instant()
    {
        var past = new[] { Some.Event(EventType.View, 9, "pan"), Some.Bought(8, "pan", 40, 1, "A") };
        var then = Some.Now.AddDays(-5);
        Bytes(ProfileFeatures.Of([.. past, Some.Bought(1, "tent", 200, 1, "B")], CustomerFacts.None, Some.Shop, then))
            .Should()
            .Equal(Bytes(ProfileFeatures.Of(past, CustomerFacts.None, Some.Shop, then)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void are_the_same_bytes_for_any_order_and_for_events_that_came_twice(ulong seed)
    {
        var events = Random(seed, 400);
        var expected = Bytes(ProfileFeatures.Of(events, CustomerFacts.None, Some.Shop, Some.Now));
        for (var round = 1UL; round <= 20; round++)
        {
            var shuffled = events
                .Concat(events.Where((_, i) => Learning.SplitMix64.Uniform(seed + (round * 1000), (ulong)i) < .3))
                .Select((e, i) => (Event: e with { }, Key: Learning.SplitMix64.Uniform(seed + round, (ulong)i)))
                .OrderBy(pair => pair.Key)
                .Select(pair => pair.Event);
            Bytes(ProfileFeatures.Of(shuffled, CustomerFacts.None, Some.Shop, Some.Now)).Should().Equal(expected);
        }
    }

    /// <summary>Everything that is stored of them.</summary>
    private static byte[] Bytes(ProfileFeatures f)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(Encoding.UTF8.GetBytes(ProfileDocument.Write(f)));
        writer.Write(
            FormattableString.Invariant(
                $"{f.Language}|{f.Device}|{f.TenureDays:R}|{f.SilenceDays:R}|{f.RecencyDays:R}|{f.ReviewTone:R}|{f.Bought.Orders}|{f.Bought.Spend}"
            )
        );
        writer.Write(
            FormattableString.Invariant(
                $"{f.Bought.BasketSize:R}|{f.Bought.BasketValue:R}|{f.Bought.ReturnRate:R}|{f.Bought.DiscountShare:R}|{f.Bought.MeanGapDays:R}"
            )
        );
        Array.ForEach(f.Counts, writer.Write);
        Array.ForEach(f.Inputs, writer.Write);
        return stream.ToArray();
    }

    private static ProfileEvent[] Random(ulong seed, int count)
    {
        double Draw(int i, int what) => Learning.SplitMix64.Uniform(seed, (ulong)((i * 16) + what));
        string[] items = ["whisk", "pan", "tent", "unknown"];
        return
        [
            .. Enumerable
                .Range(0, count)
                .Select(i => new ProfileEvent(
                    $"e{i}",
                    (EventType)(1 + (int)(Draw(i, 0) * 10)),
                    Some.Now.AddHours(-(int)(Draw(i, 1) * 9000))
                )
                {
                    ItemId = items[(int)(Draw(i, 2) * 4)],
                    Price = Math.Round((decimal)Draw(i, 3) * 100, 2),
                    Quantity = 1 + (int)(Draw(i, 4) * 3),
                    OrderId = Draw(i, 5) < .5 ? "o" + (int)(Draw(i, 6) * 30) : null,
                    Value = 1 + (int)(Draw(i, 7) * 5),
                    Query = Draw(i, 8) < .5 ? " Red  whisk" : "pan",
                    Channel = Draw(i, 9) < .4 ? "web" : "app",
                    Device = Draw(i, 10) < .4 ? "phone" : "desktop",
                    Language = Draw(i, 11) < .5 ? "en" : "zh",
                    Tone = Draw(i, 12) < .5 ? Draw(i, 13) : null,
                }),
        ];
    }
}
