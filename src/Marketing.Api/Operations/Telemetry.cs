using Marketing.Api.Hosting;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Marketing.Api.Operations;

/// <summary>Traces and metrics by OTLP, when <c>OpenTelemetry:Endpoint</c> is set. The sources are those of the framework; no instrumentation package is needed.</summary>
internal sealed class Telemetry : IHostedService, IDisposable
{
    private readonly TelemetrySettings _settings;
    private TracerProvider? _traces;
    private MeterProvider? _metrics;

    public Telemetry(HostSettings settings) => _settings = settings.Telemetry;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (_settings.Endpoint is not { } endpoint)
        {
            return Task.CompletedTask;
        }

        var resource = ResourceBuilder.CreateDefault().AddService(_settings.ServiceName);
        _traces = Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(resource)
            .AddSource("Microsoft.AspNetCore", "System.Net.Http", "Npgsql", "Marketing.*")
            // Paths and queries hold ids; the route's template says enough.
            .AddProcessor(new WithoutIds())
            .AddOtlpExporter(options => Configure(options, endpoint, "v1/traces"))
            .Build();
        _metrics = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(resource)
            .AddMeter("Microsoft.AspNetCore.Hosting", "System.Runtime", "Npgsql", "Marketing.*")
            .AddOtlpExporter(options => Configure(options, endpoint, "v1/metrics"))
            .Build();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        _traces?.Dispose();
        _metrics?.Dispose();
    }

    private void Configure(OtlpExporterOptions options, Uri endpoint, string path)
    {
        var http = _settings.Protocol == "http/protobuf";
        options.Protocol = http ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc;
        // Over HTTP the signal's path belongs to the address once it is set in code.
        options.Endpoint = http ? new Uri(endpoint.AbsoluteUri.TrimEnd('/') + "/" + path) : endpoint;
        options.Headers = _settings.Headers;
    }

    private sealed class WithoutIds : BaseProcessor<System.Diagnostics.Activity>
    {
        public override void OnEnd(System.Diagnostics.Activity data)
        {
            data.SetTag("url.path", null);
            data.SetTag("url.query", null);
            data.SetTag("client.address", null);
        }
    }
}
