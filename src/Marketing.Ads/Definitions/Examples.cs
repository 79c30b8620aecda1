namespace Marketing.Ads.Definitions;

/// <summary>Examples of the API's document, of one small kitchen shop.</summary>
internal static class Examples
{
    public static Channel EmailChannel { get; } =
        new()
        {
            ChannelId = "email",
            Name = "E-mail",
            ChannelKind = ChannelKind.Email,
            Cost = .002m,
            FatiguePrice = .01m,
            CapacityPerDay = 20_000,
            QuietHours = new QuietHours("21:00", "08:00"),
            ClickWaitMinutes = 2880,
        };

    public static Placement Hero { get; } =
        new()
        {
            PlacementId = "home_hero",
            Name = "Top of the home page",
            ChannelId = "web",
            Slots = 1,
            FloorEcpm = .5m,
            BlockedCategories = ["Alcohol"],
        };

    public static Campaign Campaign { get; } =
        new()
        {
            CampaignId = "spring-kitchen",
            Name = "Spring in the kitchen",
            // No end: whoever sends the example as it stands gets a campaign that runs.
            StartsAt = new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero),
            Pricing = Pricing.Cpc,
            Bid = .35m,
            Currency = "EUR",
            Budget = 2_000m,
            DailyBudget = 100m,
            Caps = [new FrequencyCap(3, 24), new FrequencyCap(1, 168, "email")],
            QuietHours = new QuietHours("22:00", "07:00"),
            Placements = ["home_hero"],
            SegmentId = "kitchen-lovers",
        };

    public static Ad Ad { get; } =
        new()
        {
            AdId = "whisk-1",
            CampaignId = "spring-kitchen",
            Title = "Whisk it, whisk it well",
            Text = "The balloon whisk that pastry chefs use.",
            ItemId = "sku-1042",
            Url = "/items/sku-1042",
            ImageUrl = "/images/sku-1042.jpg",
            Categories = ["Kitchen"],
        };
}
