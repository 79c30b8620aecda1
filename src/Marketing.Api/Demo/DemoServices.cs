using Marketing.DemoShop;

namespace Marketing.Api.Demo;

/// <summary>Registration of what the demo command needs beside the host.</summary>
internal static class DemoServices
{
    /// <param name="services">Where to.</param>
    /// <param name="options">Size of the shop.</param>
    public static IServiceCollection AddDemo(this IServiceCollection services, DemoShopOptions options) =>
        services.AddSingleton(options).AddSingleton<DemoLoader>().AddSingleton<DemoTraining>().AddSingleton<DemoGreeting>();
}
