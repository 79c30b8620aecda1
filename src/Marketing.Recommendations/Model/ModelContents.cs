using Marketing.Learning.Recommenders;
using Marketing.Learning.Recommenders.Content;
using Marketing.Recommendations.Interactions;

namespace Marketing.Recommendations.Model;

/// <summary>Puts together what an artefact holds beside the model that ranks.</summary>
internal static class ModelContents
{
    private const int ItemsOfASubject = 200;
    private const int ItemsOfAnOrder = 100;
    private const double SimilarShrink = 10;
    private const double TogetherShrink = 2;

    public static ModelContent From(TrainingData data, IRecommender champion, HistoryKind kind, CancellationToken cancel)
    {
        var (table, options) = (data.Table, data.Options);
        var items = table.ItemIds.Length;
        var similar = ItemPairs.Build(
            ItemGroups.OfSubjects(table, ItemsOfASubject),
            items,
            options.ItemNeighbours,
            SimilarShrink,
            minimum: 1,
            data.Threads,
            cancel
        );
        var together = ItemPairs.Build(
            ItemGroups.OfOrders(table, ItemsOfAnOrder),
            items,
            options.ItemNeighbours,
            TogetherShrink,
            options.MinimumBaskets,
            data.Threads,
            cancel
        );
        // Models that know descriptions know items without events too.
        var width = champion.ItemCount;
        return new ModelContent
        {
            Champion = champion,
            Kind = kind,
            Reference = HistoryBuilder.Reference(table, long.MaxValue),
            ItemIds = data.ItemIds[..width],
            PopularityByWindow = Array.ConvertAll(
                Popularity.Windows,
                days =>
                {
                    var popularity = Popularity.Of(table, data.Weights, days);
                    Array.Resize(ref popularity, width);
                    return popularity;
                }
            ),
            Content = data.ToServe(width) is { } descriptions ? ContentSpace.Learn(descriptions, cancel) : null,
            Similar = similar.Widen(width),
            Together = together.Widen(width),
            Users = StoredUsers.From(table, options.HistoryLength),
        };
    }
}
