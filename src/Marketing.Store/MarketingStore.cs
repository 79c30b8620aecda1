using Marketing.Store.Changes;
using Marketing.Store.Http;
using Marketing.Store.Imports;
using Marketing.Store.Retention;
using Marketing.Store.Startup;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Marketing.Store;

/// <summary>Registration of the store.</summary>
public static class MarketingStore
{
    /// <summary>
    /// Adds the database of <c>ConnectionStrings:Marketing</c>, else of the embedded cluster in <c>Marketing:DataDirectory</c>. Nothing connects or starts until
    /// <see cref="StoreStartup.PrepareAsync(CancellationToken)"/>, which a host's start calls and a command calls itself.
    /// </summary>
    /// <param name="services">Where to.</param>
    /// <param name="configuration">The settings; read now.</param>
    /// <exception cref="SettingsException">A setting is wrong.</exception>
    public static IServiceCollection AddMarketingStore(this IServiceCollection services, IConfiguration configuration)
    {
        SettingsReader.Read<StoreSettings>(configuration, "Marketing");
        var directory = DataDirectory.Of(configuration);
        var place = StorePlace.Of(configuration, directory);

        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(directory);
        services.AddSingleton(place);
        services.AddSingleton(provider =>
            new NpgsqlDataSourceBuilder(place.ConnectionString).UseLoggerFactory(provider.GetService<ILoggerFactory>()).Build()
        );
        services.AddPooledDbContextFactory<MarketingDb>(
            (provider, options) =>
                options.UseNpgsql(provider.GetRequiredService<NpgsqlDataSource>(), npgsql => npgsql.SetPostgresVersion(15, 0))
        );
        services.AddScoped(provider => provider.GetRequiredService<IDbContextFactory<MarketingDb>>().CreateDbContext());
        services.AddSingleton<DatabaseHealth>();
        services.AddSingleton<StoreChanges>();
        services.AddSingleton(provider => new StoreStartup(
            place,
            provider.GetRequiredService<IDbContextFactory<MarketingDb>>(),
            provider.GetRequiredService<DatabaseHealth>(),
            provider.GetRequiredService<ILogger<StoreStartup>>()
        ));

        // First of all hosted services: the others find a migrated database.
        services.AddHostedService<StoreKeeper>();
        services.AddHostedService<ChangeListener>();
        services.AddIngest(configuration);
        services.AddImports();

        services.AddSettings<RetentionSettings>(configuration, "Retention");
        services.AddSingleton<EventRetention>();
        services.AddHostedService<DailyRetention>();
        return services;
    }
}

/// <summary>Section <c>Marketing</c>.</summary>
internal sealed class StoreSettings
{
    /// <summary>Embedded cluster, keys, logs, model snapshot. Default: <see cref="DataDirectory.Of"/>.</summary>
    public string? DataDirectory { get; init; }
}
