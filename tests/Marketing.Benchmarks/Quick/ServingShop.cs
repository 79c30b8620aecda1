using Marketing.Learning;
using Marketing.Learning.Numerics;
using Marketing.Learning.Recommenders.Factors;
using Marketing.Learning.Recommenders.Popular;
using Marketing.Recommendations.Model;
using Marketing.Store;

namespace Marketing.Benchmarks.Quick;

/// <summary>A made-up shop as large as the figures ask for: random vectors, as nothing here depends on their being good.</summary>
internal static class ServingShop
{
    public const int Users = 100_000;
    public const int Factors = 64;
    private const int EventsOfAUser = 50;
    private const int OwnedByAUser = 10;
    private const int Neighbours = 50;
    private const int Categories = 200;
    private const long Now = 1_790_000_000;

    private static readonly Lazy<FactorScan> RandomVectors = new(RandomScan);

    /// <summary>To be set before anything else of the shop is asked for.</summary>
    public static int Items { get; set; } = 100_000;

    public static FactorScan Scan => RandomVectors.Value;

    public static ModelContent Model()
    {
        var popularity = Enumerable.Range(0, Items).Select(item => 1_000_000f / (item + 10)).ToArray();
        return new ModelContent
        {
            Champion = Als(popularity),
            Kind = Recommendations.Interactions.HistoryKind.Events,
            Reference = Now,
            ItemIds = [.. Enumerable.Range(0, Items).Select(Id)],
            PopularityByWindow = Array.ConvertAll(Popularity.Windows, _ => popularity),
            Similar = Lists(Neighbours, seed: 3),
            Together = Lists(Neighbours / 5, seed: 4),
            Users = Activity(),
        };
    }

    public static IEnumerable<CatalogueItem> Catalogue() => Enumerable.Range(0, Items).Select(item => Row(item, stock: null));

    public static CatalogueItem Row(int item, int? stock) =>
        new(
            Id(item),
            $"Product number {item} of the shop",
            $"Department {item % Categories % 10} > Shelf {item % Categories}",
            "Brand",
            10 + (item % 90),
            "EUR",
            stock,
            Available: true,
            Recommendable: true,
            $"https://shop.example/images/{item}.jpg",
            [],
            DateTimeOffset.FromUnixTimeSeconds(Now - item)
        );

    public static string User(int user) => $"user-{user}";

    private static string Id(int item) => $"sku-{item}";

    private static AlsRecommender Als(float[] popularity)
    {
        const double UnobservedWeight = .1;
        var gram = new AlignedFloats(Scan.Width * Scan.Width);
        for (var at = 0; at < Scan.Width; at++)
        {
            // What the sum of the squares of uniform numbers between −½ and ½ comes to.
            gram.Span[(at * Scan.Width) + at] = (float)(UnobservedWeight * Items / 12);
        }

        return new AlsRecommender(new AlsSettings(.003, UnobservedWeight, 1), Scan, gram, new PopularRecommender(popularity));
    }

    private static FactorScan RandomScan()
    {
        var rows = new float[Items * Factors];
        for (var at = 0; at < rows.Length; at++)
        {
            rows[at] = (float)SplitMix64.Uniform(1, (ulong)at) - .5f;
        }

        return FactorScan.FromRows(rows, Items, Factors);
    }

    private static NeighbourLists Lists(int length, ulong seed)
    {
        var entries = Items * length;
        return new NeighbourLists(
            [.. Enumerable.Range(0, Items + 1).Select(item => item * length)],
            [.. Enumerable.Range(0, entries).Select(at => Draw(seed, at, Items))],
            [.. Enumerable.Range(0, entries).Select(at => 1f / ((at % length) + 2))],
            [.. Enumerable.Repeat(5, entries)],
            [.. Enumerable.Repeat(100, Items)],
            Users
        );
    }

    private static StoredUsers Activity()
    {
        var (events, owned) = (Users * EventsOfAUser, Users * OwnedByAUser);
        return new StoredUsers(
            [.. Enumerable.Range(0, Users).Select(User)],
            [.. Enumerable.Range(0, Users + 1).Select(user => user * EventsOfAUser)],
            [.. Enumerable.Range(0, events).Select(at => Draw(5, at, Items))],
            [.. Enumerable.Repeat((byte)EventType.View, events)],
            [.. Enumerable.Repeat(float.NaN, events)],
            [.. Enumerable.Range(0, events).Select(at => Now - 5_000 + (at % EventsOfAUser))],
            [.. Enumerable.Range(0, Users + 1).Select(user => user * OwnedByAUser)],
            [.. Enumerable.Range(0, owned).Select(at => (at % OwnedByAUser * (Items / OwnedByAUser)) + Draw(6, at, Items / OwnedByAUser))],
            [.. Enumerable.Repeat(Now - 5_000, owned)]
        );
    }

    private static int Draw(ulong seed, int at, int below) => (int)(SplitMix64.Uniform(seed, (ulong)at) * below);
}
