namespace Marketing.Store.Tests.Embedded;

/// <summary>A test that root runs as an ordinary user; for anybody else all the other tests are that test.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OrdinaryUserFactAttribute : FactAttribute
{
    public const string Account = "nobody";

    public OrdinaryUserFactAttribute()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            Skip = "Only root can become another user.";
        }
        else if (!File.ReadLines("/etc/passwd").Any(line => line.StartsWith(Account + ":", StringComparison.Ordinal)))
        {
            Skip = $"There is no account '{Account}'.";
        }
        else if (
            Environment.ProcessPath is { } dotnet
            && dotnet.StartsWith(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) + "/", StringComparison.Ordinal)
        )
        {
            Skip = "The .NET SDK lies in root's private folder.";
        }
    }

    /// <summary>Copies the test assembly and what it needs into <paramref name="folder"/>, readable and writable for all, and gives its path.</summary>
    internal static string CopyOfThisAssembly(DirectoryInfo folder)
    {
        const UnixFileMode everybody = (UnixFileMode)0b111_111_111;
        var bin = folder.CreateSubdirectory("bin");
        foreach (var file in Directory.EnumerateFiles(AppContext.BaseDirectory, "*"))
        {
            File.Copy(file, Path.Combine(bin.FullName, Path.GetFileName(file)));
        }

        File.SetUnixFileMode(folder.FullName, everybody);
        File.SetUnixFileMode(bin.FullName, everybody);
        return Path.Combine(bin.FullName, Path.GetFileName(typeof(OrdinaryUserFactAttribute).Assembly.Location));
    }
}
