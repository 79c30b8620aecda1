using Marketing.Learning;
using Marketing.Learning.Customers.NextPurchase;
using Marketing.Profiles.Features;
using Marketing.Profiles.Upkeep;

namespace Marketing.Profiles.Model;

/// <summary>What the training keeps of a customer.</summary>
/// <param name="Activities">Sorted.</param>
/// <param name="Now">Inputs at the last instant.</param>
/// <param name="Before30">Inputs 30 days earlier; null for who was not there yet, as for the others.</param>
/// <param name="Before60">60 days earlier.</param>
/// <param name="Before90">90 days earlier.</param>
/// <param name="Before180">180 days earlier.</param>
/// <param name="Hours">Acts by hour until 30 days before the end, and after.</param>
/// <param name="Channels">The same by channel.</param>
/// <param name="Bought">Orders, money and days since the last purchase, at the end.</param>
internal sealed record SampledCustomer(
    Activity[] Activities,
    double[] Now,
    double[]? Before30,
    double[]? Before60,
    double[]? Before90,
    double[]? Before180,
    (int[] Before, int[] After) Hours,
    (IReadOnlyDictionary<string, int> Before, IReadOnlyDictionary<string, int> After) Channels,
    (double? RecencyDays, double Orders, double Spend) Bought
)
{
    /// <summary>Money of purchases within some days after an instant.</summary>
    public double SpentWithin(double at, double days) =>
        Activities.Where(act => act.Kind == ActivityKind.Purchase && act.Day > at && act.Day <= at + days).Sum(act => act.Amount);
}

/// <summary>
/// A sample of the customers that pass by, of bounded size, whoever they are: those whose id's hash is small. When there are too many, the bound falls by half.
/// </summary>
/// <param name="shop">Catalogue and settings.</param>
/// <param name="end">The newest event: nothing after it is known.</param>
/// <param name="most">Customers kept, at most twice as many on the way.</param>
internal sealed class CustomerSample(ShopFacts shop, DateTimeOffset end, int most)
{
    private readonly List<(ulong Hash, SampledCustomer Customer)> _kept = [];
    private ulong _bound = ulong.MaxValue;

    /// <summary>Customers in the order of their hash.</summary>
    public IReadOnlyList<SampledCustomer> Customers
    {
        get
        {
            Thin();
            return [.. _kept.OrderBy(kept => kept.Hash).Select(kept => kept.Customer)];
        }
    }

    public void Add(CustomerHistory history)
    {
        var hash = HashOf(history.UserId);
        if (hash > _bound)
        {
            return;
        }

        _kept.Add((hash, Read(history)));
        if (_kept.Count >= 2 * most)
        {
            Thin();
        }
    }

    private void Thin()
    {
        while (_kept.Count > most)
        {
            _bound /= 2;
            _kept.RemoveAll(kept => kept.Hash > _bound);
        }
    }

    private SampledCustomer Read(CustomerHistory history)
    {
        var split = end.AddDays(-30);
        var ordered = ProfileEvent.InOrder(history.Events, end);
        List<ProfileEvent> after = [.. ordered.Where(e => e.At > split)];
        var bought = Purchases.Of(ordered, shop.Catalogue);
        var zone = TimeZoneInfo.Utc;
        var (earlier, later) = (Responses.Of([.. ordered.Where(e => e.At <= split)], zone), Responses.Of(after, zone));
        return new SampledCustomer(
            ModelInputs.ActivitiesOf(ordered),
            ordered.Count == 0 ? [] : ProfileFeatures.InputsOf(ordered, shop, end),
            InputsAt(ordered, split),
            InputsAt(ordered, end.AddDays(-60)),
            InputsAt(ordered, end.AddDays(-90)),
            InputsAt(ordered, end.AddDays(-180)),
            (earlier.Hours, later.Hours),
            (ByChannel(earlier), ByChannel(later)),
            (bought.Last is { } last ? (end - last).TotalDays : null, bought.Orders, (double)bought.Spend)
        );
    }

    private static Dictionary<string, int> ByChannel(Responses responses) =>
        responses.Channels.Where(c => c.Acts > 0).ToDictionary(c => c.Channel, c => c.Acts, StringComparer.Ordinal);

    private double[]? InputsAt(List<ProfileEvent> events, DateTimeOffset at) =>
        events.Count == 0 || events[0].At > at ? null : ProfileFeatures.InputsOf(events, shop, at);

    /// <summary>The same in every process: FNV-1a, stirred.</summary>
    private static ulong HashOf(string id)
    {
        var hash = 14_695_981_039_346_656_037UL;
        foreach (var character in id)
        {
            hash = (hash ^ character) * 1_099_511_628_211UL;
        }

        return SplitMix64.At(hash, 0);
    }
}
