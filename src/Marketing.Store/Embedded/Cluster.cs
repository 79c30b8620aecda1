using System.Diagnostics;
using System.Globalization;
using System.Runtime.Versioning;

namespace Marketing.Store.Embedded;

/// <summary>Makes, starts and stops one cluster. The caller holds <see cref="ClusterLayout.StartLock"/>.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class Cluster(ClusterLayout layout, ServerAccount account, EmbeddedPostgresOptions options)
{
    private const int MostFailedStarts = 3;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    // A live server whose socket file somebody deleted (a cleaner of /tmp) never answers again.
    private static readonly TimeSpan UnreachableAfter = TimeSpan.FromSeconds(15);

    /// <summary>Returns once the server takes connections.</summary>
    /// <returns>Whether it was started here; false: it ran already.</returns>
    public async Task<bool> EnsureRunningAsync(CancellationToken cancel)
    {
        var waited = Stopwatch.StartNew();
        var silent = new Stopwatch();
        var (started, failures) = (false, 0);
        while (true)
        {
            var answer = layout.Exists ? await Postmaster.AskAsync(layout, cancel) : Postmaster.Answer.Silent;
            if (answer == Postmaster.Answer.Ready)
            {
                return started;
            }

            if (answer == Postmaster.Answer.Busy)
            {
                silent.Reset();
            }
            else if (!Postmaster.IsAlive(layout))
            {
                started = true;
                failures += await TryStartAsync(failures == MostFailedStarts - 1, cancel) ? 0 : 1;
                silent.Restart();
                continue;
            }
            else if (silent.Elapsed > UnreachableAfter)
            {
                await StopAsync(wait: true, cancel);
                silent.Reset();
            }
            else
            {
                silent.Start();
            }

            if (waited.Elapsed > options.StartTimeout)
            {
                throw new EmbeddedPostgresException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"The embedded PostgreSQL in {layout.Root} did not answer within {options.StartTimeout.TotalSeconds:0} seconds; its log is {layout.Log}."
                    )
                );
            }

            await Task.Delay(Pause, cancel);
        }
    }

    /// <summary>Asks the server to close its connections and end.</summary>
    public async Task StopAsync(bool wait, CancellationToken cancel)
    {
        if (!Postmaster.IsAlive(layout))
        {
            return;
        }

        var programs = await PostgresPrograms.FindAsync(options.ProgramsDirectory, layout.MajorVersion, cancel);
        var result = await SystemProgram.RunAsync(
            programs.PgCtl,
            ["-D", layout.Data, "-m", "fast", wait ? "-w" : "-W", "-t", "120", "stop"],
            account.Name,
            cancel
        );
        if (result.ExitCode != 0 && Postmaster.IsAlive(layout))
        {
            throw new EmbeddedPostgresException($"The embedded PostgreSQL in {layout.Root} did not stop: {result.Output}");
        }
    }

    /// <summary>One attempt; false when it may be tried again.</summary>
    private async Task<bool> TryStartAsync(bool lastAttempt, CancellationToken cancel)
    {
        var programs = await PostgresPrograms.FindAsync(options.ProgramsDirectory, layout.MajorVersion, cancel);
        if (!layout.Exists)
        {
            await InitializeAsync(programs, cancel);
        }

        WriteSettings();
        Postmaster.ForgetDead(layout);
        var logged = File.Exists(layout.Log) ? new FileInfo(layout.Log).Length : 0;
        var seconds = ((int)options.StartTimeout.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        // Without -l the server would keep our pipe open and reading pg_ctl's output would never end.
        var result = await SystemProgram.RunAsync(
            programs.PgCtl,
            ["-D", layout.Data, "-l", layout.Log, "-w", "-t", seconds, "start"],
            account.Name,
            cancel
        );
        if (result.ExitCode == 0)
        {
            return true;
        }

        var log = LogSince(logged);
        // The last backends of a killed server are still ending.
        var worthWaiting = log.Contains("is still in use", StringComparison.Ordinal) || Postmaster.IsAlive(layout);
        if (!worthWaiting && lastAttempt)
        {
            throw new EmbeddedPostgresException(
                $"The embedded PostgreSQL in {layout.Root} did not start: {result.Output}\n{log}".TrimEnd()
            );
        }

        await Task.Delay(TimeSpan.FromMilliseconds(300), cancel);
        return worthWaiting;
    }

    /// <summary>Makes the cluster beside its place and moves it there whole, so that a killed process leaves all of it or nothing.</summary>
    private async Task InitializeAsync(PostgresPrograms programs, CancellationToken cancel)
    {
        if (await account.WhyNotReachableAsync(layout.Root, cancel) is { } reason)
        {
            throw new EmbeddedPostgresException(reason);
        }

        if (Directory.Exists(layout.UnfinishedData))
        {
            Directory.Delete(layout.UnfinishedData, recursive: true);
        }

        // The same collation on every machine; macOS has no C.UTF-8, and C sorts alike.
        var locale = OperatingSystem.IsLinux() ? "C.UTF-8" : "C";
        string[] arguments =
        [
            "-D",
            layout.UnfinishedData,
            "-U",
            ClusterLayout.Superuser,
            "-A",
            "trust",
            "--encoding=UTF8",
            "--locale=" + locale,
        ];
        var result = await SystemProgram.RunAsync(
            programs.Initdb,
            options.Durable ? arguments : [.. arguments, "--no-sync"],
            account.Name,
            cancel
        );
        if (result.ExitCode != 0)
        {
            throw new EmbeddedPostgresException($"The embedded PostgreSQL could not be made in {layout.Root}: {result.Output}");
        }

        await File.AppendAllTextAsync(
            Path.Combine(layout.UnfinishedData, "postgresql.conf"),
            "\ninclude 'marketing.conf' # rewritten at each start\n",
            cancel
        );
        Directory.Move(layout.UnfinishedData, layout.Data);
    }

    private void WriteSettings()
    {
        var path = Path.Combine(layout.Data, "marketing.conf");
        string[] lines =
        [
            "# Rewritten at each start; own settings belong below the include line of postgresql.conf.",
            "listen_addresses = ''",
            "port = 5432",
            $"unix_socket_directories = '{layout.SocketDirectory}'",
            "unix_socket_permissions = 0700",
            .. options.Settings.Select(setting => $"{setting.Key} = '{setting.Value.Replace("'", "''", StringComparison.Ordinal)}'"),
        ];
        File.WriteAllLines(path + ".new", lines);
        // Root writes it, the server's account reads it; the folder is closed to all others.
        File.SetUnixFileMode(
            path + ".new",
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead
        );
        File.Move(path + ".new", path, overwrite: true);
    }

    private string LogSince(long position)
    {
        if (!File.Exists(layout.Log))
        {
            return "";
        }

        using var stream = new FileStream(layout.Log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        stream.Position = Math.Max(position, stream.Length - 4096);
        return new StreamReader(stream).ReadToEnd().Trim();
    }
}
