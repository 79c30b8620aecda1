using System.Security.Cryptography;
using System.Text.Json;
using Marketing.Store.Http;

namespace Marketing.Api.Security;

/// <summary>One made key, as it stands in <c>keys.json</c>.</summary>
internal sealed record MadeKey(string Name, ApiRole Role, string Key);

/// <summary>
/// <c>keys.json</c> in the data directory: the keys that the product made for itself because none were configured, one a role, readable by the owner only.
/// </summary>
internal static class KeyFile
{
    private const int SecretBytes = 32;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Reads the file, or makes it. Of two processes that start at once one makes it, and both use it.</summary>
    /// <returns>The keys, and whether this call made them.</returns>
    /// <exception cref="SettingsException">The file is there but is not what was written.</exception>
    public static (IReadOnlyList<MadeKey> Keys, bool New) ReadOrMake(string directory)
    {
        var path = Path.Combine(directory, "keys.json");
        if (File.Exists(path))
        {
            return (Read(path), false);
        }

        Directory.CreateDirectory(directory);
        using var alone = Alone(directory);
        if (File.Exists(path))
        {
            return (Read(path), false); // another process made it meanwhile
        }

        MadeKey[] keys =
        [
            .. Enum.GetValues<ApiRole>()
                .Select(role =>
                {
                    var name = JsonNamingPolicy.CamelCase.ConvertName(role.ToString());
                    return new MadeKey(
                        name,
                        role,
                        $"mk_{name}_{System.Buffers.Text.Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes))}"
                    );
                }),
        ];
        var draft = Path.Combine(directory, $".keys.{Guid.NewGuid():N}");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var file = new FileStream(draft, options))
        {
            JsonSerializer.Serialize(file, new { keys }, Json);
            file.Flush(flushToDisk: true);
        }

        File.Move(draft, path, overwrite: false);
        return (keys, true);
    }

    // A move that does not overwrite is no lock: it looks first and moves then. The file goes when it is closed; who opened it before that finds keys.json.
    private static FileStream Alone(string directory)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return new FileStream(
                    Path.Combine(directory, ".keys.lock"),
                    FileMode.OpenOrCreate,
                    FileAccess.ReadWrite,
                    FileShare.None,
                    bufferSize: 1,
                    FileOptions.DeleteOnClose
                );
            }
            catch (IOException) when (attempt < 1_000)
            {
                Thread.Sleep(10);
            }
        }
    }

    private static IReadOnlyList<MadeKey> Read(string path)
    {
        try
        {
            var file = JsonSerializer.Deserialize<Content>(File.ReadAllBytes(path), Json);
            if (file?.Keys is { Count: > 0 } keys && keys.All(key => key is { Name.Length: > 0, Key.Length: > 0 }))
            {
                return keys;
            }
        }
        catch (JsonException)
        {
            // Said below, without what the file holds.
        }

        throw new SettingsException($"{path} holds no keys. Delete it to have new ones made.");
    }

    private sealed record Content(IReadOnlyList<MadeKey>? Keys);
}
