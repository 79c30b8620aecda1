using Marketing.Learning.Recommenders;
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
        return new ModelContent
        {
            Champion = champion,
            Kind = kind,
            Reference = HistoryBuilder.Reference(table, long.MaxValue),
            ItemIds = table.ItemIds,
            PopularityByWindow = Array.ConvertAll(Popularity.Windows, days => Popularity.Of(table, data.Weights, days)),
            Similar = similar,
            Together = together,
            Users = StoredUsers.From(table, options.HistoryLength),
        };
    }
}
