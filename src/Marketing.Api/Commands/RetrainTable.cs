using System.Globalization;
using Marketing.Training;
using Spectre.Console;

namespace Marketing.Api.Commands;

/// <summary>What a training run came to: a table of the candidates of each model, and the decision.</summary>
internal static class RetrainTable
{
    private const int WideEnough = 120;

    /// <summary>The standard output; a file or a pipe has room for the whole table.</summary>
    public static IAnsiConsole Console()
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings());
        console.Profile.Width = System.Console.IsOutputRedirected ? Math.Max(console.Profile.Width, 200) : console.Profile.Width;
        return console;
    }

    public static void Write(IAnsiConsole console, RunOutcome outcome)
    {
        foreach (var model in outcome.Models)
        {
            if (model.Candidates.Count > 0)
            {
                console.Write(Candidates(model, console.Profile.Width >= WideEnough ? 5 : 2));
            }

            console.WriteLine($"{model.Name}: {Decision(model)}");
            if (model.Reason is { } reason)
            {
                console.WriteLine(reason);
            }

            console.WriteLine();
        }

        console.WriteLine($"Run {outcome.RunId} {Word(outcome.State)}{(outcome.State == RunState.Canceled ? $": {outcome.Error}" : ".")}");
    }

    private static Table Candidates(ModelReport model, int shownMetrics)
    {
        // The one that decides, and the next few as the model lists them: all of them are in /models/runs.
        string[] metrics =
        [
            .. model.Candidates.SelectMany(c => c.Metrics.Keys).Distinct().OrderBy(m => m != model.PrimaryMetric).Take(shownMetrics),
        ];
        var table = new Table()
            .Border(TableBorder.Simple)
            .AddColumn(new TableColumn("candidate").NoWrap())
            .AddColumn(new TableColumn("engine").NoWrap());
        foreach (var metric in metrics)
        {
            table.AddColumn(new TableColumn(Markup.Escape(metric)).RightAligned().NoWrap());
        }

        table.AddColumn(new TableColumn("seconds").RightAligned()).AddColumn("");
        foreach (var candidate in model.Candidates)
        {
            table.AddRow([
                Cell(candidate.Algorithm),
                Cell(candidate.Engine),
                .. metrics.Select(m => Cell(Figure(candidate.Metrics, candidate.StandardErrors, m))),
                Cell(candidate.TrainSeconds?.ToString("0.0", CultureInfo.InvariantCulture) ?? ""),
                Cell(Remark(candidate, model)),
            ]);
        }

        if (model.Serving is { } serving)
        {
            table.AddRow([
                Cell($"serving version {serving.Version} ({serving.Algorithm})"),
                Cell(serving.JudgedBy == "none" ? "" : $"by {serving.JudgedBy}"),
                .. metrics.Select(m => Cell(Figure(serving.Metrics, standardErrors: null, m))),
                Cell(serving.Seconds?.ToString("0.0", CultureInfo.InvariantCulture) ?? ""),
                Cell(serving.Reason ?? ""),
            ]);
        }

        return table;
    }

    private static string Figure(
        IReadOnlyDictionary<string, double> metrics,
        IReadOnlyDictionary<string, double>? standardErrors,
        string metric
    )
    {
        if (!metrics.TryGetValue(metric, out var value))
        {
            return "";
        }

        var error =
            standardErrors is not null && standardErrors.TryGetValue(metric, out var e)
                ? string.Create(CultureInfo.InvariantCulture, $" ±{e:0.0000}")
                : "";
        return value.ToString("0.0000", CultureInfo.InvariantCulture) + error;
    }

    private static string Remark(CandidateReport candidate, ModelReport model) =>
        candidate.NotApplicable is { } reason ? $"not applicable: {reason}"
        : candidate.Error is { } error ? $"failed: {error}"
        : candidate.Refused is { } refused ? $"refused: {refused}"
        : candidate.Algorithm == model.Champion ? "champion"
        : "";

    private static string Decision(ModelReport model) =>
        model.Published ? string.Create(CultureInfo.InvariantCulture, $"version {model.Version} ({model.Champion}) is published.")
        : model.State == RunState.Succeeded ? "nothing is published; what serves goes on."
        : $"{Word(model.State)}.";

    private static string Word(RunState state) =>
        state switch
        {
            RunState.Succeeded => "succeeded",
            RunState.Failed => "failed",
            RunState.Canceled => "was canceled",
            RunState.Running => "is running",
            _ => "is queued",
        };

    private static Text Cell(string text) => new(text);
}
