using System.Globalization;

namespace Marketing.Benchmarks.Quick;

/// <summary>The processes of an embedded server, to know what it costs. Linux alone; elsewhere it says 0.</summary>
internal sealed class PostgresProcesses
{
    private const double TicksPerSecond = 100;
    private readonly string? _server;

    /// <param name="folder">Holds the cluster.</param>
    public PostgresProcesses(string folder)
    {
        var file = Directory.EnumerateFiles(folder, "postmaster.pid", SearchOption.AllDirectories).FirstOrDefault();
        _server = file is null || !OperatingSystem.IsLinux() ? null : File.ReadLines(file).First().Trim();
    }

    /// <summary>CPU time of the server and of its children, those that ended included.</summary>
    public double CpuSeconds()
    {
        if (_server is null)
        {
            return 0;
        }

        var ticks = 0L;
        foreach (var process in Directory.EnumerateDirectories("/proc").Where(path => char.IsAsciiDigit(Path.GetFileName(path)[0])))
        {
            try
            {
                // After the name in brackets: state, parent, …; 14 to 17 of all are user and system time, its own and that of children that ended.
                var stat = File.ReadAllText(Path.Combine(process, "stat"));
                var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
                if (Path.GetFileName(process) == _server || fields[1] == _server)
                {
                    ticks += fields[11..15].Sum(field => long.Parse(field, CultureInfo.InvariantCulture));
                }
            }
            catch (IOException)
            {
                // It has ended meanwhile.
            }
        }

        return ticks / TicksPerSecond;
    }
}
