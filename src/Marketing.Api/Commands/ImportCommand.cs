using System.CommandLine;
using Marketing.Store;
using Marketing.Store.Imports;
using Npgsql;

namespace Marketing.Api.Commands;

/// <summary><c>marketing import KIND FILE…</c>: loads files into the store. One subcommand a kind, so that <c>--help</c> lists and explains them.</summary>
internal static class ImportCommand
{
    private static readonly Option<string?> Rejects = new("--rejects")
    {
        Description =
            "Where rows go that cannot be imported: CSV with file, line, code, reason and the row. Default: NAME.rejected.csv for each file, in the current folder",
        HelpName = "FILE",
        Recursive = true,
    };

    private static readonly Option<bool> DryRun = new("--dry-run")
    {
        Description = "Read and check everything, store nothing (needs no database)",
        Recursive = true,
    };

    private static readonly Option<string?> Json = new("--json")
    {
        Description = "Write the summary as JSON",
        HelpName = "FILE",
        Recursive = true,
    };

    public static Command Create()
    {
        var command = new Command(
            "import",
            "Loads files into the store. Gzip files are read like plain ones. A bad row never ends an import, and the same import again changes nothing."
        )
        {
            Rejects,
            DryRun,
            Json,
        };
        foreach (var kind in ImportKinds.All)
        {
            command.Add(Create(kind));
        }

        return command;
    }

    private static Command Create(ImportKind kind)
    {
        var files = new Argument<FileInfo[]>("FILE")
        {
            Description = "One or more files",
            Arity = ArgumentArity.OneOrMore,
        }.AcceptExistingOnly();
        var command = new Command(kind.Name, kind.Description) { files };
        command.SetAction(
            (arguments, cancel) =>
                CommandHost.RunAsync(
                    arguments,
                    (services, stop) => RunAsync(kind, arguments.GetRequiredValue(files), arguments, services, stop),
                    cancel
                )
        );
        return command;
    }

    private static async Task<int> RunAsync(
        ImportKind kind,
        FileInfo[] files,
        ParseResult arguments,
        IServiceProvider services,
        CancellationToken cancel
    )
    {
        var request = new ImportRequest
        {
            Kind = kind.Name,
            Files = [.. files.Select(file => file.ToString())],
            RejectFile = arguments.GetValue(Rejects),
            RejectFolder = RejectFolder(services.GetRequiredService<DataDirectory>()),
            DryRun = arguments.GetValue(DryRun),
        };
        try
        {
            if (!request.DryRun)
            {
                await services.GetRequiredService<StoreStartup>().PrepareAsync(cancel);
            }

            var summary = await ShowProgressAsync(request, services, cancel);
            ImportReport.Write(summary, Console.Out);
            if (arguments.GetValue(Json) is { } json)
            {
                await File.WriteAllTextAsync(json, ImportReport.Json(summary), cancel);
            }

            return 0;
        }
        catch (Exception failure) when (failure is InvalidDataException)
        {
            await Console.Error.WriteLineAsync(failure.Message);
        }
        catch (Exception failure) when (failure is NpgsqlException or TimeoutException)
        {
            await Console.Error.WriteLineAsync(
                $"The database failed: {failure.Message} What is stored stays; the same import again goes on from there."
            );
        }

        return 1;
    }

    private static Task<ImportSummary> ShowProgressAsync(ImportRequest request, IServiceProvider services, CancellationToken cancel) =>
        ProgressDisplay
            .Standard(services.GetRequiredService<TimeProvider>())
            .RunAsync(async board =>
            {
                var step = board.Begin(request.DryRun ? $"check {request.Kind}" : $"import {request.Kind}", "rows");
                var progress = new StepProgress(step);
                var summary = await services.GetRequiredService<ImportRunner>().RunAsync(request, progress, cancel);
                step.Finish(progress.Rows);
                return summary;
            });

    /// <summary>The current folder, or the data directory where the current one may not be written to.</summary>
    private static string RejectFolder(DataDirectory data)
    {
        var probe = Path.Combine(Environment.CurrentDirectory, $".import-{Environment.ProcessId}.tmp");
        try
        {
            File.Create(probe, bufferSize: 1, FileOptions.DeleteOnClose).Dispose();
            return Environment.CurrentDirectory;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Directory.CreateDirectory(data.Path).FullName;
        }
    }

    // Not Progress<T>: that reports later, on other threads and out of order.
    private sealed class StepProgress(ProgressStep step) : IProgress<ImportProgress>
    {
        public long Rows { get; private set; }

        public void Report(ImportProgress value)
        {
            Rows = value.Rows;
            step.Report(value.Fraction, value.Rows);
        }
    }
}
