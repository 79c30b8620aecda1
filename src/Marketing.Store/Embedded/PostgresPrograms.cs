using System.Globalization;
using System.Runtime.Versioning;

namespace Marketing.Store.Embedded;

/// <summary>PostgreSQL's programs on this machine.</summary>
/// <param name="Directory">The folder that holds them.</param>
[UnsupportedOSPlatform("windows")]
internal sealed record PostgresPrograms(string Directory)
{
    public const string BinVariable = "MARKETING_POSTGRES_BIN";
    private const int OldestMajor = 15;

    public string Initdb => Path.Combine(Directory, "initdb");

    public string PgCtl => Path.Combine(Directory, "pg_ctl");

    /// <summary>The named folder, else <see cref="BinVariable"/>, else the newest of the usual places, else PATH.</summary>
    /// <param name="named">A folder from the options, or null.</param>
    /// <param name="clusterMajor">An existing cluster starts only with the major version that made it; null: any from 15.</param>
    /// <param name="cancel">Stops the search.</param>
    /// <exception cref="EmbeddedPostgresException">None fits; the message says what to install.</exception>
    public static async Task<PostgresPrograms> FindAsync(string? named, int? clusterMajor, CancellationToken cancel)
    {
        var explicitly = named ?? Environment.GetEnvironmentVariable(BinVariable);
        if (!string.IsNullOrEmpty(explicitly))
        {
            return HasPrograms(explicitly)
                ? new PostgresPrograms(explicitly)
                : throw new EmbeddedPostgresException($"{BinVariable} names {explicitly}, where initdb, pg_ctl and postgres are not.");
        }

        var newest = (Directory: "", Major: 0);
        foreach (var directory in UsualPlaces().Where(HasPrograms))
        {
            var major = await MajorAsync(directory, cancel);
            var fits = clusterMajor is { } wanted ? major == wanted : major >= OldestMajor;
            if (fits && major > newest.Major)
            {
                newest = (directory, major);
            }
        }

        return newest.Major > 0
            ? new PostgresPrograms(newest.Directory)
            : throw new EmbeddedPostgresException(
                clusterMajor is { } made
                    ? $"The database here was made by PostgreSQL {made}, whose programs are gone: install them again (Debian: apt-get install postgresql-{made})."
                    : "PostgreSQL's programs (15 or later) are not on this machine: install them (Debian: apt-get install postgresql; macOS: brew install postgresql@17), or set ConnectionStrings:Marketing."
            );
    }

    private static IEnumerable<string> UsualPlaces()
    {
        foreach (var pattern in (string[])["/usr/lib/postgresql", "/usr/local/lib/postgresql", "/opt/postgresql"])
        {
            foreach (var version in Subdirectories(pattern, "*"))
            {
                yield return Path.Combine(version, "bin");
            }
        }

        foreach (var prefix in (string[])["/opt/homebrew/opt", "/usr/local/opt", "/home/linuxbrew/.linuxbrew/opt"])
        {
            foreach (var formula in Subdirectories(prefix, "postgresql*"))
            {
                yield return Path.Combine(formula, "bin");
            }
        }

        foreach (var version in Subdirectories("/usr", "pgsql-*"))
        {
            yield return Path.Combine(version, "bin");
        }

        foreach (
            var directory in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(
                Path.PathSeparator,
                StringSplitOptions.RemoveEmptyEntries
            )
        )
        {
            yield return directory;
        }
    }

    private static IEnumerable<string> Subdirectories(string directory, string pattern) =>
        System.IO.Directory.Exists(directory) ? System.IO.Directory.EnumerateDirectories(directory, pattern) : [];

    private static bool HasPrograms(string directory) =>
        File.Exists(Path.Combine(directory, "initdb"))
        && File.Exists(Path.Combine(directory, "pg_ctl"))
        && File.Exists(Path.Combine(directory, "postgres"));

    /// <summary>The version from a line like <c>postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)</c>; 0 when it says something else.</summary>
    private static async Task<int> MajorAsync(string directory, CancellationToken cancel)
    {
        var answer = await SystemProgram.RunAsync(Path.Combine(directory, "postgres"), ["--version"], account: null, cancel);
        var version = answer.Output.Split(' ').FirstOrDefault(word => word.Length > 0 && char.IsAsciiDigit(word[0])) ?? "";
        var digits = version.TakeWhile(char.IsAsciiDigit).ToArray();
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var major) ? major : 0;
    }
}
