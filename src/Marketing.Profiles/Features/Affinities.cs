using System.Runtime.InteropServices;
using Marketing.Store;

namespace Marketing.Profiles.Features;

/// <summary>What a customer likes, each kind as shares of all that was weighed. Names beyond the first few are left out.</summary>
/// <param name="Categories">Every level of the paths: <c>Home</c> holds what <c>Home &gt; Kitchen</c> has.</param>
/// <param name="Brands">Makers.</param>
/// <param name="PriceBands">low, middle, high within the product's category.</param>
/// <param name="Searches">What was searched for, in lower case.</param>
internal sealed record Affinities(
    IReadOnlyList<Liking> Categories,
    IReadOnlyList<Liking> Brands,
    IReadOnlyList<Liking> PriceBands,
    IReadOnlyList<Liking> Searches
)
{
    private const int MostCategories = 12;
    private const int MostOthers = 8;
    private const int LongestQuery = 80;

    /// <summary>
    /// Σ over events of the type's weight × 2^(−age/half-life). Looking counts 1, a cart 3, a purchase 5; what came back takes the purchase away again.
    /// </summary>
    public static Affinities Of(List<ProfileEvent> events, ShopFacts shop, DateTimeOffset at)
    {
        Dictionary<string, Weighed> categories = new(StringComparer.Ordinal),
            brands = new(StringComparer.Ordinal),
            bands = new(StringComparer.Ordinal),
            searches = new(StringComparer.Ordinal);
        foreach (var e in events)
        {
            var decay = Math.Pow(2, -(at - e.At).TotalDays / shop.HalfLifeDays);
            if (e.Type == EventType.Search && Normal(e.Query) is { } query)
            {
                Add(searches, query, decay);
            }

            if (WeightOf(e) is var weight && weight != 0 && e.ItemId is { } id && shop.Catalogue.Find(id) is { } item)
            {
                foreach (var category in shop.LevelsOf(item.Category))
                {
                    Add(categories, category, weight * decay);
                }

                Add(brands, item.Brand, weight * decay);
                Add(bands, shop.Bands.Of(item, e.Type == EventType.Purchase ? e.Price : null), weight * decay);
            }
        }

        // A path's levels all hold the same event: shares are of the first levels together.
        var whole = categories
            .Where(c => !c.Key.Contains(CategoryPath.Divider, StringComparison.Ordinal))
            .Sum(c => Math.Max(0, c.Value.Sum));
        return new Affinities(
            Top(categories, MostCategories, whole),
            Top(brands, MostOthers, Positive(brands)),
            Top(bands, MostOthers, Positive(bands)),
            Top(searches, MostOthers, Positive(searches))
        );
    }

    private static double WeightOf(ProfileEvent e) =>
        e.Type switch
        {
            EventType.View or EventType.Click => 1,
            EventType.Cart => 3,
            EventType.Purchase => 5,
            EventType.Return => -5,
            EventType.Rating or EventType.Review when e.Value is { } stars => stars - 3,
            _ => 0,
        };

    private static string? Normal(string? query)
    {
        var words = (query ?? "").ToLowerInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var text = string.Join(' ', words);
        return text.Length is 0 or > LongestQuery ? null : text;
    }

    private static void Add(Dictionary<string, Weighed> to, string? name, double weight)
    {
        if (name is not null)
        {
            ref var weighed = ref CollectionsMarshal.GetValueRefOrAddDefault(to, name, out _);
            weighed = new Weighed(weighed.Sum + weight, weighed.Events + 1);
        }
    }

    private static double Positive(Dictionary<string, Weighed> weighed) => weighed.Values.Sum(w => Math.Max(0, w.Sum));

    private static Liking[] Top(Dictionary<string, Weighed> weighed, int most, double whole)
    {
        List<Liking> likes = new(weighed.Count);
        foreach (var (name, (sum, events)) in weighed)
        {
            if (sum > 0 && whole > 0)
            {
                likes.Add(new Liking(name, Math.Round(sum / whole, 4), events));
            }
        }

        likes.Sort(static (a, b) => b.Share.CompareTo(a.Share) is not 0 and var byShare ? byShare : string.CompareOrdinal(a.Name, b.Name));
        return [.. likes.Take(most)];
    }

    private readonly record struct Weighed(double Sum, int Events);
}

/// <summary>Something that a customer likes.</summary>
/// <param name="Name">What.</param>
/// <param name="Share">0 to 1, of its kind.</param>
/// <param name="Events">On how many events this rests.</param>
internal sealed record Liking(string Name, double Share, int Events);
