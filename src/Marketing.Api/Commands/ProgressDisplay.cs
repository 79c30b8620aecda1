using System.Globalization;
using Spectre.Console;

namespace Marketing.Api.Commands;

/// <summary>
/// Shows long work on the error stream, so that the standard output holds results only: on a terminal one bar a step with its rate and the
/// remaining time, elsewhere (a pipe, a log) one line a step every few seconds.
/// </summary>
/// <param name="terminal">The console that draws bars, or null where there is no terminal.</param>
/// <param name="lines">Receives the lines where there is no terminal.</param>
/// <param name="clock">Times the lines and the rates.</param>
internal sealed class ProgressDisplay(IAnsiConsole? terminal, TextWriter lines, TimeProvider clock)
{
    /// <summary>Time between two lines of one step where there is no terminal.</summary>
    public static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(3);

    /// <summary>The display of this process: bars if the error stream is a terminal, else lines.</summary>
    public static ProgressDisplay Standard(TimeProvider clock)
    {
        var console = Console.IsErrorRedirected
            ? null
            : AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return new ProgressDisplay(console is { Profile.Capabilities.Ansi: true } ? console : null, Console.Error, clock);
    }

    /// <summary>Runs <paramref name="work"/> while its steps are shown; returns what it returns and throws what it throws.</summary>
    public async Task<T> RunAsync<T>(Func<ProgressBoard, Task<T>> work)
    {
        if (terminal is null)
        {
            var board = new ProgressBoard(clock, bars: null);
            await using var timer = clock.CreateTimer(_ => board.WriteLines(lines, onlyWhenDue: true), null, LineInterval, LineInterval);
            try
            {
                return await work(board);
            }
            finally
            {
                board.WriteLines(lines, onlyWhenDue: false);
            }
        }

        return await terminal
            .Progress()
            .Columns(
                new TaskDescriptionColumn { Alignment = Justify.Left },
                new ProgressBarColumn(),
                new PercentageColumn(),
                new RateColumn(),
                new RemainingTimeColumn()
            )
            .StartAsync(context => work(new ProgressBoard(clock, context)));
    }

    /// <summary>"1,234 rows, 617 rows/s" of the step that a bar stands for.</summary>
    private sealed class RateColumn : ProgressColumn
    {
        public override Spectre.Console.Rendering.IRenderable Render(
            Spectre.Console.Rendering.RenderOptions options,
            ProgressTask task,
            TimeSpan deltaTime
        ) => new Text(task.State.Get<ShownRate>(ShownRate.Key).Text ?? "");
    }
}

/// <summary>The steps of one piece of work. Safe to use from several threads.</summary>
internal sealed class ProgressBoard(TimeProvider clock, ProgressContext? bars)
{
    private readonly Lock _lock = new();
    private readonly List<ProgressStep> _steps = [];

    /// <summary>Begins a step. <paramref name="unit"/> names what is counted ("rows", "epochs"); empty: nothing is, only the share is shown.</summary>
    public ProgressStep Begin(string title, string unit)
    {
        var step = new ProgressStep(title, unit, clock, bars?.AddTask(Markup.Escape(title), maxValue: 1));
        lock (_lock)
        {
            _steps.Add(step);
        }

        return step;
    }

    internal void WriteLines(TextWriter lines, bool onlyWhenDue)
    {
        lock (_lock)
        {
            foreach (var line in _steps.Select(step => step.NextLine(onlyWhenDue)).OfType<string>())
            {
                lines.WriteLine(line);
            }
        }
    }
}

/// <summary>One step: how far it is (0 to 1) and how many units were done.</summary>
internal sealed class ProgressStep
{
    private readonly Lock _lock = new();
    private readonly string _title;
    private readonly string _unit;
    private readonly TimeProvider _clock;
    private readonly ProgressTask? _bar;
    private readonly long _began;
    private double _fraction;
    private long _count;
    private TimeSpan _elapsed;
    private bool _finished;
    private bool _changed = true;

    internal ProgressStep(string title, string unit, TimeProvider clock, ProgressTask? bar)
    {
        (_title, _unit, _clock, _bar) = (title, unit, clock, bar);
        _began = clock.GetTimestamp();
    }

    /// <summary>Says how far the step is.</summary>
    /// <param name="fraction">Done part of the whole, 0 to 1; values outside are cut.</param>
    /// <param name="count">Units done so far.</param>
    public void Report(double fraction, long count)
    {
        lock (_lock)
        {
            (_fraction, _count, _elapsed) = (Math.Clamp(fraction, 0, 1), count, _clock.GetElapsedTime(_began));
            _changed = true;
            if (_bar is not null)
            {
                _bar.State.Update<ShownRate>(ShownRate.Key, _ => new ShownRate(Rate()));
                _bar.Value = _fraction;
            }
        }
    }

    /// <summary>Marks the step as done.</summary>
    public void Finish(long count)
    {
        Report(1, count);
        lock (_lock)
        {
            _finished = true;
        }

        _bar?.StopTask();
    }

    /// <summary>The line to write now; null where a finished step has been written, or, at the end, where nothing is new.</summary>
    internal string? NextLine(bool onlyWhenDue)
    {
        lock (_lock)
        {
            var due = _finished || !onlyWhenDue ? _changed : true;
            _changed = false;
            var rate = Rate();
            return due
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"{_title}: {_fraction * 100:0} %{(rate.Length > 0 ? ", " : "")}{rate}{Remaining()}"
                )
                : null;
        }
    }

    private string Rate()
    {
        if (_unit.Length == 0)
        {
            return "";
        }

        var perSecond = _elapsed > TimeSpan.Zero ? _count / _elapsed.TotalSeconds : 0;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{_count:N0} {_unit}, {perSecond.ToString(perSecond < 10 ? "N1" : "N0", CultureInfo.InvariantCulture)} {_unit}/s"
        );
    }

    private string Remaining()
    {
        if (_finished || _fraction is <= 0 or >= 1)
        {
            return "";
        }

        var left = _elapsed * ((1 - _fraction) / _fraction);
        return string.Create(
            CultureInfo.InvariantCulture,
            $", about {(left.TotalMinutes < 2 ? $"{left.TotalSeconds:0} s" : $"{left.TotalMinutes:0} min")} left"
        );
    }
}

/// <summary>A bar's state holds only structs.</summary>
internal readonly record struct ShownRate(string? Text)
{
    public const string Key = "rate";
}
