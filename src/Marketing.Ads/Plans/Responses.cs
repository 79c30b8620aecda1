using Marketing.Ads.Definitions;
using Marketing.Store;

namespace Marketing.Ads.Plans;

/// <summary>What was seen on a channel, and clicked.</summary>
internal readonly record struct Seen(double Impressions, double Clicks)
{
    public static Seen operator +(Seen a, Seen b) => new(a.Impressions + b.Impressions, a.Clicks + b.Clicks);
}

/// <summary>
/// How a customer responds, by hour and by channel, each beside the mean, 1: his own record shrunk to that of his segment, that of the segment shrunk to that
/// of all, by so many events' or impressions' worth of prior.
/// </summary>
internal sealed class Responses
{
    private const int Hours = 24;
    private const int MostSegments = 20;
    private const double OwnEvents = 20;
    private const double SegmentEvents = 200;
    private const double OwnImpressions = 50;
    private const double SegmentImpressions = 500;

    private readonly IReadOnlyList<PlanCustomer> _customers;
    private readonly int[] _groups;
    private readonly double[][] _habits;
    private readonly Dictionary<string, Seen>[] _seen;
    private readonly IReadOnlyDictionary<string, Seen> _totals;
    private readonly double _mean;

    /// <param name="customers">Their own records.</param>
    /// <param name="groups">Segment of each customer, as an index.</param>
    /// <param name="totals">All impressions and clicks by channel, whoever's.</param>
    public Responses(IReadOnlyList<PlanCustomer> customers, int[] groups, IReadOnlyDictionary<string, Seen> totals)
    {
        (_customers, _groups, _totals) = (customers, groups, totals);
        var count = groups.Length == 0 ? 0 : groups.Max() + 1;
        var (all, own) = (new double[Hours], Enumerable.Range(0, count).Select(_ => new double[Hours]).ToArray());
        _seen = [.. Enumerable.Range(0, count).Select(_ => new Dictionary<string, Seen>(StringComparer.Ordinal))];
        for (var at = 0; at < customers.Count; at++)
        {
            for (var hour = 0; hour < customers[at].Hours.Length; hour++)
            {
                all[hour] += customers[at].Hours[hour];
                own[groups[at]][hour] += customers[at].Hours[hour];
            }

            foreach (var (channel, seen) in customers[at].ByChannel)
            {
                _seen[groups[at]][channel] = _seen[groups[at]].GetValueOrDefault(channel) + seen;
            }
        }

        var shares = Shrunk(all, [.. Enumerable.Repeat(1.0 / Hours, Hours)], Hours);
        _habits = Array.ConvertAll(own, counts => Shrunk(counts, shares, SegmentEvents));
        var total = totals.Values.Aggregate(default(Seen), static (sum, one) => sum + one);
        _mean = total.Impressions > 0 ? total.Clicks / total.Impressions : 0;
    }

    /// <summary>How much likelier he is to look at this hour (UTC) than at any.</summary>
    public double At(int customer, int hour)
    {
        var (counts, habit) = (_customers[customer].Hours, _habits[_groups[customer]][hour]);
        return Hours * ((counts.Length == Hours ? counts[hour] : 0) + (OwnEvents * habit)) / (counts.Sum() + OwnEvents);
    }

    /// <summary>How much likelier he is to click on this channel than on any.</summary>
    public double On(int customer, string channel)
    {
        if (_mean == 0)
        {
            return 1;
        }

        var all = Shrunk(_totals.GetValueOrDefault(channel), _mean, SegmentImpressions);
        var segment = Shrunk(_seen[_groups[customer]].GetValueOrDefault(channel), all, SegmentImpressions);
        return Shrunk(_customers[customer].ByChannel.GetValueOrDefault(channel), segment, OwnImpressions) / _mean;
    }

    /// <summary>Each customer's segment, of those that are named: the one with the fewest customers of the plan, as it says most; else all who are in none.</summary>
    public static int[] Groups(IReadOnlyList<PlanCustomer> customers, IEnumerable<string> named, ISegmentMembership? membership)
    {
        var groups = new int[customers.Count];
        if (membership is null)
        {
            return groups;
        }

        var segments = named
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .Take(MostSegments)
            .Select(id => Enumerable.Range(0, customers.Count).Where(at => IsIn(id, at)).ToList())
            .Where(members => members.Count > 0)
            .OrderByDescending(members => members.Count)
            .ToList();
        for (var segment = 0; segment < segments.Count; segment++)
        {
            foreach (var at in segments[segment])
            {
                groups[at] = segment + 1; // smaller segments come later, and stay
            }
        }

        return groups;

        bool IsIn(string id, int at) =>
            customers[at].Customer is { Personalization: not false } customer && membership.Contains(id, customer.UserId) == true;
    }

    /// <summary>Segments that the plan or any campaign names.</summary>
    public static IEnumerable<string> Named(PlanRequest request, AdBook book) =>
        book.Campaigns.Select(campaign => campaign.Definition.SegmentId).Append(request.SegmentId).OfType<string>();

    private static double Shrunk(Seen seen, double prior, double weight) => (seen.Clicks + (weight * prior)) / (seen.Impressions + weight);

    private static double[] Shrunk(double[] counts, double[] prior, double weight)
    {
        var sum = counts.Sum() + weight;
        return [.. counts.Select((count, hour) => (count + (weight * prior[hour])) / sum)];
    }
}
