using System.Globalization;
using System.Text.Json;
using Marketing.Profiles.Tests.Http;

namespace Marketing.Profiles.Tests.Quality;

/// <summary>A host that is asked in short forms.</summary>
public sealed class InsightsHost : ProfilesHost
{
    public Task<JsonElement> GetAsync(string path) => AskAsync(HttpMethod.Get, path);

    public Task<JsonElement> PostAsync(string path, object body) => AskAsync(HttpMethod.Post, path, body);

    /// <summary>Sends events; each is the JSON of its fields beside id and time.</summary>
    public Task<JsonElement> EventsAsync(params (string Id, DateTimeOffset At, string Fields)[] events)
    {
        var rows = events.Select(e =>
            $$"""{"id":"{{e.Id}}","occurredAt":"{{e.At.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture)}}",{{e.Fields}}}"""
        );
        return PostAsync("/events", $$"""{"events":[{{string.Join(',', rows)}}]}""");
    }
}
