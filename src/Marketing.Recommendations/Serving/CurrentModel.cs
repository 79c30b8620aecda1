using Marketing.Training;

namespace Marketing.Recommendations.Serving;

/// <summary>A model to answer from.</summary>
/// <param name="Model">The model.</param>
/// <param name="Version">Null for the makeshift before the first training.</param>
/// <param name="Watermark">Newest event it has learned from.</param>
internal readonly record struct CurrentRecommendations(ServedRecommendations Model, string? Version, DateTimeOffset? Watermark);

/// <summary>The published model; before the first publication a makeshift of what was wanted lately.</summary>
internal sealed class CurrentModel(IServingModel<ServedRecommendations> serving, Makeshift makeshift)
{
    /// <summary>Taken once a request.</summary>
    public async ValueTask<CurrentRecommendations> GetAsync(CancellationToken cancel)
    {
        if (serving.Current is { } served)
        {
            return new CurrentRecommendations(served.Model, served.Version, served.Watermark);
        }

        var made = await makeshift.GetAsync(cancel);
        return new CurrentRecommendations(
            made,
            Version: null,
            made.Reference == 0 ? null : DateTimeOffset.FromUnixTimeSeconds(made.Reference)
        );
    }
}
