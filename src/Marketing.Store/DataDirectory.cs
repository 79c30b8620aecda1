using Microsoft.Extensions.Configuration;

namespace Marketing.Store;

/// <summary>Where the product keeps what is its own on this machine: embedded cluster, keys, logs, model snapshot.</summary>
/// <param name="path">The folder; need not exist yet.</param>
public sealed class DataDirectory(string path)
{
    /// <summary>Absolute path of the folder.</summary>
    public string Path { get; } = System.IO.Path.GetFullPath(path);

    /// <summary><c>Marketing:DataDirectory</c>, else <c>/var/lib/marketing</c> for root, else the user's application data folder.</summary>
    /// <param name="configuration">The settings.</param>
    public static DataDirectory Of(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        if (configuration["Marketing:DataDirectory"] is { } named && !string.IsNullOrWhiteSpace(named))
        {
            return new DataDirectory(named);
        }

        // PostgreSQL does not run as root, and its account cannot enter root's home folder.
        return Environment.IsPrivilegedProcess && !OperatingSystem.IsWindows()
            ? new DataDirectory("/var/lib/marketing")
            : new DataDirectory(
                System.IO.Path.Combine(
                    Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify),
                    "marketing"
                )
            );
    }

    /// <summary>The path of something inside; nothing is made.</summary>
    /// <param name="parts">Folders and file, from the outside in.</param>
    public string File(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);
}
