using System.Globalization;
using Marketing.Store.Http;
using Marketing.Training;

namespace Marketing.Api.Operations;

/// <summary>The models of this replica. None published yet is no fault: what is popular is served meanwhile.</summary>
internal sealed class ModelReadiness(ServingModels models) : IReadinessSource
{
    public string Name => "models";

    public Readiness Current
    {
        get
        {
            var statuses = models.Statuses;
            string[] degraded = [.. statuses.Select(status => status.Degraded).OfType<string>()];
            var versions = statuses.ToDictionary(
                status => status.Name,
                status => status.LoadedVersion?.ToString(CultureInfo.InvariantCulture) ?? "none",
                StringComparer.Ordinal
            );
            return new Readiness(
                degraded.Length == 0 ? ReadinessState.Ready : ReadinessState.Degraded,
                degraded.Length == 0 ? null : string.Join(' ', degraded),
                versions,
                AnswersWithoutStore: statuses.Any(status => status.LoadedVersion is not null)
            );
        }
    }
}
