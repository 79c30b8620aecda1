using System.Runtime.Versioning;

namespace Marketing.Store.Embedded;

/// <summary>Who runs the server. PostgreSQL refuses to run as root, so root hands it to <c>postgres</c>, else to <c>nobody</c>.</summary>
/// <param name="Name">The account to change to, or null to stay who we are.</param>
[UnsupportedOSPlatform("windows")]
internal sealed record ServerAccount(string? Name)
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode Passable = Private | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    public static async Task<ServerAccount> ForThisProcessAsync(CancellationToken cancel)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return new ServerAccount((string?)null);
        }

        foreach (var name in (string[])["postgres", "nobody"])
        {
            if ((await SystemProgram.RunAsync("id", ["-u", name], account: null, cancel)).ExitCode == 0)
            {
                return new ServerAccount(name);
            }
        }

        throw new EmbeddedPostgresException(
            "PostgreSQL will not run as root and there is no account 'postgres': install PostgreSQL's package, or run as an ordinary user."
        );
    }

    /// <summary>Makes the folders above <paramref name="directory"/> that do not exist yet so that the account can pass through them.</summary>
    public void MakeWay(string directory)
    {
        if (Path.GetDirectoryName(directory) is not { } parent || Directory.Exists(parent))
        {
            return;
        }

        MakeWay(parent);
        Directory.CreateDirectory(parent);
        File.SetUnixFileMode(parent, Name is null ? Private : Passable);
    }

    /// <summary>Makes <paramref name="directory"/> the account's own, closed to all others (root excepted).</summary>
    /// <exception cref="UnauthorizedAccessException">It belongs to somebody else.</exception>
    /// <exception cref="EmbeddedPostgresException">It is a link: in a shared folder somebody else may have laid it.</exception>
    public void MakePrivate(string directory)
    {
        Directory.CreateDirectory(directory);
        if (new DirectoryInfo(directory).LinkTarget is not null)
        {
            throw new EmbeddedPostgresException(
                $"{directory} is a symbolic link; the embedded PostgreSQL needs a folder of its own there."
            );
        }

        if (Name is not null)
        {
            SystemProgram.ChangeOwner(directory, Name);
        }

        File.SetUnixFileMode(directory, Private);
    }

    /// <summary>Says why the account cannot reach <paramref name="directory"/>, or null when it can.</summary>
    public async Task<string?> WhyNotReachableAsync(string directory, CancellationToken cancel)
    {
        if (Name is null || (await SystemProgram.RunAsync("test", ["-w", directory], Name, cancel)).ExitCode == 0)
        {
            return null;
        }

        return $"The account '{Name}', which runs PostgreSQL for root, cannot enter {directory}: choose a Marketing:DataDirectory outside private folders, for example /var/lib/marketing.";
    }
}
