using Marketing.Recommendations.Answers;
using Marketing.Recommendations.Log;
using Marketing.Recommendations.Performance;
using Marketing.Recommendations.Serving;
using Marketing.Store;

namespace Marketing.Recommendations.Placements;

/// <summary>How often an item is in the lists, before and after.</summary>
/// <param name="ItemId">The item.</param>
/// <param name="Before">Lists that hold it by the rules in force.</param>
/// <param name="After">Lists that hold it by the rules proposed.</param>
internal sealed record ItemShift(string ItemId, int Before, int After);

/// <summary>Expected revenue of 1,000 lists.</summary>
/// <param name="Currency">Of it.</param>
/// <param name="Before">By the rules in force.</param>
/// <param name="After">By the rules proposed.</param>
/// <param name="Difference">After less before, with its 95 % interval over the lists.</param>
/// <param name="Sales">Sales of the last 30 days that the rates rest on.</param>
internal sealed record ExpectedRevenue(string Currency, double Before, double After, Interval Difference, long Sales);

/// <summary>What rules would change.</summary>
/// <param name="From">Requests at or after were replayed.</param>
/// <param name="To">Requests before were.</param>
/// <param name="Lists">How many.</param>
/// <param name="Changed">How many of their lists would be different.</param>
/// <param name="Gaining">Items that would be in more lists, most so first, at most 20.</param>
/// <param name="Losing">Items that would be in fewer lists, most so first, at most 20.</param>
/// <param name="Revenue">Null without sales that carry the id of a list of this place.</param>
internal sealed record PreviewAnswer(
    DateTimeOffset From,
    DateTimeOffset To,
    int Lists,
    int Changed,
    IReadOnlyList<ItemShift> Gaining,
    IReadOnlyList<ItemShift> Losing,
    ExpectedRevenue? Revenue
);

/// <summary>
/// Replays requests of the log by the rules in force and by those proposed, on the model and the catalogue of now and the events of then, so that
/// nothing but the rules differs.
/// </summary>
internal sealed class PlacementPreview(
    LoggedLists log,
    PastActivity past,
    CurrentModel current,
    Shelves shelves,
    PlacementBook placements,
    ListMaker lists,
    StoreReader store,
    TimeProvider time
)
{
    private const int MostItems = 20;
    private const double Z = 1.959963984540054;

    /// <summary>What the proposal would change.</summary>
    public async Task<PreviewAnswer> PreviewAsync(
        string placement,
        PlacementDefinition proposed,
        DateTimeOffset from,
        DateTimeOffset to,
        int most,
        CancellationToken cancel
    )
    {
        var now = time.GetUtcNow();
        var stand = await shelves.ForAsync(await current.GetAsync(cancel), cancel);
        var rates = await SaleRates.ReadAsync(store, placement, now, cancel);
        var proposals = new Dictionary<string, ListPolicy>(StringComparer.Ordinal);
        var (before, after) = (new Tally(stand.Shelf, rates), new Tally(stand.Shelf, rates));
        var (changed, sample) = (0, await log.SampleAsync(placement, from, to, most, cancel));
        foreach (var (owner, request) in sample)
        {
            var subject = owner == RecommendationIds.Nobody ? null : owner;
            var visitor = await VisitorAsync(subject, request, stand.Model.Model, cancel);
            var variant = PlacementBook.VariantOf(proposed, subject, now);
            if (!proposals.TryGetValue(variant ?? "", out var policy))
            {
                proposals[variant ?? ""] = policy = PolicyMaker.Make(proposed, version: null, variant, now);
            }

            string[] ListBy(ListPolicy rules) => Make(stand, visitor, request, placement, subject, rules, now);
            var (old, made) = (ListBy(placements.PolicyFor(placement, subject, now)), ListBy(policy));
            before.Add(old);
            after.Add(made);
            changed += old.SequenceEqual(made) ? 0 : 1;
        }

        var shifts = before
            .Lists.Keys.Union(after.Lists.Keys)
            .Select(id => new ItemShift(id, before.Lists.GetValueOrDefault(id), after.Lists.GetValueOrDefault(id)))
            .Where(shift => shift.Before != shift.After)
            .ToArray();
        return new PreviewAnswer(
            from,
            to,
            sample.Count,
            changed,
            [
                .. shifts
                    .Where(s => s.After > s.Before)
                    .OrderByDescending(s => s.After - s.Before)
                    .ThenBy(s => s.ItemId, StringComparer.Ordinal)
                    .Take(MostItems),
            ],
            [
                .. shifts
                    .Where(s => s.After < s.Before)
                    .OrderBy(s => s.After - s.Before)
                    .ThenBy(s => s.ItemId, StringComparer.Ordinal)
                    .Take(MostItems),
            ],
            Revenue(before, after, rates)
        );
    }

    private static ExpectedRevenue? Revenue(Tally before, Tally after, SaleRates rates)
    {
        if (rates.Bought == 0 || before.Revenue.Count < 2 || (after.Currency ?? before.Currency) is not { } currency)
        {
            return null;
        }

        var differences = after.Revenue.Zip(before.Revenue, (a, b) => a - b).ToArray();
        var mean = differences.Average();
        var spread = differences.Sum(d => (d - mean) * (d - mean)) / (differences.Length - 1);
        var half = Z * Math.Sqrt(spread / differences.Length);
        static double Thousand(double value) => Math.Round(1000 * value, 2);
        return new ExpectedRevenue(
            currency,
            Thousand(before.Revenue.Average()),
            Thousand(after.Revenue.Average()),
            new Interval(Thousand(mean), Thousand(mean - half), Thousand(mean + half)),
            rates.Bought
        );
    }

    private async Task<Visitor> VisitorAsync(string? subject, LoggedRequest request, ServedRecommendations model, CancellationToken cancel)
    {
        if (subject is null || request.Impersonal)
        {
            return Visitor.Anonymous;
        }

        var live = await past.ReadAsync(subject, DateTimeOffset.FromUnixTimeMilliseconds(request.MadeAt), cancel);
        return Visitors.Meet(subject, live, model, request.Language);
    }

    private string[] Make(
        Stand stand,
        Visitor visitor,
        LoggedRequest request,
        string placement,
        string? subject,
        ListPolicy policy,
        DateTimeOffset now
    )
    {
        var ask = new Ask
        {
            Request = request.ToRankRequest(placement),
            RecentItems = request.RecentItems ?? [],
            Basket = request.Basket ?? [],
        };
        using var draft = lists.Make(stand, visitor, ask, subject, policy, seenUpTo: null, now.ToUnixTimeSeconds(), request.DrawNumber);
        return [.. draft.Page.Items.Select(item => stand.Shelf.IdAt(item.Place))];
    }

    /// <summary>What lists hold and what they would bring in.</summary>
    private sealed class Tally(Shelf shelf, SaleRates rates)
    {
        public Dictionary<string, int> Lists { get; } = new(StringComparer.Ordinal);

        public List<double> Revenue { get; } = [];

        /// <summary>Of the first item that has a price; prices in others are left out.</summary>
        public string? Currency { get; private set; }

        public void Add(string[] list)
        {
            var revenue = 0d;
            for (var at = 0; at < list.Length; at++)
            {
                Lists[list[at]] = Lists.GetValueOrDefault(list[at]) + 1;
                if (shelf.RowAt(shelf.PlaceOf(list[at])) is { Price: { } price, Currency: { } currency })
                {
                    Currency ??= currency;
                    revenue += currency == Currency ? (double)price * rates.Of(at + 1, list[at]) : 0;
                }
            }

            Revenue.Add(revenue);
        }
    }
}
