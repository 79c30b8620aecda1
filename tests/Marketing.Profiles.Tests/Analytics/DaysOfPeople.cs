using Marketing.Learning;
using Marketing.Profiles.Analytics;

namespace Marketing.Profiles.Tests.Analytics;

/// <summary>What customers of small simulated shops did by the day, and the segments that they are in.</summary>
internal static class DaysOfPeople
{
    public static readonly DateOnly First = new(2026, 1, 1);

    public static List<string> SegmentsOf(string person)
    {
        var number = int.Parse(person[1..], System.Globalization.CultureInfo.InvariantCulture);
        List<string> segments = [];
        foreach (
            var (name, belongs) in new[]
            {
                ("even", number % 2 == 0),
                ("low", number < 60),
                ("lower", number < 55),
                ("few", number < 7),
                ("grid 1", number % 7 < 4),
                ("grid 2", number % 7 is 4 or 5),
                ("grid 3", number % 7 == 6 && number < 70),
                ("grid 4", number % 7 == 6 && number >= 70),
            }
        )
        {
            if (belongs)
            {
                segments.Add(name);
            }
        }

        return segments;
    }

    public static ulong MarkOf(string person) =>
        SplitMix64.At(3, ulong.Parse(person[1..], System.Globalization.CultureInfo.InvariantCulture));

    public static List<PersonDay> Simulated(ulong seed)
    {
        List<PersonDay> rows = [];
        double Draw(int at) => SplitMix64.Uniform(seed, (ulong)at);
        for (var at = 0; at < 900 + (int)(100 * (seed % 7)); at++)
        {
            var channel =
                Draw(7 * at) < .7 ? "web"
                : Draw(7 * at) < .95 ? "app"
                : "shop";
            var category =
                Draw((7 * at) + 1) < .6 ? "Home"
                : Draw((7 * at) + 1) < .9 ? "Garden"
                : "Toys";
            rows.Add(
                Row(
                    $"p{(int)(120 * Draw((7 * at) + 2))}",
                    // Busy and quiet weeks.
                    First.AddDays((int)(40 * Math.Pow(Draw((7 * at) + 3), 2))),
                    viewed: true,
                    order: Draw((7 * at) + 4) < .4 ? $"o{at}" : null,
                    channel: channel,
                    category: category
                )
            );
        }

        return
        [
            .. rows.GroupBy(row => (row.Person, row.Day, row.Channel, row.Category))
                .Select(group => group.First())
                .OrderBy(row => row.Person, StringComparer.Ordinal)
                .ThenBy(row => row.Day),
        ];
    }

    public static PersonDay Row(
        string person,
        DateOnly day,
        bool viewed = false,
        bool carted = false,
        string? order = null,
        string channel = "web",
        string category = "Home"
    ) =>
        new(
            person,
            day,
            channel,
            order is null ? null : category,
            1,
            viewed,
            carted,
            order is null ? [] : [order],
            1,
            order is null ? 0 : 10,
            0
        );
}
