using Serilog;
using Serilog.Formatting.Json;

namespace Marketing.Api.Hosting;

/// <summary>
/// The log: JSON lines to the console and to <c>logs/</c> in the data directory, a file a day, each at most 50 MB, 14 of them. It holds no personal
/// data: no path with its ids (the route's template instead), no query, no body, no key. Section <c>Serilog</c> of the settings changes the levels.
/// </summary>
internal static class HostLog
{
    private const long BytesPerFile = 50 * 1024 * 1024;
    private const int Files = 14;

    /// <summary>Adds the file, and the console too unless the standard output of the command is its result.</summary>
    public static void AddTo(ILoggingBuilder logging, HostSettings settings, bool console)
    {
        var log = new LoggerConfiguration()
            .ReadFrom.Configuration(settings.Configuration)
            .Enrich.With(new WithoutPersonalData())
            .WriteTo.File(
                new JsonFormatter(renderMessage: true),
                Path.Combine(settings.DataDirectory, "logs", "marketing-.json"),
                rollingInterval: RollingInterval.Day,
                rollOnFileSizeLimit: true,
                fileSizeLimitBytes: BytesPerFile,
                retainedFileCountLimit: Files,
                shared: true
            );
        if (console)
        {
            log.WriteTo.Console(new JsonFormatter(renderMessage: true));
        }

        logging.ClearProviders();
        logging.AddSerilog(log.CreateLogger(), dispose: true);
    }
}
