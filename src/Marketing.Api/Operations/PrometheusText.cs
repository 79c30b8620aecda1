using System.Globalization;
using System.Text;

namespace Marketing.Api.Operations;

/// <summary>Prometheus' text format, version 0.0.4; names as OpenTelemetry maps them: dots to underscores, the unit at the end, <c>_total</c> on counters.</summary>
internal static class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    public static string Write(IEnumerable<MetricFamily> families)
    {
        var text = new StringBuilder();
        foreach (var family in families.OrderBy(family => family.Name, StringComparer.Ordinal))
        {
            var series = family.All.ToArray();
            if (series.Length == 0)
            {
                continue;
            }

            text.Append("# HELP ").Append(family.Name).Append(' ').Append(Escape(family.Help, quote: false)).Append('\n');
            text.Append("# TYPE ").Append(family.Name).Append(' ').Append(TypeOf(family.Kind)).Append('\n');
            foreach (var (labels, values) in series)
            {
                var (buckets, sum, count) = values.Read();
                if (family.Kind == MetricKind.Histogram)
                {
                    WriteHistogram(text, family, labels, buckets, sum, count);
                }
                else
                {
                    Line(text, family.Name, labels, Number(sum));
                }
            }
        }

        return text.ToString();
    }

    public static string NameOf(string instrument, string? unit, MetricKind kind)
    {
        var name = new StringBuilder(Sanitized(instrument));
        var suffix = unit switch
        {
            "s" => "seconds",
            "ms" => "milliseconds",
            "By" => "bytes",
            "%" => "percent",
            null or "" or "1" or ['{', ..] => "",
            _ => Sanitized(unit),
        };
        if (suffix.Length > 0 && !name.ToString().EndsWith("_" + suffix, StringComparison.Ordinal))
        {
            name.Append('_').Append(suffix);
        }

        if (kind is MetricKind.Counter or MetricKind.ObservedCounter && !name.ToString().EndsWith("_total", StringComparison.Ordinal))
        {
            name.Append("_total");
        }

        return name.ToString();
    }

    public static void AppendLabel(StringBuilder labels, string name, object? value)
    {
        if (labels.Length > 0)
        {
            labels.Append(',');
        }

        foreach (var letter in name)
        {
            labels.Append(char.IsAsciiLetterOrDigit(letter) ? letter : '_');
        }

        labels.Append("=\"");
        switch (value)
        {
            case null:
                break;
            case string text:
                labels.Append(Escape(text, quote: true));
                break;
            case bool flag:
                labels.Append(flag ? "true" : "false");
                break;
            default:
                labels.Append(Escape(Convert.ToString(value, CultureInfo.InvariantCulture) ?? "", quote: true));
                break;
        }

        labels.Append('"');
    }

    private static void WriteHistogram(StringBuilder text, MetricFamily family, string labels, long[] buckets, double sum, long count)
    {
        var below = 0L;
        var before = labels.Length == 0 ? "" : labels + ",";
        for (var i = 0; i < buckets.Length; i++)
        {
            below += buckets[i];
            var bound = i < family.Bounds.Length ? Number(family.Bounds[i]) : "+Inf";
            Line(text, family.Name + "_bucket", $"{before}le=\"{bound}\"", Number(below));
        }

        Line(text, family.Name + "_sum", labels, Number(sum));
        Line(text, family.Name + "_count", labels, Number(count));
    }

    private static void Line(StringBuilder text, string name, string labels, string value)
    {
        text.Append(name);
        if (labels.Length > 0)
        {
            text.Append('{').Append(labels).Append('}');
        }

        text.Append(' ').Append(value).Append('\n');
    }

    private static string TypeOf(MetricKind kind) =>
        kind switch
        {
            MetricKind.Counter or MetricKind.ObservedCounter => "counter",
            MetricKind.Histogram => "histogram",
            _ => "gauge",
        };

    private static string Number(double value) =>
        value switch
        {
            double.PositiveInfinity => "+Inf",
            double.NegativeInfinity => "-Inf",
            _ => value.ToString("R", CultureInfo.InvariantCulture),
        };

    private static string Sanitized(string name) => string.Concat(name.Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '_'));

    private static string Escape(string text, bool quote)
    {
        if (text.AsSpan().IndexOfAny("\\\n\"") < 0)
        {
            return text;
        }

        var escaped = text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
        return quote ? escaped.Replace("\"", "\\\"", StringComparison.Ordinal) : escaped;
    }
}
