namespace Marketing.Training;

/// <summary>Makes an object that serves out of an artefact's payload.</summary>
/// <typeparam name="T">What serves.</typeparam>
public interface IModelLoader<T>
    where T : class
{
    /// <summary>The model's name.</summary>
    string Name { get; }

    /// <summary>Reads the payload. Throws on anything that is not its own.</summary>
    /// <param name="artefact">The payload, without the pipeline's header; readable once, forward only.</param>
    T Load(Stream artefact);

    /// <summary>Asks a loaded model for answers: an exception says that it must not serve.</summary>
    void SmokeTest(T model);
}

/// <summary>The one reference that requests read. A request takes <see cref="Current"/> once and works with it to its end.</summary>
/// <typeparam name="T">What serves.</typeparam>
public interface IServingModel<T>
    where T : class
{
    /// <summary>What serves now; null before the first publication.</summary>
    ServedModel<T>? Current { get; }

    /// <summary>Raised after each swap.</summary>
    event Action? Swapped;
}

/// <summary>A model that serves, and where it comes from.</summary>
/// <param name="Version">As in <c>modelVersion</c> of the answers: the version's number, <c>"7"</c>, as in <c>GET /models/{name}/versions/7</c>.</param>
/// <param name="Model">The loaded model, immutable.</param>
/// <param name="Watermark">Newest event it has learned from.</param>
public sealed record ServedModel<T>(string Version, T Model, DateTimeOffset? Watermark);
