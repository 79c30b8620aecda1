namespace Marketing.Training;

/// <summary>What is loaded in a slot.</summary>
internal sealed record LoadedVersion(ArtefactHeader Header, bool FromSnapshot);

/// <summary>An artefact that was refused.</summary>
internal sealed record Refusal(int Version, string Checksum, string Reason, DateTimeOffset At);

/// <summary>A place where a model serves, whatever its type: what <see cref="ModelRefresh"/> knows of it.</summary>
internal interface IModelSlot
{
    string Name { get; }

    /// <summary>Null before the first load.</summary>
    LoadedVersion? Loaded { get; }

    /// <summary>Why this replica does not serve what the registry says; null when it does.</summary>
    Refusal? Refused { get; set; }

    /// <summary>Reads a payload. Nothing serves it yet.</summary>
    object Load(Stream payload);

    /// <summary>Asks what <see cref="Load"/> gave for answers. An exception says that it must not serve.</summary>
    void SmokeTest(object model);

    /// <summary>Lets what <see cref="Load"/> gave serve, by one write of one reference.</summary>
    void Swap(object model, ArtefactHeader header, bool fromSnapshot);
}

/// <inheritdoc cref="IServingModel{T}" />
internal sealed class ServingModel<T>(IModelLoader<T> loader) : IServingModel<T>, IModelSlot
    where T : class
{
    private volatile Slot? _slot;

    public event Action? Swapped;

    public string Name => loader.Name;

    public ServedModel<T>? Current => _slot?.Served;

    public LoadedVersion? Loaded => _slot?.Loaded;

    public Refusal? Refused { get; set; }

    public object Load(Stream payload) => loader.Load(payload);

    public void SmokeTest(object model) => loader.SmokeTest((T)model);

    public void Swap(object model, ArtefactHeader header, bool fromSnapshot)
    {
        var served = new ServedModel<T>(
            header.Version.ToString(System.Globalization.CultureInfo.InvariantCulture),
            (T)model,
            header.Watermark
        );
        _slot = new Slot(served, new LoadedVersion(header, fromSnapshot));
        Swapped?.Invoke();
    }

    private sealed record Slot(ServedModel<T> Served, LoadedVersion Loaded);
}
