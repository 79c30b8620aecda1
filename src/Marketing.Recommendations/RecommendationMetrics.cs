using System.Diagnostics.Metrics;

namespace Marketing.Recommendations;

/// <summary>Figures of serving, meter <c>Marketing.Recommendations</c>.</summary>
internal sealed class RecommendationMetrics : IDisposable
{
    public const string MeterName = "Marketing.Recommendations";

    // Made once: a cached answer must not box two truths.
    private static readonly KeyValuePair<string, object?> Cached = new("cached", true);
    private static readonly KeyValuePair<string, object?> NotCached = new("cached", false);
    private static readonly KeyValuePair<string, object?> Degraded = new("degraded", true);
    private static readonly KeyValuePair<string, object?> NotDegraded = new("degraded", false);

    private readonly Meter _meter;
    private readonly Counter<long> _answers;
    private readonly Counter<long> _logWritten;
    private readonly Counter<long> _logDropped;
    private readonly Histogram<double> _ranking;

    public RecommendationMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(MeterName);
        _answers = _meter.CreateCounter<long>(
            "marketing.recommendations.answers",
            "{answer}",
            "Answers given, by whether they came from the cache."
        );
        _logWritten = _meter.CreateCounter<long>("marketing.recommendations.log.written", "{answer}", "Answers written to the log.");
        _logDropped = _meter.CreateCounter<long>(
            "marketing.recommendations.log.dropped",
            "{answer}",
            "Answers that the log lost: its queue was full, or the database refused them."
        );
        _ranking = _meter.CreateHistogram<double>(
            "marketing.recommendations.ranking",
            "ms",
            "Time to make a list that was not in the cache, without reading the visitor's events."
        );
    }

    public void Answered(bool fromCache, bool degraded) =>
        _answers.Add(1, fromCache ? Cached : NotCached, degraded ? Degraded : NotDegraded);

    public void LogWritten(int count) => _logWritten.Add(count);

    public void LogDropped(int count) => _logDropped.Add(count);

    public void Ranked(TimeSpan took) => _ranking.Record(took.TotalMilliseconds);

    public void Dispose() => _meter.Dispose();
}
