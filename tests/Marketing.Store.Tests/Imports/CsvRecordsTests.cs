using System.Text;
using Marketing.Store.Imports;

namespace Marketing.Store.Tests.Imports;

public sealed class Csv_records
{
    [Fact]
    public void Keep_separators_quotes_and_line_breaks_inside_quoted_fields() =>
        Read("a,b\r\n1,\"x, \"\"y\"\"\r\nz\"\r\n2,w\r\n").Should().Equal("1: a|b", "2: 1|x, \"y\"\r\nz", "4: 2|w");

    [Fact]
    public void Count_blank_lines_without_reading_them() =>
        Read("a\n\n\nb\n\n\"c\nd\"\ne").Should().Equal("1: a", "4: b", "6: c\nd", "8: e");

    [Theory]
    [InlineData("1,\"open\n2,b\n3,c\n", "1! 1,\"open", "2: 2|b", "3: 3|c")] // never closed
    [InlineData("1,\"open\n2,\"b\"\n3,c\n", "1! 1,\"open", "2: 2|b", "3: 3|c")] // closed by the next row's quote
    [InlineData("1,\"a\" x\n2,b\n", "1! 1,\"a\" x", "2: 2|b")] // text behind the closing quote
    [InlineData("1,5\" pipe\n2,b\n", "1! 1,5\" pipe", "2: 2|b")] // a quote in an unquoted field
    [InlineData("1,a\n\n2,\"b", "1: 1|a", "3! 2,\"b")] // at the end of the file
    public void Lose_one_line_to_a_stray_quote(string text, params string[] expected) => Read(text).Should().Equal(expected);

    [Fact]
    public void Find_their_way_back_behind_a_field_without_end()
    {
        var filler = string.Concat(Enumerable.Range(0, 100_000).Select(i => $"{i},abcdef\n")); // 1.3 million characters, above the longest field
        var read = Read("1,\"open\n" + filler);

        read.Should().HaveCount(100_001);
        read[0].Should().Be("1! 1,\"open");
        read[1].Should().Be("2: 0|abcdef");
        read[^1].Should().Be("100001: 99999|abcdef");
    }

    [Fact]
    public void Match_a_slow_reader_on_many_random_texts()
    {
        var random = new Random(5);
        for (var round = 0; round < 300; round++)
        {
            var rows = Enumerable
                .Range(0, 30)
                .Select(_ =>
                    Enumerable
                        .Range(0, 3)
                        .Select(_ => new string([.. Enumerable.Range(0, random.Next(6)).Select(_ => "ab,\"\n\r "[random.Next(7)])]))
                        .ToArray()
                )
                .ToList();
            var text = string.Concat(
                rows.Select(row => string.Join(',', row.Select(field => $"\"{field.Replace("\"", "\"\"")}\"")) + "\r\n")
            );

            Fields(text).Should().Equal(rows.Select(row => string.Join('|', row)), "round {0}", round);
        }
    }

    private static List<string> Read(string text) =>
        Records(text, records => $"{records.Line}{(records.IsBroken ? "! " + records.Raw : ": " + Join(records))}");

    private static List<string> Fields(string text) => Records(text, Join);

    private static List<string> Records(string text, Func<CsvRecords, string> show)
    {
        using var records = new CsvRecords(new MemoryStream(Encoding.UTF8.GetBytes(text)));
        List<string> read = [];
        while (records.Read())
        {
            read.Add(show(records));
        }

        return read;
    }

    private static string Join(CsvRecords records) => string.Join('|', Enumerable.Range(0, records.Count).Select(i => records[i]));
}
