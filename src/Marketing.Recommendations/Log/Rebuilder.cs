using System.Globalization;
using Marketing.Recommendations.Answers;
using Marketing.Recommendations.Placements;
using Marketing.Recommendations.Serving;
using Marketing.Store;
using Marketing.Training;
using Npgsql;

namespace Marketing.Recommendations.Log;

/// <summary>A list made once more.</summary>
/// <param name="Identical">The same items in the same order; null when it could not be made.</param>
/// <param name="ItemIds">What was made; empty when it could not be.</param>
/// <param name="Detail">What to know of it.</param>
internal sealed record RebuiltList(bool? Identical, IReadOnlyList<string> ItemIds, string Detail);

/// <summary>
/// Makes an old list once more, out of the model version, the rules' version, and the events that had been stored by then. The catalogue keeps no
/// history: items that have changed since are taken to have been as the list shows.
/// </summary>
internal sealed class Rebuilder(
    LoggedLists log,
    PastActivity past,
    OldModels models,
    IServingModel<ServedRecommendations> serving,
    Catalogue catalogue,
    ListMaker lists,
    StoreReader store,
    NpgsqlDataSource database,
    RecordKeeper keeper,
    RecommendationsOptions options
)
{
    private readonly RecommendationsLoader _loader = new();

    /// <summary>The list of an entry of the log.</summary>
    public async Task<RebuiltList> RebuildAsync(RecommendationLogRow row, CancellationToken cancel)
    {
        if (LoggedRequest.Read(row.Request) is not { } request)
        {
            return Not("Its request was logged in a form that is not known any more.");
        }

        if (!int.TryParse(row.ModelVersion, NumberStyles.None, CultureInfo.InvariantCulture, out var version))
        {
            return Not("It was made before the first training, of what was popular at the moment.");
        }

        var then = DateTimeOffset.FromUnixTimeMilliseconds(request.MadeAt);
        if (await PolicyAsync(row, then, cancel) is not { } policy)
        {
            return Not("The version of the placement's rules cannot be read.");
        }

        Task<RebuiltList> WithAsync(ServedModel<ServedRecommendations> model) => WithModelAsync(row, request, policy, then, model, cancel);
        try
        {
            return serving.Current is { } current && current.Version == row.ModelVersion
                ? await WithAsync(current)
                : await models.WithAsync(_loader, version, WithAsync, cancel);
        }
        catch (InvalidDataException fault)
        {
            return Not($"Version {version} of the model cannot be loaded: {fault.Message}");
        }
    }

    private static RebuiltList Not(string why) => new(null, [], why);

    private async Task<ListPolicy?> PolicyAsync(RecommendationLogRow row, DateTimeOffset then, CancellationToken cancel)
    {
        if (row.RuleVersion is not { } version || row.Placement is null)
        {
            return ListPolicy.Default;
        }

        var stored = await OldPlacements.FindAsync(store, row.Placement, version, cancel);
        return stored is not null && PlacementBook.Read(stored.Definition) is { } definition
            ? PolicyMaker.Make(definition, version, row.Variant, then)
            : null;
    }

    private async Task<RebuiltList> WithModelAsync(
        RecommendationLogRow row,
        LoggedRequest request,
        ListPolicy policy,
        DateTimeOffset then,
        ServedModel<ServedRecommendations> model,
        CancellationToken cancel
    )
    {
        var visitor = await VisitorAsync(row, request, then, model.Model, cancel);
        var changed = await log.ChangedSinceAsync(then, cancel);
        var records = await RecordsAsync(request.RecordsAt, cancel);
        var made = Make(row, request, policy, then, model, records, visitor, [], changed);
        if (!made.SequenceEqual(row.ItemIds) && changed.Count > 0)
        {
            // What has changed since and was not shown may not have been there to be shown.
            made = Make(row, request, policy, then, model, records, visitor, [.. changed.Except(row.ItemIds)], changed);
        }

        var identical = made.SequenceEqual(row.ItemIds);
        var since = string.Create(CultureInfo.InvariantCulture, $"{changed.Count} items of the catalogue have changed since.");
        return new RebuiltList(
            identical,
            made,
            identical ? "Made once more, it is the same list. " + since : "Made once more, it is another list. " + since
        );
    }

    private async Task<ItemRecords> RecordsAsync(long asOf, CancellationToken cancel) =>
        asOf == 0 ? ItemRecords.None
        : keeper.Current.AsOf == asOf ? keeper.Current
        : await ItemRecords.ReadAsync(database, asOf, options.RatingScale, cancel);

    private async Task<Visitor> VisitorAsync(
        RecommendationLogRow row,
        LoggedRequest request,
        DateTimeOffset then,
        ServedRecommendations model,
        CancellationToken cancel
    )
    {
        if (request.Impersonal || request.List != LoggedRequest.Personal)
        {
            return Visitor.Anonymous;
        }

        var live = request.Degraded ? LiveActivity.Unknown : await past.ReadAsync(row.UserId, then, cancel);
        return Visitors.Meet(row.UserId, live, model, request.Language);
    }

    private string[] Make(
        RecommendationLogRow row,
        LoggedRequest request,
        ListPolicy policy,
        DateTimeOffset then,
        ServedModel<ServedRecommendations> model,
        ItemRecords records,
        Visitor visitor,
        HashSet<string> closed,
        List<string> changed
    )
    {
        var shelf = new Shelf(
            model.Model,
            CatalogueThen(then, [.. row.ItemIds], closed, changed),
            records,
            options.LowerByRecord ? options.LowStock : 0
        );
        var stand = new Stand(new CurrentRecommendations(model.Model, model.Version, model.Watermark), shelf);
        var rank = request.ToRankRequest(row.Placement);
        var seconds = then.ToUnixTimeSeconds();
        if (request.List != LoggedRequest.Personal)
        {
            var list = Enum.TryParse<ShopList>(request.List, out var known) ? known : ShopList.Popular;
            var page = new ShopLists(shelf, rank, policy, seconds).Make(list, request.ItemId ?? "", request.WindowDays);
            return [.. page.Items.Select(item => shelf.IdAt(item.Place))];
        }

        var ask = new Ask
        {
            Request = rank,
            RecentItems = request.RecentItems ?? [],
            Basket = request.Basket ?? [],
        };
        var subject = row.UserId == RecommendationIds.Nobody ? null : row.UserId;
        using var draft = lists.Make(stand, visitor, ask, subject, policy, request.SeenUpTo, seconds, request.DrawNumber);
        return [.. draft.Page.Items.Select(item => shelf.IdAt(item.Place))];
    }

    private CatalogueSnapshot CatalogueThen(DateTimeOffset then, HashSet<string> shown, HashSet<string> closed, List<string> changed)
    {
        var differs = new HashSet<string>(changed, StringComparer.Ordinal);
        return CatalogueSnapshot.Of(
            catalogue
                .Current.Unsorted.Where(row => row.CreatedAt <= then || shown.Contains(row.ItemId))
                .Select(row =>
                    !differs.Contains(row.ItemId) ? row
                    : shown.Contains(row.ItemId)
                        ? row with
                        {
                            Available = true,
                            Recommendable = true,
                            Stock = row.Stock is 0 ? 1 : row.Stock,
                        }
                    : closed.Contains(row.ItemId) ? row with { Available = false }
                    : row
                )
        );
    }
}
