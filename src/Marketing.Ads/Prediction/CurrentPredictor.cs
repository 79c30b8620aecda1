using Marketing.Store;
using Marketing.Training;

namespace Marketing.Ads.Prediction;

/// <summary>The model that decides now, and what it thinks of ads nobody knows yet.</summary>
internal sealed class CurrentPredictor(IServingModel<ServedClicks> serving, Catalogue catalogue, TimeProvider clock)
{
    private static readonly TimeSpan PriorsLive = TimeSpan.FromMinutes(1);
    private volatile Held _held = new(Predictor.Ignorant, null, null, 0);

    public (Predictor Predictor, PriorTable Priors) Get()
    {
        var (served, items, held) = (serving.Current, catalogue.Current, _held);
        var isSame = ReferenceEquals(held.Served, served?.Model);
        if (isSame && held.Priors is { } priors && ReferenceEquals(held.Catalogue, items) && clock.GetElapsedTime(held.At) < PriorsLive)
        {
            return (held.Predictor, priors);
        }

        // Two requests may do this at once; both get the same, since the predictor belongs to the model.
        var predictor = served is null ? Predictor.Ignorant : served.Model.For(served.Version);
        var fresh = new Held(predictor, new PriorTable(predictor, items), items, clock.GetTimestamp()) { Served = served?.Model };
        _held = fresh;
        return (predictor, fresh.Priors ?? new PriorTable(predictor, items));
    }

    private sealed record Held(Predictor Predictor, PriorTable? Priors, CatalogueSnapshot? Catalogue, long At)
    {
        public ServedClicks? Served { get; init; }
    }
}

/// <summary>A loaded artefact of <c>clicks</c>. It learns on while it serves.</summary>
internal sealed class ServedClicks(ClickModelContent content)
{
    private Predictor? _predictor;

    public ClickModelContent Content => content;

    public Predictor For(string version) => LazyInitializer.EnsureInitialized(ref _predictor, () => new Predictor(content, version));
}
