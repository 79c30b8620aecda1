namespace Marketing.Training.Tests;

public sealed class A_cron_schedule
{
    // 1 January 2026 is a Thursday.
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 30, TimeSpan.Zero);

    private static string?[] Next(string cron, int count)
    {
        var schedule = CronSchedule.TryParse(cron, TimeZoneInfo.Utc, out var error);
        error.Should().BeEmpty();
        var instants = new List<string?>();
        var at = Start;
        for (var i = 0; i < count; i++)
        {
            at = schedule!.NextAfter(at) ?? throw new InvalidOperationException("no next");
            instants.Add(at.ToString("MM-dd HH:mm"));
        }

        return [.. instants];
    }

    [Theory]
    [InlineData("30 2 * * *", "01-01 02:30", "01-02 02:30")]
    [InlineData("*/20 * * * *", "01-01 00:20", "01-01 00:40")]
    [InlineData("0 3 * * 0", "01-04 03:00", "01-11 03:00")] // Sunday
    [InlineData("0 3 * * 7", "01-04 03:00", "01-11 03:00")] // Sunday as well
    [InlineData("0 3 * * 1-5", "01-01 03:00", "01-02 03:00", "01-05 03:00")]
    [InlineData("0 3 * * fri-mon", "01-02 03:00", "01-03 03:00", "01-04 03:00", "01-05 03:00", "01-09 03:00")]
    [InlineData("0 3 * * */3", "01-03 03:00", "01-04 03:00", "01-07 03:00")] // 0, 3, 6: Sunday, Wednesday, Saturday
    [InlineData("0 3 15 * *", "01-15 03:00", "02-15 03:00")]
    [InlineData("0 3 15 * 1", "01-05 03:00", "01-12 03:00", "01-15 03:00", "01-19 03:00")] // the 15th, and every Monday
    [InlineData("0 0 1 jan *", "01-01 00:00")]
    [InlineData("@daily", "01-02 00:00", "01-03 00:00")]
    [InlineData("0 15 4 ? * *", "01-01 04:15", "01-02 04:15")] // the form with seconds
    public void means_what_crontab_means(string cron, params string[] expected) => Next(cron, expected.Length).Should().Equal(expected);

    [Theory]
    [InlineData("every night")]
    [InlineData("30 2 * *")]
    [InlineData("61 2 * * *")]
    [InlineData("0 25 * * *")]
    [InlineData("0 3 * * 8")]
    [InlineData("0 3 * * someday")]
    [InlineData("0 3 31 2 *")] // the 31st of February
    public void says_what_is_wrong(string cron)
    {
        CronSchedule.TryParse(cron, TimeZoneInfo.Utc, out var error).Should().BeNull();
        error.Should().NotBeEmpty();
    }

    [Fact]
    public void follows_the_machines_clock_changes()
    {
        // Berlin, 29 March 2026: 02:30 does not exist; the day after it is 00:30 UTC, two hours ahead.
        var berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        var schedule = CronSchedule.TryParse("30 2 * * *", berlin, out _);

        schedule!
            .NextAfter(new DateTimeOffset(2026, 3, 28, 0, 0, 0, TimeSpan.Zero))
            .Should()
            .Be(new DateTimeOffset(2026, 3, 28, 1, 30, 0, TimeSpan.Zero));
        schedule
            .NextAfter(new DateTimeOffset(2026, 3, 29, 12, 0, 0, TimeSpan.Zero))
            .Should()
            .Be(new DateTimeOffset(2026, 3, 30, 0, 30, 0, TimeSpan.Zero));
    }
}
