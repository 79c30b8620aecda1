using Marketing.Learning.Recommenders;
using Marketing.Recommendations.Model;

namespace Marketing.Recommendations.Serving;

/// <summary>What is described like an item: for items that came after the training, or that nobody has touched.</summary>
internal static class AlikeItems
{
    // Each is described anew for every list; the newest are at the front.
    private const int MostNewItems = 500;

    /// <summary>Places by similarity, best first; empty when nothing is known of the item or the model knows no descriptions.</summary>
    /// <param name="shelf">Model and catalogue.</param>
    /// <param name="itemId">The item.</param>
    /// <param name="most">Places at most.</param>
    public static IReadOnlyList<(int Place, float Similarity)> Of(Shelf shelf, string itemId, int most)
    {
        if (shelf.Model.Content is not { } space || shelf.Newest.Find(itemId) is not { } row)
        {
            return [];
        }

        var own = space.VectorOf(ItemDescriptions.Of(row));
        var known = shelf.Model.ItemIds.Length;
        var scores = new float[Math.Min(shelf.Count, known + MostNewItems)];
        space.AddSimilarity(own, 1, scores.AsSpan(0, known));
        for (var place = known; place < scores.Length; place++)
        {
            scores[place] = shelf.RowAt(place) is { } other ? own.Similarity(space.VectorOf(ItemDescriptions.Of(other))) : 0;
        }

        if (shelf.PlaceOf(itemId) is >= 0 and var self && self < scores.Length)
        {
            scores[self] = 0;
        }

        var (places, best) = (new int[Math.Min(most, scores.Length)], new float[Math.Min(most, scores.Length)]);
        var found = TopItems.Select(scores, places, best);
        return [.. Enumerable.Range(0, found).Where(at => best[at] > 0).Select(at => (places[at], best[at]))];
    }
}
