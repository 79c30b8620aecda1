using Marketing.Learning;
using Marketing.Recommendations.Interactions;
using Marketing.Store;

namespace Marketing.Recommendations.Tests;

/// <summary>Shops made up for tests: what customers do follows from rules that the tests know.</summary>
internal static class SmallShop
{
    public const long Start = 1_700_000_000;
    public const long Day = 86_400;

    /// <summary>Interactions of a list of (subject, item, type, day) in the order of time.</summary>
    public static SubjectInteractions Of(params (string Subject, string Item, EventType Type, double Day)[] events)
    {
        var builder = new SubjectInteractionsBuilder();
        DateTimeOffset? newest = null;
        foreach (var (subject, item, type, day) in events.OrderBy(e => e.Day))
        {
            var time = Start + (long)(day * Day);
            newest = DateTimeOffset.FromUnixTimeSeconds(time);
            builder.Add(subject, new Interaction(time, builder.ItemOf(item, time), float.NaN, 0, type));
        }

        return builder.Build(newest);
    }

    /// <summary>
    /// Two kinds of customers: even ones buy from items k0 to k19, odd ones from g0 to g19, twelve each in an order of their own, one a day from a day of their own.
    /// </summary>
    public static SubjectInteractions TwoTastes(int users, ulong seed = 1)
    {
        var events = new List<(string, string, EventType, double)>();
        for (var user = 0; user < users; user++)
        {
            var taste = user % 2 == 0 ? "k" : "g";
            var own = user;
            var items = Enumerable.Range(0, 20).OrderBy(item => SplitMix64.At(seed, (ulong)((own * 100) + item))).Take(12).ToArray();
            var first = SplitMix64.Uniform(seed, (ulong)(1_000_000 + user)) * 20;
            for (var at = 0; at < items.Length; at++)
            {
                events.Add(($"u{user}", $"{taste}{items[at]}", EventType.Purchase, first + (at * 1.5)));
            }
        }

        return Of([.. events]);
    }
}
