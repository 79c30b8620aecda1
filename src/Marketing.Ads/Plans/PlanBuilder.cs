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
                || (
                    world.Catalogue.CanBeRecommended(item)
                    && world.Mood?.Find(item) is not { HasTurnedBad: true }
                    && world.Complaints?.IsAbout(item) != true
                )
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
        var groups = Responses.Groups(customers, Responses.Named(request, world.Book), world.Segments);
        var responses = new Responses(customers, groups, material.Seen);
        Parallel.For(0, customers.Count, at => Fill(problem, at, responses));
        return problem;
    }

    private void Fill(PlanProblem problem, int at, Responses responses)
    {
        var customer = customers(at);
        var hash = StableHash.Of(customer.Customer.UserId);
        var isHeldOut =
            StableHash.Share(hash, StableHash.Of("holdout")) < world.Options.Holdout
            || world.Complaints?.HasOpen(customer.Customer.UserId) == true;
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

        FillResponse(problem, at, customer, zone, responses);

        PlanCustomer customers(int place) => material.Customers[place];
    }

    private void FillResponse(PlanProblem problem, int at, PlanCustomer customer, TimeZoneInfo zone, Responses responses)
    {
        for (var channel = 0; channel < Channels.Count; channel++)
        {
            var (request, definition) = Channels[channel];
            if (!Consents(customer.Customer, definition.ChannelKind))
            {
                continue;
            }

            var rate = responses.On(at, request.ChannelId);
            var quiet = definition.QuietHours ?? (definition.ChannelKind == ChannelKind.Web ? null : QuietHours.Night);
            for (var hour = 0; hour < problem.Hours; hour++)
            {
                var when = start.AddHours(hour);
                var local = TimeZoneInfo.ConvertTime(when, zone).DateTime;
                if (quiet?.Contains(local) == true || Ads.Any(ad => ad.Campaign.Definition.QuietHours?.Contains(local) == true))
                {
                    continue;
                }

                problem.Response[(((at * Channels.Count) + channel) * problem.Hours) + hour] = (float)(
                    rate * responses.At(at, when.UtcDateTime.Hour)
                );
            }
        }
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
