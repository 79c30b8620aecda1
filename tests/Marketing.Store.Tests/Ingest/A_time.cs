using System.Globalization;
using System.Text;

namespace Marketing.Store.Tests.Ingest;

public sealed class A_time
{
    [Theory]
    [InlineData("2026-01-02T03:04:05Z", "2026-01-02 03:04:05.000000")]
    [InlineData("2026-01-02t03:04:05z", "2026-01-02 03:04:05.000000")]
    [InlineData("2026-01-02T03:04:05.5Z", "2026-01-02 03:04:05.500000")]
    [InlineData("2026-01-02T03:04:05.0000019Z", "2026-01-02 03:04:05.000001")]
    [InlineData("2026-01-02T03:04:05+05:30", "2026-01-01 21:34:05.000000")]
    [InlineData("2026-01-02T03:04:05-08:00", "2026-01-02 11:04:05.000000")]
    [InlineData("2024-02-29T00:00:00Z", "2024-02-29 00:00:00.000000")]
    [InlineData("9999-12-31T23:59:59Z", "9999-12-31 23:59:59.000000")]
    public void with_a_zone_is_read(string text, string utc)
    {
        Rfc3339.TryParse(Encoding.UTF8.GetBytes(text), out var time).Should().BeTrue();
        time.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture).Should().Be(utc);
        time.Offset.Should().Be(TimeSpan.Zero);
    }

    [Theory]
    [InlineData("2026-01-02T03:04:05")]
    [InlineData("2026-01-02")]
    [InlineData("2026-01-02 03:04:05Z")]
    [InlineData("2026-02-29T00:00:00Z")]
    [InlineData("2026-13-01T00:00:00Z")]
    [InlineData("2026-01-02T24:00:00Z")]
    [InlineData("2026-01-02T03:04:60Z")]
    [InlineData("2026-01-02T03:04:05.Z")]
    [InlineData("2026-01-02T03:04:05+0530")]
    [InlineData("2026-01-02T03:04:05+05:30 ")]
    [InlineData("2026-01-02T03:04:05ZZ")]
    [InlineData("0000-01-02T03:04:05Z")]
    [InlineData("0001-01-01T00:00:00Z")]
    [InlineData("0001-01-01T00:00:00+01:00")]
    [InlineData("9999-12-31T23:59:59-01:00")]
    [InlineData("２０２６-01-02T03:04:05Z")]
    [InlineData("")]
    public void that_says_less_is_refused(string text) => Rfc3339.TryParse(Encoding.UTF8.GetBytes(text), out _).Should().BeFalse();
}
