using System.Diagnostics.Metrics;

namespace Marketing.Api.Operations;

/// <summary>
/// Gathers what the framework's, Npgsql's and our own meters (<c>Marketing.*</c>) measure, for <c>/metrics</c>. The exporter packages of OpenTelemetry for
/// Prometheus are not needed for it: the framework's <see cref="MeterListener"/> gives the measurements, <see cref="PrometheusText"/> the format.
/// </summary>
internal sealed class MetricsCollector : IDisposable
{
    private static readonly string[] Meters = ["Microsoft.AspNetCore.Hosting", "System.Runtime", "Npgsql"];

    private readonly MeterListener _listener = new();
    private readonly Lock _scrape = new();
    private readonly List<MetricFamily> _families = [];

    public MetricsCollector()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (IsWanted(instrument.Meter.Name))
            {
                listener.EnableMeasurementEvents(instrument, FamilyOf(instrument));
            }
        };
        _listener.SetMeasurementEventCallback<byte>((_, value, tags, state) => Record(state, value, tags));
        _listener.SetMeasurementEventCallback<short>((_, value, tags, state) => Record(state, value, tags));
        _listener.SetMeasurementEventCallback<int>((_, value, tags, state) => Record(state, value, tags));
        _listener.SetMeasurementEventCallback<long>((_, value, tags, state) => Record(state, value, tags));
        _listener.SetMeasurementEventCallback<float>((_, value, tags, state) => Record(state, value, tags));
        _listener.SetMeasurementEventCallback<double>((_, value, tags, state) => Record(state, value, tags));
        _listener.SetMeasurementEventCallback<decimal>((_, value, tags, state) => Record(state, (double)value, tags));
        _listener.Start();
    }

    /// <summary>Everything measured so far, in Prometheus' text format 0.0.4.</summary>
    public string Scrape()
    {
        lock (_scrape)
        {
            MetricFamily[] families;
            lock (_families)
            {
                families = [.. _families];
            }

            foreach (var family in families)
            {
                family.ForgetObserved();
            }

            // One instrument whose callback throws must not take the figures of the others away.
            try
            {
                _listener.RecordObservableInstruments();
            }
            catch (AggregateException)
            {
                // The instruments that answered are recorded.
            }

            return PrometheusText.Write(families);
        }
    }

    public void Dispose() => _listener.Dispose();

    private static bool IsWanted(string meter) =>
        meter.StartsWith("Marketing.", StringComparison.Ordinal) || Array.IndexOf(Meters, meter) >= 0;

    // Two instruments of one name (one of each data source, say) are one family.
    private MetricFamily FamilyOf(Instrument instrument)
    {
        var made = new MetricFamily(instrument);
        lock (_families)
        {
            if (_families.Find(family => family.Name == made.Name) is { } known)
            {
                return known;
            }

            _families.Add(made);
            return made;
        }
    }

    private static void Record(object? state, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        (state as MetricFamily)?.Record(value, tags);
}
