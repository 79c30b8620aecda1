using System.CommandLine;
using Marketing.Api.Demo;
using Marketing.Api.Hosting;
using Marketing.DemoShop;
using Marketing.Store;

namespace Marketing.Api.Commands;

internal static class DemoCommand
{
    public static Command Create()
    {
        var command = new Command(
            "demo",
            "Loads a simulated shop into an empty store, trains, serves, and says what to try. With data present it only serves."
        )
        {
            ServeCommand.Urls,
        };
        command.SetAction(
            async (arguments, cancel) =>
            {
                await RunAsync(ServeCommand.SettingsOf(arguments), new DemoShopOptions(), Console.Out, cancel);
                return 0;
            }
        );
        return command;
    }

    /// <summary>Returns when <paramref name="cancel"/> asks to stop.</summary>
    /// <param name="settings">Settings of the command line, <c>Key=Value</c> each.</param>
    /// <param name="options">Size of the shop.</param>
    /// <param name="output">Where the greeting goes.</param>
    /// <param name="cancel">Stops it, at any stage.</param>
    public static async Task RunAsync(IReadOnlyList<string> settings, DemoShopOptions options, TextWriter output, CancellationToken cancel)
    {
        // What is printed here is for a person; the log is in the data directory.
        await using var host = MarketingHost.Build(settings, builder => builder.Services.AddDemo(options), consoleLog: false);
        var services = host.Services;
        ListeningAddresses.DemandFree(services.GetRequiredService<IConfiguration>()["Urls"]);
        var display = ProgressDisplay.Standard(services.GetRequiredService<TimeProvider>());
        await services.GetRequiredService<StoreStartup>().PrepareAsync(cancel);
        var marker = await services.GetRequiredService<DemoLoader>().EnsureAsync(display, cancel);
        var training = services.GetRequiredService<DemoTraining>();
        if (marker is not null)
        {
            await training.TrainFastAsync(display, cancel);
        }

        await host.StartAsync(CancellationToken.None);
        var greeting = await services.GetRequiredService<DemoGreeting>().WriteAsync(host.Urls.First(), marker is not null, cancel);
        await output.WriteLineAsync(greeting);
        var background = marker is null ? Task.CompletedTask : TrainAllAsync(training, marker, output, cancel);
        await host.WaitForShutdownAsync(cancel);
        await background;
    }

    private static async Task TrainAllAsync(DemoTraining training, DemoMarker marker, TextWriter output, CancellationToken cancel)
    {
        try
        {
            if (await training.TrainAllAsync(marker, cancel) is { } news)
            {
                await output.WriteLineAsync(news);
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // Stopped before it was done; the next start trains again.
        }
        catch (Exception fault)
        {
            // Serving goes on with the first models.
            await output.WriteLineAsync($"Training all algorithms failed: {fault.Message}");
        }
    }
}
