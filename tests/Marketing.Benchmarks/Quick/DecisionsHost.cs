using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Marketing.Ads;
using Marketing.Ads.Definitions;
using Marketing.Ads.Model;
using Marketing.Ads.Prediction;
using Marketing.Learning;
using Marketing.Learning.Clicks;
using Marketing.Store;
using Marketing.Training;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Marketing.Benchmarks.Quick;

/// <summary>The module on a bare Kestrel over an embedded PostgreSQL that syncs every commit: 100 campaigns with budgets and caps, 10 ads each, a trained click model. The host's sign-in, limits and log are not in it.</summary>
internal sealed class DecisionsHost : IAsyncDisposable
{
    public const int Ads = 1_000;
    private const int Campaigns = 100;

    private DecisionsHost(WebApplication app) => App = app;

    public static string[] Placements { get; } = ["top", "side", "foot"];

    public WebApplication App { get; }

    public static async Task<DecisionsHost> StartAsync()
    {
        var server = await Workplace.StartServerAsync();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection([
            new("ConnectionStrings:Marketing", server.ConnectionString),
            new("Marketing:DataDirectory", Workplace.Folder),
        ]);
        var services = builder.Services;
        services.AddMetrics().AddSingleton(TimeProvider.System);
        services.AddMarketingStore(builder.Configuration);
        services.AddMarketingTraining(builder.Configuration);
        services.AddAds(builder.Configuration);
        services.AddSingleton<IServingModel<ServedClicks>>(new Published(Model()));
        services.ConfigureHttpJsonOptions(json =>
            json.SerializerOptions.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase))
        );
        var app = builder.Build();
        app.MapAds();
        await app.Services.GetRequiredService<StoreStartup>().PrepareAsync(CancellationToken.None);
        await app.StartAsync();
        await DefineAsync(app.Services.GetRequiredService<DefinitionStore>());
        return new DecisionsHost(app);
    }

    public async ValueTask DisposeAsync()
    {
        await App.StopAsync();
        await App.DisposeAsync();
    }

    private static async Task DefineAsync(DefinitionStore store)
    {
        for (var at = 0; at < Campaigns; at++)
        {
            var campaign = new Campaign
            {
                CampaignId = Id("c", at),
                Name = Id("c", at),
                Bid = .2m + (.01m * at),
                Budget = 100_000,
                Caps = [new FrequencyCap(5, 24)],
            };
            await store.PutAsync(campaign, onlyNew: true, CancellationToken.None);
        }

        for (var at = 0; at < Ads; at++)
        {
            var ad = new Ad
            {
                AdId = Id("a", at),
                CampaignId = Id("c", at % Campaigns),
                Title = Id("a", at),
            };
            await store.PutAsync(ad, onlyNew: true, CancellationToken.None);
        }
    }

    private static ServedClicks Model()
    {
        const int Rows = 30_000;
        var rows = new ClickRow[Rows];
        for (var at = 0; at < Rows; at++)
        {
            var ad = (int)(Ads * SplitMix64.Uniform(1, (ulong)at));
            string[] values = [.. Enumerable.Repeat("", ClickFields.Count)];
            (values[ClickFields.Ad], values[ClickFields.Campaign]) = (Id("a", ad), Id("c", ad % Campaigns));
            values[ClickFields.Placement] = Placements[at % Placements.Length];
            values[ClickFields.Device] = at % 2 == 0 ? "phone" : "desktop";
            var clicked = SplitMix64.Uniform(2, (ulong)at) < .02 + (.08 * SplitMix64.Uniform(3, (ulong)ad));
            rows[at] = new ClickRow(Id("u", at), values, clicked, false, 1, DateTimeOffset.UnixEpoch);
        }

        var trainer = ClickModelTrainers.All.Single(one => one.Algorithm == "ffm");
        var model = trainer.Train(
            ClickRows.Table(ClickFields.Encoding(), rows),
            new Dictionary<string, double>(),
            new TrainingControl(1, 2, null, CancellationToken.None)
        );
        return new ServedClicks(new ClickModelContent(model, new Dictionary<string, IsotonicCalibration>(), ConversionRates.Unknown));
    }

    private static string Id(string prefix, int number) => string.Create(CultureInfo.InvariantCulture, $"{prefix}{number}");

    private sealed class Published(ServedClicks model) : IServingModel<ServedClicks>
    {
        public ServedModel<ServedClicks>? Current { get; } = new("1", model, DateTimeOffset.UnixEpoch);

        public event Action? Swapped
        {
            add { }
            remove { }
        }
    }
}
