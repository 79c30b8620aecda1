using Marketing.Store.Http;

namespace Marketing.Api.Hosting;

/// <summary>Where the product keeps what is its own on this machine: embedded cluster, keys, logs, model snapshot.</summary>
internal static class DataFolder
{
    /// <summary><c>Marketing:DataDirectory</c>, else <c>/var/lib/marketing</c> for root, else the user's application data folder.</summary>
    public static string Of(IConfiguration configuration)
    {
        var named = SettingsReader.Read<DataSettings>(configuration, "Marketing").DataDirectory;
        if (!string.IsNullOrWhiteSpace(named))
        {
            return Path.GetFullPath(named);
        }

        // PostgreSQL does not run as root, and its user cannot enter root's home folder.
        return Environment.IsPrivilegedProcess && !OperatingSystem.IsWindows()
            ? "/var/lib/marketing"
            : Path.Combine(
                Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify),
                "marketing"
            );
    }

    /// <summary>Section <c>Marketing</c>.</summary>
    internal sealed class DataSettings
    {
        public string? DataDirectory { get; init; }
    }
}
