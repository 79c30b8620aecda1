using System.Xml.Linq;

namespace Marketing.Store.Tests.Architecture;

/// <summary>What the design says of the rooms and the house style of the files, so that neither erodes.</summary>
public sealed class The_repository
{
    private const int LongestFile = 300;
    private static readonly DirectoryInfo Root = FindRoot();

    /// <summary>A room may know these; who is not named here is not yet in the design.</summary>
    private static readonly Dictionary<string, string[]> MayKnow = new()
    {
        ["Api"] = ["Recommendations", "Sentiment", "Ads", "Profiles", "Assistant", "MLNet", "Training", "Store", "Learning", "DemoShop"],
        ["Recommendations"] = ["Training", "Store", "Learning"],
        ["Sentiment"] = ["Training", "Store", "Learning"],
        ["Ads"] = ["Training", "Store", "Learning"],
        ["Profiles"] = ["Training", "Store", "Learning"],
        ["Assistant"] = ["Training", "Store", "Learning"],
        ["MLNet"] = ["Training", "Learning"],
        ["Training"] = ["Store", "Learning"],
        ["Store"] = [],
        ["Learning"] = [],
        ["DemoShop"] = [],
    };

    [Fact]
    public void has_rooms_that_know_only_those_below_them()
    {
        var rooms = Projects("src");
        rooms.Should().NotBeEmpty();
        foreach (var project in rooms)
        {
            var room = Room(project);
            MayKnow.Should().ContainKey(room, "a new room has its place in the design first");
            ReferencesOf(project).Should().BeSubsetOf(MayKnow[room], room);
        }
    }

    [Fact]
    public void tests_every_room()
    {
        var tests = Projects("tests").Select(Path.GetFileNameWithoutExtension).ToHashSet();
        Projects("src")
            .Select(project => Path.GetFileNameWithoutExtension(project) + ".Tests")
            .Should()
            .OnlyContain(name => tests.Contains(name));
    }

    [Fact]
    public void builds_every_project()
    {
        var solution = File.ReadAllText(Path.Combine(Root.FullName, "Marketing.sln"));
        string[] all = [.. Projects("src"), .. Projects("tests"), .. Projects("tools")];
        all.Where(project => !solution.Contains(Path.GetFileName(project), StringComparison.Ordinal)).Should().BeEmpty();
    }

    [Fact]
    public void has_no_file_that_is_too_long_to_read()
    {
        var files = new[] { "src", "tests", "tools" }.SelectMany(folder => Sources(folder)).ToList();
        files.Should().NotBeEmpty();
        files
            .Select(file => (Name: Path.GetRelativePath(Root.FullName, file), Lines: File.ReadLines(file).Count()))
            .Where(file => file.Lines > LongestFile)
            .Should()
            .BeEmpty($"a file has at most {LongestFile} lines");
    }

    private static List<string> Projects(string folder) =>
        [.. Directory.EnumerateFiles(Path.Combine(Root.FullName, folder), "*.csproj", SearchOption.AllDirectories).Where(IsOurs)];

    /// <summary>Migrations are left out: they are generated.</summary>
    private static IEnumerable<string> Sources(string folder) =>
        Directory
            .EnumerateFiles(Path.Combine(Root.FullName, folder), "*.cs", SearchOption.AllDirectories)
            .Where(file => IsOurs(file) && Path.GetFileName(Path.GetDirectoryName(file)) is not "Migrations");

    private static bool IsOurs(string path) =>
        !Path.GetRelativePath(Root.FullName, path).Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj" or "node_modules");

    private static string Room(string project) => Path.GetFileNameWithoutExtension(project)["Marketing.".Length..];

    private static IEnumerable<string> ReferencesOf(string project) =>
        XDocument
            .Load(project)
            .Descendants("ProjectReference")
            .Select(reference => Room(reference.Attribute("Include")!.Value.Split('/', '\\')[^1]));

    private static DirectoryInfo FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Marketing.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests do not run inside the repository.");
        }

        return folder;
    }
}
