using System.Text.Json;
using System.Text.Json.Serialization;
using Marketing.Store;

namespace Marketing.Api.Demo;

/// <summary>How far the demo shop has come on this machine.</summary>
internal enum DemoStage
{
    /// <summary>Rows are being written; an interrupted load goes on from here.</summary>
    Loading,

    /// <summary>Every row is stored.</summary>
    Loaded,

    /// <summary>Every algorithm has been trained once.</summary>
    Trained,
}

/// <summary>
/// <c>demo-shop.json</c> in the data directory: which shop was begun, and how far it is. Written before the first row, so that a load that was killed is
/// recognised and repeated with the same last day: the same rows again change nothing, and what is missing is added.
/// </summary>
/// <param name="Seed">The shop's seed.</param>
/// <param name="LastDay">The shop's last day.</param>
/// <param name="Stage">How far it is.</param>
internal sealed record DemoMarker(ulong Seed, DateOnly LastDay, DemoStage Stage)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>The marker, or null where there is none. One that cannot be read counts as none.</summary>
    public static DemoMarker? Read(DataDirectory directory)
    {
        try
        {
            return JsonSerializer.Deserialize<DemoMarker>(File.ReadAllText(PathIn(directory)), Json);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Replaces the file in one step: a reader sees the old one or the new one.</summary>
    public void Write(DataDirectory directory)
    {
        Directory.CreateDirectory(directory.Path);
        var draft = directory.File($".demo-shop.{Guid.NewGuid():N}");
        File.WriteAllText(draft, JsonSerializer.Serialize(this, Json));
        File.Move(draft, PathIn(directory), overwrite: true);
    }

    private static string PathIn(DataDirectory directory) => directory.File("demo-shop.json");
}
