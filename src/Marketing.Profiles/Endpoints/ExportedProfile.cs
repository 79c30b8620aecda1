using System.Text.Json;
using System.Text.Json.Nodes;
using Marketing.Store;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace Marketing.Profiles.Endpoints;

/// <summary>The profile of a person's export: best hour, best channel and uplift are nowhere stored.</summary>
internal sealed class ExportedProfile(ProfileReader profiles, IOptions<JsonOptions> json) : IWorkedOutAboutPeople
{
    public string Name => "profile";

    public async Task<JsonNode?> FindAsync(string userId, CancellationToken cancel) =>
        await profiles.FindAsync(userId, cancel) is { } profile
            ? JsonSerializer.SerializeToNode(profile, json.Value.SerializerOptions)
            : null;
}
