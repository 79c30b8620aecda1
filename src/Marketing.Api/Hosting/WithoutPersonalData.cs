using Serilog.Core;
using Serilog.Events;

namespace Marketing.Api.Hosting;

/// <summary>Takes away what the framework's scopes add to every line of a request: its path (which holds ids) and its query.</summary>
internal sealed class WithoutPersonalData : ILogEventEnricher
{
    private static readonly string[] Dropped = ["RequestPath", "Path", "QueryString", "RemoteIpAddress", "ConnectionId"];

    public void Enrich(LogEvent logEvent, ILogEventPropertyFactory propertyFactory)
    {
        foreach (var name in Dropped)
        {
            logEvent.RemovePropertyIfPresent(name);
        }
    }
}
