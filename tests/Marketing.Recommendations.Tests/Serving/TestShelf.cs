using Marketing.Learning.Recommenders;
using Marketing.Recommendations.Interactions;
using Marketing.Recommendations.Model;
using Marketing.Recommendations.Serving;
using Marketing.Store;

namespace Marketing.Recommendations.Tests.Serving;

/// <summary>Models whose scores tests choose.</summary>
internal static class TestShelf
{
    private static long _version = 1;

    public const long Now = SmallShop.Start + (100 * SmallShop.Day);

    public static Shelf Of(
        IEnumerable<(string Id, float Popularity, float Score)> items,
        IEnumerable<CatalogueItem> catalogue,
        float floor = 0,
        string algorithm = "test",
        ItemRecords? records = null,
        IRecommender? champion = null
    )
    {
        var rows = items.ToArray();
        var none = new NeighbourLists(new int[rows.Length + 1], [], [], [], new int[rows.Length], 0);
        var popularity = rows.Select(row => row.Popularity).ToArray();
        var content = new ModelContent
        {
            Champion = champion ?? new FixedScores([.. rows.Select(row => row.Score)], floor, algorithm),
            Kind = HistoryKind.Events,
            Reference = Now,
            ItemIds = [.. rows.Select(row => row.Id)],
            PopularityByWindow = Array.ConvertAll(Popularity.Windows, _ => popularity),
            Similar = none,
            Together = none,
            Users = StoredUsers.None,
        };
        return new Shelf(new ServedRecommendations(content), CatalogueSnapshot.Of(catalogue), records, lowStock: 2);
    }

    public static CatalogueItem Row(
        string id,
        string? category = null,
        decimal? price = null,
        int? stock = null,
        bool available = true,
        bool recommendable = true,
        double age = 0,
        string? name = null,
        string? brand = null,
        string? attributes = null,
        params string[] tags
    ) =>
        new(
            id,
            name ?? "Name of " + id,
            category,
            brand,
            price,
            "EUR",
            stock,
            available,
            recommendable,
            null,
            tags,
            DateTimeOffset.FromUnixTimeSeconds(Now).AddDays(-age)
        )
        {
            Attributes = ItemAttributes.Of(attributes),
        };

    public static Visitor Seen(params (string Item, EventType Type)[] events) =>
        new()
        {
            Events = [.. events.Select((e, at) => new VisitorEvent(e.Item, e.Type, float.NaN, Now - SmallShop.Day + at))],
            Acquired = events
                .Where(e => e.Type is EventType.Purchase or EventType.Rating or EventType.Review)
                .ToDictionary(e => e.Item, _ => Now - SmallShop.Day, StringComparer.Ordinal),
        };

    public static RankedPage Rank(
        Shelf shelf,
        Visitor visitor,
        RankRequest request,
        RecommendationsOptions? options = null,
        ListPolicy? policy = null,
        ulong draw = 1
    )
    {
        var settings = options ?? new RecommendationsOptions();
        using var folded = new FoldedHistory(shelf.Model, visitor, new HistoryBuilder(new InteractionWeights(settings)));
        return new Ranker(settings).Rank(shelf, visitor, folded, request, policy ?? ListPolicy.Default, draw, Now);
    }

    /// <summary>The shelf under a catalogue that has changed since it was made.</summary>
    public static Shelf Later(Shelf shelf, IEnumerable<CatalogueItem> catalogue) =>
        shelf.Beside(CatalogueSnapshot.Of(catalogue, version: Interlocked.Increment(ref _version)));

    public static IEnumerable<string> Ids(Shelf shelf, RankedPage page) => page.Items.Select(item => shelf.IdAt(item.Place));

    /// <summary>Gives the same scores whatever the history; the first event of it is the whole explanation.</summary>
    private sealed class FixedScores(float[] values, float floor, string algorithm) : IRecommender
    {
        public string Algorithm => algorithm;

        public int ItemCount => values.Length;

        public float Floor => floor;

        public void Score(History history, Span<float> scores) => values.CopyTo(scores);

        public void Explain(History history, int item, Span<float> contributions)
        {
            contributions.Clear();
            contributions[0] = 1;
        }

        public void Write(BinaryWriter writer) => throw new NotSupportedException();
    }
}
