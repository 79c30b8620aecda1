using Marketing.Api.Commands;

namespace Marketing.Api.Tests.Commands;

public sealed class A_progress_display_without_a_terminal
{
    private readonly ManualClock _clock = new();
    private readonly StringWriter _lines = new() { NewLine = "\n" };

    [Fact]
    public async Task writes_one_line_every_few_seconds_with_rate_and_remaining_time()
    {
        await new ProgressDisplay(terminal: null, _lines, _clock).RunAsync(board =>
        {
            var step = board.Begin("events.csv", "rows");
            _clock.Advance(TimeSpan.FromSeconds(2));
            step.Report(0.1, 1_000); // not written: the next report comes before the first line is due
            _clock.Advance(TimeSpan.FromSeconds(2));
            step.Report(0.25, 4_000); // a quarter took 4 s, so three quarters take 12 s
            _clock.FireTimers();
            _clock.Advance(TimeSpan.FromSeconds(4));
            step.Finish(16_000);
            return Task.FromResult(true);
        });

        _lines
            .ToString()
            .Should()
            .Be("events.csv: 25 %, 4,000 rows, 1,000 rows/s, about 12 s left\nevents.csv: 100 %, 16,000 rows, 2,000 rows/s\n");
    }

    [Fact]
    public async Task writes_a_finished_step_once()
    {
        await new ProgressDisplay(terminal: null, _lines, _clock).RunAsync(board =>
        {
            var step = board.Begin("a", "rows");
            _clock.Advance(TimeSpan.FromSeconds(1));
            step.Finish(5);
            _clock.FireTimers();
            _clock.FireTimers();
            return Task.FromResult(true);
        });

        _lines.ToString().Should().Be("a: 100 %, 5 rows, 5.0 rows/s\n");
    }

    [Fact]
    public async Task passes_on_the_result_and_the_fault()
    {
        var display = new ProgressDisplay(terminal: null, _lines, _clock);

        (await display.RunAsync(_ => Task.FromResult(42))).Should().Be(42);
        await display
            .Invoking(d => d.RunAsync<int>(_ => throw new InvalidDataException("bad")))
            .Should()
            .ThrowAsync<InvalidDataException>();
    }

    private sealed class ManualClock : TimeProvider
    {
        private readonly List<Action> _timers = [];
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public void Advance(TimeSpan by) => _ticks += by.Ticks;

        public void FireTimers() => _timers.ForEach(fire => fire());

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _timers.Add(() => callback(state));
            return new Stopped();
        }

        private sealed class Stopped : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose() { }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
