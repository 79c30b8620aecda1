using Marketing.Store;
using Microsoft.Extensions.Logging;

namespace Marketing.Recommendations.Serving;

/// <summary>What one request answers from: a model and the shelf that was made of it.</summary>
internal sealed record Stand(CurrentRecommendations Model, Shelf Shelf);

/// <summary>
/// The shelf of the moment. When the model or the catalogue has changed, the old shelf serves on, checked against the newest catalogue, while
/// one background task makes the new one; many changes in a row become one shelf a second.
/// </summary>
internal sealed class Shelves(
    Catalogue catalogue,
    RecordKeeper records,
    RecommendationsOptions options,
    TimeProvider time,
    ILogger<Shelves> logger
)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private readonly Lock _starting = new();
    private volatile Stand? _stand;
    private Task _making = Task.CompletedTask;
    private long _madeAt;

    /// <summary>The model asked for, or the one before it until the new one's shelf is made. Waits only where nothing trained is there yet.</summary>
    public async ValueTask<Stand> ForAsync(CurrentRecommendations model, CancellationToken cancel)
    {
        while (true)
        {
            var newest = catalogue.Current;
            var stand = _stand;
            var isOfModel = stand is not null && ReferenceEquals(stand.Model.Model, model.Model);
            if (
                stand is not null
                && isOfModel
                && ReferenceEquals(stand.Shelf.Catalogue, newest)
                && ReferenceEquals(stand.Shelf.Records, records.Current)
            )
            {
                return stand;
            }

            var making = Make(model);
            if (stand is not null && (isOfModel || stand.Model.Version is not null || model.Version is null))
            {
                return stand with { Shelf = stand.Shelf.Beside(newest) };
            }

            await making.WaitAsync(cancel);
        }
    }

    private Task Make(CurrentRecommendations model)
    {
        lock (_starting)
        {
            return _making.IsCompleted ? _making = Task.Run(() => MakeAsync(model)) : _making;
        }
    }

    private async Task MakeAsync(CurrentRecommendations model)
    {
        try
        {
            if (ReferenceEquals(_stand?.Model.Model, model.Model) && Pause - time.GetElapsedTime(_madeAt) is { Ticks: > 0 } rest)
            {
                await Task.Delay(rest, time);
            }

            _stand = new Stand(
                model,
                new Shelf(model.Model, catalogue.Current, records.Current, options.LowerByRecord ? options.LowStock : 0)
            );
        }
        catch (Exception fault)
        {
            logger.LogError(fault, "The catalogue could not be put beside the model; the state before serves on.");
            throw;
        }
        finally
        {
            _madeAt = time.GetTimestamp();
        }
    }
}
