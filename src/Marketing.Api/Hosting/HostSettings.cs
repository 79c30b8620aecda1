using System.ComponentModel.DataAnnotations;
using Marketing.Store.Http;

namespace Marketing.Api.Hosting;

/// <summary>The settings: appsettings.json beside the program, then environment variables, then the command line; checked before anything starts.</summary>
internal sealed class HostSettings
{
    private HostSettings(IConfigurationRoot configuration)
    {
        Configuration = configuration;
        UnknownSections.Refuse(configuration);
        ConnectionString = SettingsReader.Read<ConnectionStringSettings>(configuration, "ConnectionStrings").Marketing
            is { Length: > 0 } named
            ? named
            : null;
        Auth = SettingsReader.Read<AuthSettings>(configuration, "Auth");
        Limits = SettingsReader.Read<ApiLimits>(configuration, "Limits");
        Telemetry = SettingsReader.Read<TelemetrySettings>(configuration, "OpenTelemetry");
        SettingsReader.Read<PrivacySettings>(configuration, "Privacy");
        DataDirectory = Marketing.Store.DataDirectory.Of(configuration).Path;
    }

    public IConfigurationRoot Configuration { get; }

    /// <summary>Null for the embedded cluster.</summary>
    public string? ConnectionString { get; }

    public string DataDirectory { get; }

    public AuthSettings Auth { get; }

    public ApiLimits Limits { get; }

    public TelemetrySettings Telemetry { get; }

    /// <param name="arguments">Settings of the command line, <c>Key=Value</c> each.</param>
    /// <exception cref="SettingsException">A key is unknown or a value out of range.</exception>
    public static HostSettings Load(IReadOnlyList<string> arguments)
    {
        var fromCommandLine = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var argument in arguments)
        {
            var split = argument.IndexOf('=', StringComparison.Ordinal);
            if (split <= 0)
            {
                throw new SettingsException($"Setting '{argument}' has no value: write {argument}=VALUE.");
            }

            // Of two values for one key the later counts, as on any command line.
            fromCommandLine[argument[..split]] = argument[(split + 1)..];
        }

        try
        {
            return new HostSettings(
                (IConfigurationRoot)
                    new ConfigurationBuilder()
                        .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true)
                        .AddEnvironmentVariables()
                        .AddInMemoryCollection(fromCommandLine)
                        .Build()
            );
        }
        catch (InvalidDataException fault)
        {
            throw new SettingsException($"appsettings.json cannot be read: {fault.InnerException?.Message ?? fault.Message}", fault);
        }
    }
}

/// <summary>Section <c>ConnectionStrings</c>.</summary>
internal sealed class ConnectionStringSettings
{
    /// <summary>PostgreSQL 15 or later; absent for the embedded cluster.</summary>
    public string? Marketing { get; init; }
}

/// <summary>Section <c>Auth</c>.</summary>
internal sealed class AuthSettings
{
    /// <summary>The keys; with none and the embedded cluster, one a role is made at first start.</summary>
    public IReadOnlyList<ApiKeySetting> Keys { get; init; } = [];

    /// <summary>Folder of the keys that protect sign-in cookies. Replicas behind one address share it. Default: <c>cookie-keys</c> in the data directory.</summary>
    public string? CookieKeys { get; init; }
}

/// <summary>One API key of the settings.</summary>
internal sealed class ApiKeySetting
{
    /// <summary>Who uses it; appears in the log.</summary>
    [Required]
    public string Name { get; init; } = "";

    /// <summary>storefront, marketer, operator or admin.</summary>
    [Required]
    public ApiRole? Role { get; init; }

    /// <summary>The secret itself, printable ASCII without spaces. At least 20 characters are advised.</summary>
    [Required, RegularExpression("^[!-~]{1,512}$", ErrorMessage = "1 to 512 printable ASCII characters without spaces.")]
    public string Key { get; init; } = "";
}

/// <summary>Section <c>Privacy</c>.</summary>
internal sealed class PrivacySettings
{
    /// <summary><c>opt-out</c>: personal unless the user refused; <c>opt-in</c>: only after consent.</summary>
    [AllowedValues("opt-out", "opt-in", ErrorMessage = "it is opt-out or opt-in.")]
    public string Personalization { get; init; } = "opt-out";
}

/// <summary>Section <c>OpenTelemetry</c>.</summary>
internal sealed class TelemetrySettings : IValidatableObject
{
    /// <summary>Where traces and metrics go by OTLP; absent: nowhere.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary><c>grpc</c> or <c>http/protobuf</c>.</summary>
    [AllowedValues("grpc", "http/protobuf", ErrorMessage = "it is grpc or http/protobuf.")]
    public string Protocol { get; init; } = "grpc";

    /// <summary>Headers of each export, <c>a=b,c=d</c>.</summary>
    public string? Headers { get; init; }

    /// <summary>Name of this service in traces.</summary>
    public string ServiceName { get; init; } = "marketing";

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Endpoint is { } endpoint && !(endpoint.IsAbsoluteUri && endpoint.Scheme is ("http" or "https")))
        {
            yield return new ValidationResult("it is a whole address, like http://localhost:4317.", [nameof(Endpoint)]);
        }
    }
}
