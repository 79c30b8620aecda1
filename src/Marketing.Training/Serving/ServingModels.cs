using System.Globalization;

namespace Marketing.Training;

/// <summary>What one model is on this replica.</summary>
/// <param name="Name">The model's name.</param>
/// <param name="LoadedVersion">The version that answers here; null before the first.</param>
/// <param name="ServingVersion">What the registry says should; null when nothing was published, or the registry has not answered yet.</param>
/// <param name="FromSnapshot">It came from this machine's snapshot, and the registry has not confirmed it.</param>
/// <param name="Degraded">Null when all is well, else why not, as a sentence.</param>
public sealed record ModelStatus(string Name, int? LoadedVersion, int? ServingVersion, bool FromSnapshot, string? Degraded);

/// <summary>The models of this replica, for health checks and the like. Asks nobody: what is known is in memory.</summary>
public sealed class ServingModels
{
    private readonly ModelRefresh _refresh;

    internal ServingModels(ModelRefresh refresh) => _refresh = refresh;

    /// <summary>Begins to load what this machine has kept of its models: called as early as the services are there, for a large model takes a while.</summary>
    public void BeginLoading() => _ = _refresh.LoadSnapshotsAsync();

    /// <summary>One a registered serving model.</summary>
    public IReadOnlyList<ModelStatus> Statuses => [.. _refresh.Slots.Select(Status)];

    private ModelStatus Status(IModelSlot slot)
    {
        var registry = _refresh.LastServing;
        var serving = registry?.GetValueOrDefault(slot.Name);
        var loaded = slot.Loaded;
        var current =
            loaded is not null
            && serving is not null
            && loaded.Header.Version == serving.Version
            && loaded.Header.Checksum == serving.Checksum;
        var degraded =
            current ? null
            : slot.Refused is { } refused && refused.Version == serving?.Version
                ? $"Version {Number(refused.Version)} of {slot.Name} is refused ({refused.Reason}); {Instead(loaded)}."
            : registry is null && loaded is not null
                ? $"The model registry has not answered; version {Number(loaded.Header.Version)} of {slot.Name} serves from this machine's snapshot."
            : serving is not null ? $"Version {Number(serving.Version)} of {slot.Name} is not loaded yet; {Instead(loaded)}."
            : null;
        return new ModelStatus(slot.Name, loaded?.Header.Version, serving?.Version, !current && loaded is { FromSnapshot: true }, degraded);
    }

    private static string Instead(LoadedVersion? loaded) =>
        loaded is null ? "nothing serves" : $"version {Number(loaded.Header.Version)} serves on";

    private static string Number(int version) => version.ToString(CultureInfo.InvariantCulture);
}
