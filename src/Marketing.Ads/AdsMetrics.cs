using System.Diagnostics.Metrics;

namespace Marketing.Ads;

/// <summary>Figures of advertising, meter <c>Marketing.Ads</c>.</summary>
internal sealed class AdsMetrics : IDisposable
{
    public const string MeterName = "Marketing.Ads";

    private readonly Meter _meter;
    private readonly Counter<long> _decisions;
    private readonly Counter<long> _outcomes;
    private readonly Counter<long> _lost;
    private readonly Histogram<double> _deciding;

    public AdsMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(MeterName);
        _decisions = _meter.CreateCounter<long>(
            "marketing.ads.decisions",
            "{decision}",
            "Decisions made, by whether the database was away."
        );
        _outcomes = _meter.CreateCounter<long>("marketing.ads.outcomes", "{outcome}", "Outcomes taken in, by type and whether they count.");
        _lost = _meter.CreateCounter<long>(
            "marketing.ads.spool.lost",
            "{decision}",
            "Decisions that neither the database nor the disk could take."
        );
        _deciding = _meter.CreateHistogram<double>("marketing.ads.deciding", "ms", "Time to make a decision, without the database.");
    }

    public void Decided(bool degraded, TimeSpan took)
    {
        _decisions.Add(1, new KeyValuePair<string, object?>("degraded", degraded));
        _deciding.Record(took.TotalMilliseconds);
    }

    public void Outcome(string type, bool counts) =>
        _outcomes.Add(1, new KeyValuePair<string, object?>("type", type), new KeyValuePair<string, object?>("counts", counts));

    public void SpoolLost(int count) => _lost.Add(count);

    public void Dispose() => _meter.Dispose();
}
