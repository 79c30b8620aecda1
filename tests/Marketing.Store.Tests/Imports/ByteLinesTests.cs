using System.IO.Compression;
using System.Text;
using Marketing.Store.Imports;

namespace Marketing.Store.Tests.Imports;

public sealed class Lines_of_a_file
{
    [Theory]
    [InlineData("a\nb\n", "1:a", "2:b")]
    [InlineData("a\r\n\r\nb", "1:a", "2:", "3:b")]
    [InlineData("\uFEFFa\n", "1:a")]
    [InlineData("")]
    public void Are_numbered_from_one(string text, params string[] expected) => Read(text).Should().Equal(expected);

    [Fact]
    public void Span_buffers()
    {
        var lines = Enumerable.Range(0, 300).Select(i => new string('x', i * 37)).ToList();

        Read(string.Join('\n', lines)).Should().Equal(lines.Select((line, i) => $"{i + 1}:{line}"));
    }

    [Fact]
    public void Are_cut_and_marked_when_too_long()
    {
        var read = Read("a\n" + new string('y', (3 * ByteLines.MaxLineBytes) + 17) + "\nb\n");

        read.Should().Equal("1:a", "2!" + new string('y', 1024), "3:b");
    }

    [Fact]
    public void Read_gzip_like_plain_text_whatever_the_name()
    {
        var path = Path.GetTempFileName();
        using (var zipped = new GZipStream(File.Create(path), CompressionLevel.Fastest))
        {
            zipped.Write("a\nb\n"u8);
        }

        using (var file = ImportFile.Open(path))
        {
            Read(file.Content).Should().Equal("1:a", "2:b");
            file.Fraction.Should().Be(1);
        }

        File.Delete(path);
    }

    [Fact]
    public void A_gzip_file_that_breaks_off_is_an_error_not_a_short_file()
    {
        var whole = new MemoryStream();
        using (var zipped = new GZipStream(whole, CompressionLevel.Fastest, leaveOpen: true))
        {
            zipped.Write(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 50_000).Select(i => $"{i * 7919}\n"))));
        }

        var path = Path.GetTempFileName();
        File.WriteAllBytes(path, whole.ToArray()[..(int)(whole.Length / 2)]);

        using (var file = ImportFile.Open(path))
        {
            FluentActions.Invoking(() => Read(file.Content)).Should().Throw<InvalidDataException>();
        }

        File.Delete(path);
    }

    [Fact]
    public void Gzip_files_joined_together_are_read_to_the_end()
    {
        var path = Path.GetTempFileName();
        foreach (var part in new[] { "a\n", "b\n" })
        {
            using var zipped = new GZipStream(new FileStream(path, FileMode.Append), CompressionLevel.Fastest);
            zipped.Write(Encoding.UTF8.GetBytes(part));
        }

        using (var file = ImportFile.Open(path))
        {
            Read(file.Content).Should().Equal("1:a", "2:b");
        }

        File.Delete(path);
    }

    private static List<string> Read(string text) => Read(new MemoryStream(Encoding.UTF8.GetBytes(text)));

    private static List<string> Read(Stream stream)
    {
        var lines = new ByteLines(stream);
        List<string> read = [];
        while (lines.TryRead(out var line))
        {
            read.Add($"{lines.Line}{(lines.IsTooLong ? '!' : ':')}{Encoding.UTF8.GetString(line)}");
        }

        return read;
    }
}
