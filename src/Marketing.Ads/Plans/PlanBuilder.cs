using Marketing.Ads.Decisions;
using Marketing.Ads.Definitions;
using Marketing.Ads.Prediction;
using Marketing.Learning.Planning;
using Marketing.Store;

namespace Marketing.Ads.Plans;

/// <summary>Brings campaigns, customers and channels into the planner's form: who may get what, what it is worth, and when he is likely to look.</summary>
internal sealed class PlanBuilder(
    DecisionWorld world,
    Predictor predictor,
    PlanRequest request,
    PlanMaterial material,
    DateTimeOffset start
)
{
    private const string Place = "plan";
    private const double PriorEvents = 20;

    public IReadOnlyList<LiveAd> Ads { get; } =
    [
        .. world.Book.Ads.Where(ad =>
            request.Campaigns.Contains(ad.Campaign.Id)
            && ad.Ad.State == AdState.Active
            && ad.Campaign.Definition.State == AdState.Active
            && !(ad.Campaign.Definition.StartsAt > start)
            && !(ad.Campaign.Definition.EndsAt <= start)
            && (
                ad.Ad.ItemId is not { } item
                || (world.Catalogue.CanBeRecommended(item) && world.Mood?.Find(item) is not { HasTurnedBad: true })
            )
        ),
    ];

    public IReadOnlyList<(PlanChannelRequest Request, Channel Channel)> Channels { get; } =
    [
        .. (request.Channels ?? [new PlanChannelRequest("email"), new PlanChannelRequest("sms"), new PlanChannelRequest("push")])
            .Select(one => (one, world.Book.Channel(one.ChannelId)))
            .Where(pair => pair.Item2.Enabled),
    ];

    /// <param name="budgets">What each campaign may spend.</param>
    public PlanProblem Build(IReadOnlyDictionary<string, decimal> budgets)
    {
        var customers = material.Customers;
        string[] campaigns = [.. Ads.Select(ad => ad.Campaign.Id).Distinct()];
        var wishes = (request.Wishes ?? []).ToDictionary(wish => wish.AdId, wish => wish.Messages, StringComparer.Ordinal);
        var problem = new PlanProblem
        {
            Customers = customers.Count,
            Ads = [.. Ads.Select(ad => new PlanAd(ad.Id, Array.IndexOf(campaigns, ad.Campaign.Id), wishes.GetValueOrDefault(ad.Id)))],
            Budgets = [.. campaigns.Select(id => new PlanBudget(id, (double)budgets.GetValueOrDefault(id, 1_000_000_000m)))],
            Channels =
            [
                .. Channels.Select(pair => new PlanChannel(
                    pair.Request.ChannelId,
                    (double)pair.Channel.Cost,
                    pair.Request.Capacity
                        ?? (pair.Channel.CapacityPerDay is { } perDay ? (long)Math.Floor(perDay * request.Hours / 24.0) : 1_000_000_000L),
                    pair.Request.CapacityPerHour
                )),
            ],
            Hours = request.Hours,
            Worth = new float[customers.Count * Ads.Count],
            Response = new float[customers.Count * Channels.Count * request.Hours],
            Caps = [.. customers.Select(customer => (byte)Math.Clamp(request.MessagesPerWeek - customer.RecentMessages, 0, 255))],
        };
        var shares = HourShares();
        Parallel.For(0, customers.Count, at => Fill(problem, at, shares));
        return problem;
    }

    private void Fill(PlanProblem problem, int at, double[] shares)
    {
        var customer = customers(at);
        var hash = StableHash.Of(customer.Customer.UserId);
        var isHeldOut = StableHash.Share(hash, StableHash.Of("holdout")) < world.Options.Holdout;
        var zone =
            customer.Customer.TimeZone is { } name && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var known)
                ? known
                : TimeZoneInfo.Utc;
        var isPersonal = customer.Customer.Personalization != false;
        var features = new AskerFeatures
        {
            Local = TimeZoneInfo.ConvertTime(start, zone).DateTime,
            User = isPersonal ? customer.Customer.UserId : "",
            Known = "user",
            Language = isPersonal ? customer.Customer.Language ?? "" : "",
        };
        var codes = predictor.Begin(features, Place, Channels.Count > 0 ? Channels[0].Request.ChannelId : "");
        Dictionary<string, int> left = new(StringComparer.Ordinal);
        foreach (var (ad, index) in Ads.Select((ad, index) => (ad, index)))
        {
            var campaign = ad.Campaign;
            left.TryAdd(campaign.Id, Room(campaign, customer));
            if (
                isHeldOut
                || AdFilter.IsControl(campaign, hash)
                || (
                    campaign.Definition.SegmentId is { } segment
                    && (!isPersonal || world.Segments?.Contains(segment, customer.Customer.UserId) != true)
                )
            )
            {
                continue;
            }

            // No more ads of a campaign than its caps leave room for, whichever the planner then takes.
            if (left[campaign.Id]-- <= 0)
            {
                continue;
            }

            var item = ad.Ad.ItemId is { } itemId ? world.Catalogue.Find(itemId) : null;
            var expected = predictor.Predict(codes, ad, item, features, Place, shown: 0);
            problem.Worth[(at * Ads.Count) + index] = (float)(ValueOfClick(campaign.Definition, expected) * expected.PClick);
        }

        FillResponse(problem, at, customer, zone, shares);

        PlanCustomer customers(int place) => material.Customers[place];
    }

    private void FillResponse(PlanProblem problem, int at, PlanCustomer customer, TimeZoneInfo zone, double[] shares)
    {
        var events = customer.Hours.Sum();
        for (var channel = 0; channel < Channels.Count; channel++)
        {
            var (request, definition) = Channels[channel];
            if (!Consents(customer.Customer, definition.ChannelKind))
            {
                continue;
            }

            var rate = material.ChannelRates.GetValueOrDefault(request.ChannelId, 1);
            var quiet = definition.QuietHours ?? (definition.ChannelKind == ChannelKind.Web ? null : QuietHours.Night);
            for (var hour = 0; hour < problem.Hours; hour++)
            {
                var when = start.AddHours(hour);
                var local = TimeZoneInfo.ConvertTime(when, zone).DateTime;
                if (quiet?.Contains(local) == true || Ads.Any(ad => ad.Campaign.Definition.QuietHours?.Contains(local) == true))
                {
                    continue;
                }

                // His own habit, shrunk to that of all by so many events' worth of prior.
                var own = customer.Hours.Length == 24 ? customer.Hours[when.UtcDateTime.Hour] : 0;
                var habit = 24 * (own + (PriorEvents * shares[when.UtcDateTime.Hour])) / (events + PriorEvents);
                problem.Response[(((at * Channels.Count) + channel) * problem.Hours) + hour] = (float)(rate * habit);
            }
        }
    }

    /// <summary>What share of all events lies in each hour, UTC.</summary>
    private double[] HourShares()
    {
        var counts = new double[24];
        foreach (var customer in material.Customers.Where(one => one.Hours.Length == 24))
        {
            for (var hour = 0; hour < 24; hour++)
            {
                counts[hour] += customer.Hours[hour];
            }
        }

        var sum = counts.Sum() + 24;
        return [.. counts.Select(count => (count + 1) / sum)];
    }

    private static int Room(LiveCampaign campaign, PlanCustomer customer)
    {
        var given = customer.RecentByCampaign.GetValueOrDefault(campaign.Id);
        return (campaign.Definition.Caps ?? []).Aggregate(int.MaxValue, (room, cap) => Math.Min(room, cap.Count - given));
    }

    private static double ValueOfClick(Campaign campaign, Expectation expected) =>
        campaign.GoalWeight
        * campaign.Pricing switch
        {
            Pricing.Cpc => (double)campaign.Bid,
            Pricing.Cpa => (double)campaign.Bid * expected.Conversion,
            // An impression is paid for whether or not it is clicked.
            _ => (double)campaign.Bid / 1000 / Math.Max(1e-9, expected.PClick),
        };

    private static bool Consents(Customer customer, ChannelKind kind) =>
        kind switch
        {
            ChannelKind.Email => customer.Email == true,
            ChannelKind.Sms => customer.Sms == true,
            ChannelKind.Push => customer.Push == true,
            _ => true,
        };
}
