using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;

namespace Marketing.Api.Operations;

/// <summary>How a family's values add up.</summary>
internal enum MetricKind
{
    /// <summary>Increments are added.</summary>
    Counter,

    /// <summary>The callback gives the total.</summary>
    ObservedCounter,

    /// <summary>Increments up and down are added.</summary>
    Gauge,

    /// <summary>The last value counts.</summary>
    ObservedGauge,

    /// <summary>Values are counted in buckets.</summary>
    Histogram,
}

/// <summary>One metric with its series, one series a combination of labels.</summary>
internal sealed class MetricFamily
{
    /// <summary>Series above this many are dropped: a label that a caller can choose must not fill the memory.</summary>
    private const int MaxSeries = 2_000;

    private static readonly double[] Seconds = [.005, .01, .025, .05, .075, .1, .25, .5, .75, 1, 2.5, 5, 7.5, 10];
    private static readonly double[] Other = [0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10000];

    [ThreadStatic]
    private static StringBuilder? _labels;

    private readonly ConcurrentDictionary<string, Series> _series = new(StringComparer.Ordinal);

    private readonly bool _observed;

    public MetricFamily(Instrument instrument)
    {
        _observed = instrument.IsObservable;
        Kind = instrument switch
        {
            _ when Is(instrument, typeof(Counter<>)) => MetricKind.Counter,
            _ when Is(instrument, typeof(ObservableCounter<>)) => MetricKind.ObservedCounter,
            _ when Is(instrument, typeof(UpDownCounter<>)) => MetricKind.Gauge,
            _ when Is(instrument, typeof(Histogram<>)) => MetricKind.Histogram,
            _ => MetricKind.ObservedGauge,
        };
        Name = PrometheusText.NameOf(instrument.Name, instrument.Unit, Kind);
        Help = instrument.Description ?? "";
        Bounds = Kind == MetricKind.Histogram ? BoundsOf(instrument) : [];
    }

    public string Name { get; }

    public string Help { get; }

    public MetricKind Kind { get; }

    /// <summary>Upper bounds of a histogram's buckets, without the infinite one.</summary>
    public double[] Bounds { get; }

    /// <summary>Labels in Prometheus' notation, without braces, and their series.</summary>
    public IEnumerable<KeyValuePair<string, Series>> All => _series.OrderBy(series => series.Key, StringComparer.Ordinal);

    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = _labels ??= new StringBuilder();
        labels.Clear();
        foreach (var (name, tag) in tags)
        {
            PrometheusText.AppendLabel(labels, name, tag);
        }

        // Looked up without making a string: this runs once or more for each request.
        Span<char> key = stackalloc char[512];
        Series? series;
        if (labels.Length <= key.Length)
        {
            labels.CopyTo(0, key, labels.Length);
            _series.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(key[..labels.Length], out series);
        }
        else
        {
            _series.TryGetValue(labels.ToString(), out series);
        }

        if (series is null)
        {
            if (_series.Count >= MaxSeries)
            {
                return;
            }

            series = _series.GetOrAdd(labels.ToString(), _ => new Series(Bounds.Length + 1));
        }

        series.Record(value, Kind, Bounds);
    }

    /// <summary>Observed values are told anew at each scrape; what is no longer told is gone.</summary>
    public void ForgetObserved()
    {
        if (_observed)
        {
            _series.Clear();
        }
    }

    private static bool Is(Instrument instrument, Type generic) =>
        instrument.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == generic;

    private static double[] BoundsOf(Instrument instrument)
    {
        var advised = instrument switch
        {
            Histogram<double> histogram => histogram.Advice?.HistogramBucketBoundaries,
            Histogram<float> histogram => histogram.Advice?.HistogramBucketBoundaries?.Select(bound => (double)bound),
            Histogram<long> histogram => histogram.Advice?.HistogramBucketBoundaries?.Select(bound => (double)bound),
            Histogram<int> histogram => histogram.Advice?.HistogramBucketBoundaries?.Select(bound => (double)bound),
            _ => null,
        };
        return advised?.ToArray() ?? (instrument.Unit == "s" ? Seconds : Other);
    }

    /// <summary>The figures of one combination of labels.</summary>
    internal sealed class Series(int buckets)
    {
        private readonly Lock _lock = new();
        private readonly long[] _buckets = new long[buckets];
        private double _sum;
        private long _count;

        public void Record(double value, MetricKind kind, double[] bounds)
        {
            lock (_lock)
            {
                _sum = kind is MetricKind.ObservedCounter or MetricKind.ObservedGauge ? value : _sum + value;
                _count++;
                if (kind == MetricKind.Histogram)
                {
                    var at = Array.BinarySearch(bounds, value);
                    _buckets[at < 0 ? ~at : at]++;
                }
            }
        }

        /// <summary>Buckets not yet added up, sum of all values (or the value itself), and count.</summary>
        public (long[] Buckets, double Sum, long Count) Read()
        {
            lock (_lock)
            {
                return ([.. _buckets], _sum, _count);
            }
        }
    }
}
