namespace Marketing.DemoShop.Customers;

/// <summary>Makes the customers: a mixture of two personas each, and a person on top.</summary>
internal sealed class CustomerBuilder(ulong seed, IReadOnlyList<Persona> personas)
{
    private static readonly (string Zone, int Offset, double Share)[] ChineseZones =
    [
        ("Asia/Shanghai", 8, 0.8),
        ("Asia/Taipei", 8, 0.08),
        ("Asia/Singapore", 8, 0.07),
        ("America/Los_Angeles", -8, 0.05),
    ];

    private static readonly (string Zone, int Offset, double Share)[] EnglishZones =
    [
        ("Europe/London", 0, 0.34),
        ("America/New_York", -5, 0.28),
        ("America/Los_Angeles", -8, 0.13),
        ("Europe/Berlin", 1, 0.12),
        ("Australia/Sydney", 10, 0.08),
        ("Asia/Singapore", 8, 0.05),
    ];

    private static readonly string[] AgeBands = ["18-24", "25-34", "35-44", "45-54", "55-64", "65+"];

    public Taste Build(int index)
    {
        var dice = new Dice(seed, Purpose.Customer, index);
        var isChinese = dice.Chance(0.45);
        var zones = isChinese ? ChineseZones : EnglishZones;
        var zone = zones[dice.Weighted([.. zones.Select(z => z.Share)])];
        var (first, second, blend) = (dice.Pick(personas), dice.Pick(personas), dice.Between(0.55, 0.9));
        var join = dice.Chance(0.62) ? 0 : dice.Below(355);
        var visits = Math.Min(0.5, 0.023 * Math.Exp(0.95 * dice.Normal()));
        var channel = dice.Chance(0.52) ? "app" : "web";
        return new Taste
        {
            Index = index,
            IsChinese = isChinese,
            UtcOffset = zone.Offset,
            KindWeights = Normalised(Blend(first.KindWeights, second.KindWeights, blend, () => Math.Exp(0.45 * dice.Normal()))),
            Styles = Blend(first.Styles, second.Styles, blend, () => 1, () => 0.35 * dice.Normal()),
            BrandTaste = Blend(first.BrandTaste, second.BrandTaste, blend, () => 1, () => 0.5 * dice.Normal()),
            PricePreference = Math.Clamp(0.45 + 0.22 * dice.Normal(), 0, 1),
            PriceSensitivity = 2.5 + dice.Exponential(2.5),
            Mood = 0.5 * dice.Normal(),
            VisitsPerDay = visits,
            BuyRate = Math.Clamp(0.36 + 0.13 * dice.Normal(), 0.05, 0.7),
            LeaveDay = dice.Chance(0.22) ? join + 20 + (int)dice.Exponential(150) : int.MaxValue,
            BestHour = dice.Chance(0.6) ? dice.Between(19, 22) : dice.Between(8, 18),
            Channel = channel,
            Customer = new DemoCustomer
            {
                UserId = $"u-{index + 1:0000}",
                Language = isChinese ? "zh" : "en",
                TimeZone = zone.Zone,
                JoinDay = join,
                ConsentPersonalization = Consent(dice, 0.8, 0.07),
                ConsentEmail = Consent(dice, 0.55, 0.25),
                ConsentSms = Consent(dice, 0.25, 0.35),
                ConsentPush = channel == "app" ? Consent(dice, 0.6, 0.2) : null,
                Attributes = new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["ageBand"] = AgeBands[dice.Weighted([0.16, 0.3, 0.24, 0.15, 0.1, 0.05])],
                    ["device"] =
                        channel == "app" ? "phone"
                        : dice.Chance(0.6) ? "desktop"
                        : "tablet",
                    ["membership"] =
                        dice.Chance(0.12) ? "gold"
                        : dice.Chance(0.35) ? "silver"
                        : "basic",
                },
            },
        };
    }

    private static bool? Consent(Dice dice, double given, double refused)
    {
        var roll = dice.Uniform();
        return roll < given ? true
            : roll < given + refused ? false
            : null;
    }

    private static double[] Blend(double[] first, double[] second, double share, Func<double> factor, Func<double>? extra = null)
    {
        var blend = new double[first.Length];
        for (var index = 0; index < blend.Length; index++)
        {
            blend[index] = (share * first[index] + (1 - share) * second[index]) * factor() + (extra?.Invoke() ?? 0);
        }

        return blend;
    }

    private static double[] Normalised(double[] weights)
    {
        var total = weights.Sum();
        return [.. weights.Select(weight => weight / total)];
    }
}
