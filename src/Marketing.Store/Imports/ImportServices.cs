using Microsoft.Extensions.DependencyInjection;

namespace Marketing.Store.Imports;

/// <summary>Registration of the imports.</summary>
public static class ImportServices
{
    /// <summary>Called by the store's registration: adds <see cref="ImportRunner"/>.</summary>
    public static IServiceCollection AddImports(this IServiceCollection services) =>
        services.AddSingleton(provider => new ImportRunner(
            new StoreTarget(
                provider.GetRequiredService<EventWriter>(),
                provider.GetRequiredService<ItemWriter>(),
                provider.GetRequiredService<UserWriter>(),
                provider.GetService<ILoggedAds>()
            ),
            provider.GetRequiredService<TimeProvider>(),
            intake: provider.GetRequiredService<IntakeBook>()
        ));
}
