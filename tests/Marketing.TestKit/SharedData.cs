using Xunit;

namespace Marketing.TestKit;

/// <summary>Real data sets that some machines have beside the checkout. Tests that want them say that they were skipped where they are absent.</summary>
public static class SharedData
{
    private static readonly string? Root = Find();

    public static string? PathOf(string name) => Root is null || !File.Exists(Path.Combine(Root, name)) ? null : Path.Combine(Root, name);

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("MARKETING_SHARED_DATA") is { Length: > 0 } named)
        {
            return Directory.Exists(named) ? named : null;
        }

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "shared", "data");
            if (Directory.Exists(candidate))
            {
                return candidate;
            }
        }

        return null;
    }
}

/// <summary>A test that needs real data sets; skipped, and says so, where one of them is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RealDataFactAttribute : FactAttribute
{
    public RealDataFactAttribute(params string[] files)
    {
        var missing = files.FirstOrDefault(file => SharedData.PathOf(file) is null);
        if (missing is not null)
        {
            Skip = $"shared/data/{missing} is not here.";
        }
    }
}
