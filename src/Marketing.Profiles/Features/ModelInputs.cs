using Marketing.Learning.Customers.NextPurchase;
using Marketing.Learning.Customers.Value;
using Marketing.Store;

namespace Marketing.Profiles.Features;

/// <summary>What the models see of a customer: one row of numbers that is stored with the profile, so that another model needs no event to be read again.</summary>
internal static class ModelInputs
{
    private static readonly string[] Own = ["basketSize", "discountShare", "reviewTone", "clicks30Days"];

    /// <summary>Features of the profile score: those of the next purchase without what a model adds, and <see cref="Own"/>.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. PurchaseFeatures.Names.SkipLast(1), .. Own];

    /// <summary>Numbers of a row: the features, then what BG/NBD and Gamma-Gamma want.</summary>
    public static int Width => Names.Count + 4;

    private static int Buying => Names.Count;

    public static double[] Of(List<ProfileEvent> events, DateTimeOffset instant, Purchases bought, double? reviewTone, short[] counts)
    {
        var at = DayOf(instant);
        var acts = ActivitiesOf(events);
        var purchase = PurchaseFeatures.Of(acts, at, expected: 0);
        var record = PurchaseFeatures.Record(acts, at);
        var repeats = bought.Days.Skip(1).ToArray();
        return
        [
            .. purchase.AsSpan(0, purchase.Length - 1),
            Math.Log(1 + (bought.BasketSize ?? 0)),
            bought.DiscountShare ?? 0,
            reviewTone ?? .5,
            Math.Log(1 + counts[EventCounts.Place(EventType.Click, 1)]),
            record?.Repeats ?? -1,
            record?.Recency ?? 0,
            record?.Age ?? 0,
            repeats.Length > 0 ? (double)(repeats.Sum(day => day.Money) / repeats.Length) : 0,
        ];
    }

    /// <summary>Sorted acts as the models of the next purchase want them.</summary>
    public static Activity[] ActivitiesOf(List<ProfileEvent> events)
    {
        var acts = new List<Activity>(events.Count);
        foreach (var e in events)
        {
            if (KindOf(e.Type) is { } kind)
            {
                acts.Add(new Activity(DayOf(e.At), kind, kind is ActivityKind.Purchase or ActivityKind.Return ? (double)e.Money : 0));
            }
        }

        acts.Sort(Activity.Compare);
        return [.. acts];
    }

    /// <summary>Days since the beginning of the calendar, with fractions.</summary>
    public static double DayOf(DateTimeOffset at) => at.UtcTicks / (double)TimeSpan.TicksPerDay;

    /// <summary>The features of the score. Shape [<see cref="Names"/>].</summary>
    public static ReadOnlySpan<double> Features(ReadOnlySpan<double> inputs) => inputs[..Names.Count];

    /// <summary>The features of the next purchase, with what a model expects in the last place.</summary>
    public static double[] Purchase(ReadOnlySpan<double> inputs, double expected) =>
        [.. inputs[..(PurchaseFeatures.Names.Count - 1)], Math.Log(expected + .01)];

    /// <summary>Purchase days as BG/NBD wants them; null before the first purchase.</summary>
    public static BuyingRecord? Record(ReadOnlySpan<double> inputs) =>
        inputs[Buying] < 0
            ? null
            : new BuyingRecord((int)inputs[Buying], inputs[Buying + 1], Math.Max(inputs[Buying + 2], inputs[Buying + 1]));

    /// <summary>Mean money of the purchases after the first.</summary>
    public static double RepeatSpend(ReadOnlySpan<double> inputs) => inputs[Buying + 3];

    private static ActivityKind? KindOf(EventType type) =>
        type switch
        {
            EventType.Purchase => ActivityKind.Purchase,
            EventType.Return => ActivityKind.Return,
            EventType.Cart => ActivityKind.Cart,
            EventType.View or EventType.Search or EventType.Click => ActivityKind.Look,
            _ => null,
        };
}
