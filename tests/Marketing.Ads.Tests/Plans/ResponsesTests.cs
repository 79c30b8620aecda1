using Marketing.Ads.Plans;
using Marketing.Store;

namespace Marketing.Ads.Tests.Plans;

public sealed class A_customers_response
{
    private static readonly Dictionary<string, Seen> Nothing = [];

    // Two of a segment, who look at nine; one of none, who looks at twenty.
    private static readonly IReadOnlyList<PlanCustomer> Customers =
    [
        One("a", Hours((9, 10)), new Dictionary<string, Seen> { ["email"] = new(20, 4) }),
        One("b", Hours((9, 30), (20, 10)), new Dictionary<string, Seen> { ["email"] = new(80, 6) }),
        One("c", Hours((20, 50)), Nothing),
        One("new", [], Nothing),
    ];

    private static readonly int[] Groups = [1, 1, 0, 1];

    private static readonly Dictionary<string, Seen> Totals = new() { ["email"] = new(1000, 50), ["push"] = new(1000, 10) };

    [Fact]
    public void Is_his_own_by_hour_shrunk_to_his_segment_and_that_to_all()
    {
        var responses = new Responses(Customers, Groups, Totals);

        // All: 40 of 100 at nine, and one an hour more: 41/124. The segment: 40 of 50 and 200 such. His own: 10 of 10 and 20 such; 24 hours.
        var segment = (40 + (200 * 41.0 / 124)) / 250;
        responses.At(0, 9).Should().BeApproximately(24 * (10 + (20 * segment)) / 30, 1e-9);
        responses.At(3, 9).Should().BeApproximately(24 * segment, 1e-9, "who did nothing yet is as his segment");
        responses.At(2, 9).Should().BeLessThan(responses.At(3, 9) / 2, "he never looked at nine");
        Enumerable.Range(0, 24).Sum(hour => responses.At(1, hour)).Should().BeApproximately(24, 1e-9);
    }

    [Fact]
    public void Is_his_own_by_channel_shrunk_to_his_segment_and_that_to_all()
    {
        var responses = new Responses(Customers, Groups, Totals);

        // Mean .03. E-mail of all: (50 + 500 · .03)/1500. Of the segment: (10 + 500 of that)/600. His own: (4 + 50 of that)/70.
        var all = (50 + (500 * .03)) / 1500;
        var segment = (10 + (500 * all)) / 600;
        responses.On(0, "email").Should().BeApproximately((4 + (50 * segment)) / 70 / .03, 1e-9);
        responses.On(3, "email").Should().BeApproximately(segment / .03, 1e-9);
        responses.On(2, "push").Should().BeLessThan(1);
        new Responses(Customers, Groups, new Dictionary<string, Seen>()).On(0, "email").Should().Be(1, "nothing is known of any channel");
    }

    [Fact]
    public void Follows_the_smallest_segment_that_is_named_and_has_him()
    {
        var segments = new Segments(
            new()
            {
                ["wide"] = ["a", "b", "new"],
                ["narrow"] = ["b"],
                ["empty"] = ["elsewhere"],
            }
        );

        Responses.Groups(Customers, ["narrow", "wide", "empty", "unheard-of"], segments).Should().Equal(1, 2, 0, 1);
        Responses.Groups(Customers, ["wide"], null).Should().Equal(0, 0, 0, 0);
    }

    private static PlanCustomer One(string id, int[] hours, IReadOnlyDictionary<string, Seen> seen) =>
        new(new Customer(id, null, null), hours, seen, new Dictionary<string, int>(), 0);

    private static int[] Hours(params (int Hour, int Count)[] counts)
    {
        var hours = new int[24];
        foreach (var (hour, count) in counts)
        {
            hours[hour] = count;
        }

        return hours;
    }

    private sealed class Segments(Dictionary<string, string[]> members) : ISegmentMembership
    {
        public bool? Contains(string segmentId, string userId) =>
            members.TryGetValue(segmentId, out var users) ? users.Contains(userId) : null;
    }
}
