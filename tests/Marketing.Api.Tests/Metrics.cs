using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text.RegularExpressions;
using Marketing.Api.Operations;
using Marketing.Store.Http;

namespace Marketing.Api.Tests;

public sealed partial class Metrics(ApiFixture host) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Operators_read_them_and_others_do_not()
    {
        using var operation = host.Client(ApiRole.Operator);
        var answer = await operation.GetAsync("/metrics");
        answer.EnsureSuccessStatusCode();
        answer.Content.Headers.ContentType?.ToString().Should().Be("text/plain; version=0.0.4; charset=utf-8");
        using var shop = host.Client(ApiRole.Storefront);
        await (await shop.GetAsync("/metrics")).ProblemAsync(403, "wrong-role");
    }

    [Fact]
    public async Task Requests_are_counted_by_route_and_every_line_is_well_formed()
    {
        using var client = host.Client(ApiRole.Operator);
        for (var i = 0; i < 3; i++)
        {
            await client.GetAsync("/health/live");
        }

        var text = await client.GetStringAsync("/metrics");
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Should()
            .OnlyContain(line => Comment().IsMatch(line) || Sample().IsMatch(line));
        var counted = Regex.Match(
            text,
            "^http_server_request_duration_seconds_count\\{.*http_route=\"/health/live\".*\\} ([0-9]+)$",
            RegexOptions.Multiline
        );
        int.Parse(counted.Groups[1].Value, CultureInfo.InvariantCulture).Should().BeGreaterThanOrEqualTo(3);
        text.Should()
            .Contain("# TYPE http_server_request_duration_seconds histogram\n")
            .And.Contain("# TYPE dotnet_gc_collections_total counter\n");
    }

    [Fact]
    public void A_counter_a_gauge_and_a_histogram_are_written_as_prometheus_reads_them()
    {
        using var meter = new Meter("Marketing.Tests." + Guid.NewGuid().ToString("N"));
        using var collector = new MetricsCollector();
        var id = meter.Name[^8..];
        var counter = meter.CreateCounter<long>($"t{id}.rows", "{row}", "Rows \\ written\nso far");
        counter.Add(2, new KeyValuePair<string, object?>("kind", "a\"b\\c\nd"));
        counter.Add(3, new KeyValuePair<string, object?>("kind", "a\"b\\c\nd"));
        var gauge = meter.CreateUpDownCounter<int>($"t{id}.waiting");
        gauge.Add(5);
        gauge.Add(-2);
        meter.CreateObservableGauge($"t{id}.size", () => 1.5, "By");
        var advice = new InstrumentAdvice<double> { HistogramBucketBoundaries = [1, 2.5] };
        var histogram = meter.CreateHistogram<double>($"t{id}.time", "s", null, null, advice);
        // 0.5 and 1 are at most 1, 2 is at most 2.5, 7 above all: 2, 3, 4; the sum is 10.5.
        foreach (var value in (double[])[0.5, 1, 2, 7])
        {
            histogram.Record(value);
        }

        var text = collector.Scrape();
        text.Should()
            .Contain(
                $"# HELP t{id}_rows_total Rows \\\\ written\\nso far\n# TYPE t{id}_rows_total counter\nt{id}_rows_total{{kind=\"a\\\"b\\\\c\\nd\"}} 5\n"
            );
        text.Should().Contain($"# TYPE t{id}_waiting gauge\nt{id}_waiting 3\n");
        text.Should().Contain($"# TYPE t{id}_size_bytes gauge\nt{id}_size_bytes 1.5\n");
        text.Should()
            .Contain(
                $"# TYPE t{id}_time_seconds histogram\nt{id}_time_seconds_bucket{{le=\"1\"}} 2\nt{id}_time_seconds_bucket{{le=\"2.5\"}} 3\n"
                    + $"t{id}_time_seconds_bucket{{le=\"+Inf\"}} 4\nt{id}_time_seconds_sum 10.5\nt{id}_time_seconds_count 4\n"
            );
    }

    [Fact]
    public void A_label_that_takes_every_value_does_not_fill_the_memory()
    {
        using var meter = new Meter("Marketing.Tests." + Guid.NewGuid().ToString("N"));
        using var collector = new MetricsCollector();
        var counter = meter.CreateCounter<long>("many" + meter.Name[^8..]);
        for (var i = 0; i < 5_000; i++)
        {
            counter.Add(1, new KeyValuePair<string, object?>("id", i));
        }

        Regex.Count(collector.Scrape(), $"^many{meter.Name[^8..]}_total\\{{", RegexOptions.Multiline).Should().Be(2_000);
    }

    [GeneratedRegex("^# (HELP [a-z_:][a-z0-9_:]* .*|TYPE [a-z_:][a-z0-9_:]* (counter|gauge|histogram))$", RegexOptions.IgnoreCase)]
    private static partial Regex Comment();

    [GeneratedRegex(
        "^[a-zA-Z_:][a-zA-Z0-9_:]*(\\{([a-zA-Z_][a-zA-Z0-9_]*=\"([^\"\\\\]|\\\\.)*\",?)*\\})? (-?[0-9.]+(E[+-]?[0-9]+)?|NaN|[+-]Inf)$"
    )]
    private static partial Regex Sample();
}
