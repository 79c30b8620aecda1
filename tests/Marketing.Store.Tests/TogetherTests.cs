namespace Marketing.Store.Tests;

public sealed class What_waits_goes_together
{
    private readonly List<int[]> _groups = [];
    private readonly SemaphoreSlim _begun = new(0);
    private readonly SemaphoreSlim _may = new(0);

    [Fact]
    public async Task And_what_finds_nobody_at_work_goes_at_once()
    {
        var line = new Together<int>(1, 3, WorkAsync);
        var first = line.RunAsync(1);
        await BegunAsync();
        Task[] later = [.. new[] { 2, 3, 4, 5 }.Select(line.RunAsync)];
        _may.Release(3);
        await Task.WhenAll([first, .. later]).WaitAsync(TimeSpan.FromSeconds(60));

        _groups.Should().BeEquivalentTo(new int[][] { [1], [2, 3, 4], [5] }, how => how.WithStrictOrdering());
        _may.Release();
        await line.RunAsync(6).WaitAsync(TimeSpan.FromSeconds(60));
        _groups[^1].Should().Equal(6);
    }

    [Fact]
    public async Task In_so_many_groups_at_a_time()
    {
        var line = new Together<int>(2, 9, WorkAsync);
        var first = line.RunAsync(1);
        await BegunAsync();
        var second = line.RunAsync(2);
        await BegunAsync();
        Task[] later = [line.RunAsync(3), line.RunAsync(4)];
        (await _begun.WaitAsync(TimeSpan.FromMilliseconds(50))).Should().BeFalse("two are under way");
        _may.Release(3);
        await Task.WhenAll([first, second, .. later]).WaitAsync(TimeSpan.FromSeconds(60));

        _groups.Should().HaveCount(3);
        _groups[^1].Should().Equal(3, 4);
    }

    [Fact]
    public async Task And_fails_only_with_its_own_group()
    {
        var line = new Together<int>(1, 9, WorkAsync);
        var good = line.RunAsync(1);
        await BegunAsync();
        Task[] bad = [line.RunAsync(-2), line.RunAsync(3)];
        _may.Release(2);
        await good.WaitAsync(TimeSpan.FromSeconds(60));
        foreach (var one in bad)
        {
            await FluentActions.Awaiting(() => one.WaitAsync(TimeSpan.FromSeconds(60))).Should().ThrowAsync<InvalidDataException>();
        }

        _may.Release();
        await line.RunAsync(4).WaitAsync(TimeSpan.FromSeconds(60));
    }

    private async Task BegunAsync() => (await _begun.WaitAsync(TimeSpan.FromSeconds(60))).Should().BeTrue();

    private async Task WorkAsync(IReadOnlyList<int> group)
    {
        lock (_groups)
        {
            _groups.Add([.. group]);
        }

        _begun.Release();
        await _may.WaitAsync();
        if (group.Any(one => one < 0))
        {
            throw new InvalidDataException("This one cannot be done.");
        }
    }
}
