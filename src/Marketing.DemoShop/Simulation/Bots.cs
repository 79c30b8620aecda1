namespace Marketing.DemoShop.Simulation;

/// <summary>
/// Programs in the shop. Some walk through the catalogue, evenly and without a pause; some click ads, dozens a second, that were never shown to them.
/// </summary>
internal static class Bots
{
    private const int Count = 16;

    public static IReadOnlyList<string> Sessions(ulong seed) =>
        [.. Enumerable.Range(0, Count).Select(bot => Year.SessionId(New(seed, bot)))];

    public static void Play(World world, int day, DateTimeOffset start, EventQueue queue)
    {
        for (var bot = 0; bot < Count; bot++)
        {
            var dice = New(world.Seed, bot);
            var session = Year.SessionId(dice);
            if (dice.Below(ShopCalendar.Days) == day)
            {
                Walk(world, dice, session, bot, start.AddMinutes(dice.Below(1_200)), queue);
            }
        }
    }

    private static Dice New(ulong seed, int bot) => new(seed, Purpose.Bot, bot);

    private static void Walk(World world, Dice dice, string session, int bot, DateTimeOffset at, EventQueue queue)
    {
        var first = dice.Below(world.Items.Count);
        var clicks = bot % 2 == 0;
        var step = clicks ? dice.Between(8, 25) : dice.Between(350, 800);
        var count = 250 + dice.Below(350);
        for (var number = 0; number < count; number++)
        {
            at = at.AddMilliseconds(Math.Floor(step + 20 * dice.Uniform()));
            queue.Add(
                new DemoEvent
                {
                    Id = $"e-bot{bot:00}-{number:000}",
                    Type = clicks ? DemoEventType.Click : DemoEventType.View,
                    SessionId = session,
                    ItemId = clicks ? null : world.Products[(first + number) % world.Products.Count].ItemId,
                    AdId = clicks ? world.Ads[number % world.Ads.Count].Ad.AdId : null,
                    Placement = clicks ? "home_hero" : null,
                    Channel = "web",
                    OccurredAt = at,
                }
            );
        }
    }
}
