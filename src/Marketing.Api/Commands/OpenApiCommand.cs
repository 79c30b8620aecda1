using System.CommandLine;
using System.Globalization;
using Marketing.Api.Hosting;
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
        var command = new Command("openapi", "Writes the API's document (OpenAPI 3.0, JSON). Needs neither a database nor a key.")
        {
            Output,
        };
        command.SetAction(
            async (arguments, cancel) =>
            {
                var document = await DocumentAsync();
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

    // The host is built, not started, in a folder that is thrown away: the real one is nobody's business here.
    private static async Task<string> DocumentAsync()
    {
        var folder = Directory.CreateTempSubdirectory("marketing-openapi-");
        try
        {
            await using var host = MarketingHost.Build([
                $"Marketing:DataDirectory={folder.FullName}",
                "ConnectionStrings:Marketing=",
                "Serilog:MinimumLevel:Default=Fatal",
            ]);
            var document = await host.Services.GetRequiredService<IAsyncSwaggerProvider>().GetSwaggerAsync("v1");
            await using var text = new StringWriter(CultureInfo.InvariantCulture);
            document.SerializeAsV3(new OpenApiJsonWriter(text));
            return text.ToString();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
