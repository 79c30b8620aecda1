using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Marketing.Store;

/// <summary>The rules' counters: rows that each found in the last cleaning of all events in this process.</summary>
internal static class CleaningMetrics
{
    private static readonly ConcurrentDictionary<string, long> Found = new(StringComparer.Ordinal);
    private static readonly Meter Meter = new("Marketing.Cleaning");

    static CleaningMetrics() =>
        Meter.CreateObservableGauge(
            "marketing.cleaning.marks",
            () => Found.Select(rule => new Measurement<long>(rule.Value, new KeyValuePair<string, object?>("rule", rule.Key))),
            description: "Events that each rule of cleaning marked in the last cleaning of all events."
        );

    public static void Report(IReadOnlyDictionary<string, long> counts)
    {
        foreach (var (rule, rows) in counts)
        {
            Found[rule] = rows;
        }
    }
}
