using System.Globalization;
using Npgsql;

namespace Marketing.Store.Tests.Ingest;

/// <summary>What is put together here arrives as what Npgsql would have sent: its own reader is the twin.</summary>
public sealed class Rows_of_a_binary_copy(IngestStore store) : IClassFixture<IngestStore>
{
    [Theory]
    [InlineData("0")]
    [InlineData("0.00")]
    [InlineData("1")]
    [InlineData("-1")]
    [InlineData("10000")]
    [InlineData("120000000")]
    [InlineData("0.1")]
    [InlineData("0.0001")]
    [InlineData("0.00001")]
    [InlineData("9.99")]
    [InlineData("-12345678.901")]
    [InlineData("0.0000000000000000000000000001")]
    [InlineData("79228162514264337593543950335")]
    [InlineData("-7.9228162514264337593543950335")]
    public async Task numbers_keep_every_digit(string number)
    {
        var value = decimal.Parse(number, CultureInfo.InvariantCulture);
        var read = await RoundTripAsync<string>("numeric", rows => rows.Write((decimal?)value), "c::text");
        read.Should().Be(number);
    }

    [Theory]
    [InlineData("")]
    [InlineData("plain")]
    [InlineData("热水壶 ☕ 🎉")]
    public async Task texts_keep_every_character(string text) =>
        (await RoundTripAsync<string>("text", rows => rows.Write(text))).Should().Be(text);

    [Fact]
    public async Task a_text_longer_than_the_buffer_arrives_whole()
    {
        var text = string.Concat(Enumerable.Range(0, 200_000).Select(i => (char)('a' + (i % 26)))) + "é";
        (await RoundTripAsync<string>("text", rows => rows.Write(text))).Should().Be(text);
    }

    [Fact]
    public async Task the_other_types_arrive_as_they_are()
    {
        var time = new DateTime(1999, 12, 31, 23, 59, 59, DateTimeKind.Utc).AddTicks(1_234_560);
        (await RoundTripAsync<DateTime>("timestamptz", rows => rows.Write(time))).Should().Be(time);
        (await RoundTripAsync<string>("jsonb", rows => rows.WriteJson("""{"a": [1, "é"]}"""), "c::text"))
            .Should()
            .Be("""{"a": [1, "é"]}""");
        (await RoundTripAsync<long>("bigint", rows => rows.Write(long.MinValue))).Should().Be(long.MinValue);
        (await RoundTripAsync<short>("smallint", rows => rows.Write((short)-3))).Should().Be(-3);
        (await RoundTripAsync<float>("real", rows => rows.Write(.1f))).Should().Be(.1f);
        (await RoundTripAsync<double>("double precision", rows => rows.Write((double?)1e-300))).Should().Be(1e-300);
        (await RoundTripAsync<bool>("text", rows => rows.Write((string?)null), "c IS NULL")).Should().BeTrue();
        (await RoundTripAsync<bool>("numeric", rows => rows.Write((decimal?)null), "c IS NULL")).Should().BeTrue();
        (await RoundTripAsync<bool>("float8", rows => rows.Write((double?)null), "c IS NULL")).Should().BeTrue();
    }

    private async Task<T> RoundTripAsync<T>(string type, Action<CopyRows> write, string read = "c")
    {
        await using var connection = await store.Database.DataSource.OpenConnectionAsync();
        await using (var create = new NpgsqlCommand($"CREATE TEMP TABLE copied (n int, c {type}) ON COMMIT PRESERVE ROWS", connection))
        {
            await create.ExecuteNonQueryAsync();
        }

        await using (var stream = await connection.BeginRawBinaryCopyAsync("COPY copied (c) FROM STDIN (FORMAT BINARY)"))
        {
            using var rows = new CopyRows(stream);
            rows.Header();
            rows.Row(1);
            write(rows);
            rows.Trailer();
            await rows.FlushAsync(CancellationToken.None);
        }

        await using var find = new NpgsqlCommand($"SELECT {read} FROM copied; DROP TABLE copied", connection);
        return (T)(await find.ExecuteScalarAsync() ?? throw new InvalidOperationException("Nothing was copied."));
    }
}
