using Marketing.Api.OpenApi;
using Marketing.Api.Operations;
using Marketing.Api.Security;
using Marketing.Api.Security.Audit;
using Marketing.Store.Http;
using Marketing.Training;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http.Timeouts;
using Npgsql;

namespace Marketing.Api.Hosting;

/// <summary>The web host: composes the modules behind the gate, the limits and the log.</summary>
internal static class MarketingHost
{
    /// <summary>Builds the host; it does not listen yet.</summary>
    /// <param name="arguments">Settings of the command line, <c>Key=Value</c> each.</param>
    /// <param name="adjust">For tests: replaces services.</param>
    /// <param name="map">For tests and for commands that serve more: further endpoints.</param>
    /// <param name="consoleLog">False where the standard output is for a person: the log is in its file only.</param>
    /// <exception cref="SettingsException">A setting is wrong.</exception>
    /// <exception cref="InvalidOperationException">An endpoint declares no role.</exception>
    public static WebApplication Build(
        IReadOnlyList<string> arguments,
        Action<WebApplicationBuilder>? adjust = null,
        Action<IEndpointRouteBuilder>? map = null,
        bool consoleLog = true
    )
    {
        var settings = HostSettings.Load(arguments);
        if (settings.Telemetry.Endpoint is not null)
        {
            // Without it the framework's request span carries no tags; it looks once, when the server is made.
            AppContext.SetSwitch("Microsoft.AspNetCore.Hosting.SuppressActivityOpenTelemetryData", false);
        }

        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions
            {
                ApplicationName = typeof(MarketingHost).Assembly.GetName().Name,
                ContentRootPath = AppContext.BaseDirectory,
            }
        );
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddConfiguration(settings.Configuration);
        HostLog.AddTo(builder.Logging, settings, consoleLog);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = settings.Limits.BodyBytes;
        });
        AddServices(builder.Services, settings);
        adjust?.Invoke(builder);

        var app = builder.Build();
        app.Services.GetRequiredService<ServingModels>().BeginLoading();
        UsePipeline(app);
        app.MapOpenApiDocument();
        app.MapSignIn();
        // Until there are pages, the front door is the document of the API.
        app.MapGet("/", () => TypedResults.Redirect("/swagger")).AllowWithoutKey().ExcludeFromDescription();
        app.MapMarketing();
        map?.Invoke(app);
        DeclaredRoles.Demand(app);
        // Measures from now on, not from the first look at the figures.
        app.Services.GetRequiredService<MetricsCollector>();
        return app;
    }

    /// <summary>Serves until <paramref name="cancel"/> asks to stop, then drains.</summary>
    public static async Task RunAsync(WebApplication app, CancellationToken cancel)
    {
        await app.StartAsync(cancel);
        Announcement.Write(app, Console.Out);
        await app.WaitForShutdownAsync(cancel);
        // Idle connections close while an embedded server still runs; after it each would be an error in the log.
        app.Services.GetRequiredService<NpgsqlDataSource>().Clear();
    }

    private static void AddServices(IServiceCollection services, HostSettings settings)
    {
        var (keys, made, isNew) = KeyRing.Open(settings);
        services.AddSingleton(keys);
        services.AddSingleton(new MadeKeys(made, isNew));
        services.AddSingleton<SignInCookie>();
        services.AddSingleton<SignInPage.SignInAttempts>();
        services
            .AddDataProtection()
            .SetApplicationName("Marketing")
            .PersistKeysToFileSystem(new DirectoryInfo(settings.Auth.CookieKeys ?? Path.Combine(settings.DataDirectory, "cookie-keys")));
        services.AddAntiforgery(options =>
        {
            options.HeaderName = "X-XSRF-TOKEN";
            options.Cookie.Name = "marketing-xsrf";
            options.Cookie.SameSite = SameSiteMode.Strict;
            options.Cookie.HttpOnly = true;
        });
        services.AddSingleton(Microsoft.Extensions.Options.Options.Create(settings.Limits));
        services.AddProblems();
        services.AddJson(settings.Limits);
        services.AddOpenApiDocument();
        services.AddSingleton<MetricsCollector>();
        services.AddHostedService<Telemetry>();
        services.AddHealth();
        services.AddSingleton<AuditHead>().AddSingleton<AuditLog>();
        services.AddRequestTimeouts(options =>
            options.DefaultPolicy = new RequestTimeoutPolicy
            {
                Timeout = TimeSpan.FromSeconds(settings.Limits.RequestSeconds),
                TimeoutStatusCode = StatusCodes.Status503ServiceUnavailable,
                WriteTimeoutResponse = context => HostProblems.WriteAsync(context, HostProblems.TimedOut),
            }
        );
        services.AddSingleton<IHostLifetime, QuietLifetime>();
        services.AddMarketing(settings);
    }

    private static void UsePipeline(WebApplication app)
    {
        app.UseMiddleware<RequestLog>();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.Use(
            static (context, next) =>
            {
                context.Response.Headers.XContentTypeOptions = "nosniff";
                return next(context);
            }
        );
        app.UseSwaggerPage();
        app.UseRouting();
        app.UseMiddleware<RawRouteValues>();
        app.UseRequestTimeouts();
        app.UseMiddleware<Gate>();
        app.UseMiddleware<RequestRate>();
        app.UseMiddleware<BodyLimit>();
        app.UseMiddleware<AuditPrivilegedCalls>();
    }
}

/// <summary>The keys this host made for itself, for whoever prints them; empty when keys are configured. <c>New</c> at the start that made them.</summary>
internal sealed record MadeKeys(IReadOnlyList<MadeKey> Keys, bool New);
