using Marketing.TestKit;

namespace Marketing.Store.Tests.Changes;

public sealed class A_bell
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private readonly FakeTime _clock = new();

    [Fact]
    public async Task Is_heard_once_however_often_it_was_rung_before_the_wait()
    {
        using var bell = new Bell();
        bell.Ring();
        bell.Ring();

        (await bell.WaitAsync(Hour, _clock, CancellationToken.None)).Should().BeTrue();
        var second = bell.WaitAsync(Hour, _clock, CancellationToken.None);
        second.IsCompleted.Should().BeFalse();
        _clock.Advance(Hour);
        (await second).Should().BeFalse();
    }

    [Fact]
    public async Task Wakes_who_waits()
    {
        using var bell = new Bell();
        var waiting = bell.WaitAsync(Hour, _clock, CancellationToken.None);
        bell.Ring();
        (await waiting).Should().BeTrue();
    }

    [Fact]
    public async Task Keeps_a_ring_that_came_after_the_time_was_up()
    {
        using var bell = new Bell();
        var waiting = bell.WaitAsync(Hour, _clock, CancellationToken.None);
        _clock.Advance(Hour);
        (await waiting).Should().BeFalse();
        bell.Ring();
        (await bell.WaitAsync(Hour, _clock, CancellationToken.None)).Should().BeTrue();
    }

    [Fact]
    public async Task Tells_who_gives_up_from_whose_time_is_up()
    {
        using var bell = new Bell();
        using var given = new CancellationTokenSource();
        var waiting = bell.WaitAsync(Hour, _clock, given.Token);
        await given.CancelAsync();
        await waiting.Invoking(task => task).Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task Can_be_rung_from_the_start()
    {
        using var bell = new Bell(isRung: true);
        (await bell.WaitAsync(Hour, _clock, CancellationToken.None)).Should().BeTrue();
    }
}
