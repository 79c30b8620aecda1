using System.CommandLine;
using System.Globalization;
using Marketing.Api.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.Swagger;

namespace Marketing.Api.Commands;

/// <summary>Writes the API's document without serving: for the checks, and for those who generate clients.</summary>
internal static class OpenApiCommand
{
    private static readonly Option<FileInfo?> Output = new("--output")
    {
        Description = "Where to; without it to standard output.",
        HelpName = "FILE",
    };

    public static Command Create()
    {
        var command = new Command("openapi", "Writes the API's document (OpenAPI 3.1, JSON). Needs neither a database nor a key.")
        {
            Output,
        };
        command.SetAction(
            async (arguments, cancel) =>
            {
                var document = await DocumentAsync(cancel);
                if (arguments.GetValue(Output) is { } file)
                {
                    await File.WriteAllTextAsync(file.FullName, document, cancel);
                }
                else
                {
                    await Console.Out.WriteLineAsync(document.AsMemory(), cancel);
                }

                return 0;
            }
        );
        return command;
    }

    // The host starts, for the framework knows the endpoints only then, but without a port, without our background services (and thus without a
    // database), and in a folder that is thrown away.
    private static async Task<string> DocumentAsync(CancellationToken cancel)
    {
        var folder = Directory.CreateTempSubdirectory("marketing-openapi-");
        try
        {
            await using var host = MarketingHost.Build(
                [$"Marketing:DataDirectory={folder.FullName}", "ConnectionStrings:Marketing=", "Serilog:MinimumLevel:Default=Fatal"],
                WithoutSurroundings
            );
            await host.StartAsync(cancel);
            var document = await host.Services.GetRequiredService<IAsyncSwaggerProvider>().GetSwaggerAsync("v1");
            await using var text = new StringWriter(CultureInfo.InvariantCulture);
            document.SerializeAsV31(new OpenApiJsonWriter(text));
            await host.StopAsync(cancel);
            return text.ToString();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void WithoutSurroundings(WebApplicationBuilder builder)
    {
        foreach (var service in builder.Services.Where(IsOurBackgroundService).ToArray())
        {
            builder.Services.Remove(service);
        }

        builder.Services.AddSingleton<IServer, NoServer>();
    }

    private static bool IsOurBackgroundService(ServiceDescriptor service)
    {
        if (service.ServiceType != typeof(IHostedService) || service.IsKeyedService)
        {
            return false;
        }

        var origin =
            service.ImplementationType ?? service.ImplementationInstance?.GetType() ?? service.ImplementationFactory?.Method.DeclaringType;
        return origin?.Assembly.GetName().Name?.StartsWith("Marketing.", StringComparison.Ordinal) == true;
    }

    /// <summary>Takes the place of Kestrel and listens nowhere.</summary>
    private sealed class NoServer : IServer
    {
        public IFeatureCollection Features { get; } = new FeatureCollection();

        public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
            where TContext : notnull => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public void Dispose() { }
    }
}
