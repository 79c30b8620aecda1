namespace Marketing.Training.Tests;

public sealed class An_artefact : IDisposable
{
    private readonly string _folder = Replica.NewFolder();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private byte[] Written(string model = "numbers", int version = 3, int payload = 10_000)
    {
        var path = Path.Combine(_folder, Guid.NewGuid().ToString("N"));
        Artefact.Write(
            path,
            (length, checksum) =>
                new ArtefactHeader
                {
                    Model = model,
                    Version = version,
                    Algorithm = "als",
                    Engine = "built-in",
                    CreatedAt = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
                    Watermark = new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero),
                    PayloadLength = length,
                    Checksum = checksum,
                },
            stream =>
            {
                using var closing = stream;
                closing.Write(Enumerable.Range(0, payload).Select(i => (byte)(i * 7)).ToArray());
            }
        );
        return File.ReadAllBytes(path);
    }

    private static ArtefactHeader Verify(byte[] bytes, string model = "numbers", int? version = 3, string? checksum = null) =>
        Artefact.Verify(new MemoryStream(bytes), model, version, checksum);

    [Fact]
    public void comes_back_as_it_was_written()
    {
        var (header, payload) = Artefact.Use(
            new MemoryStream(Written()),
            "numbers",
            3,
            checksum: null,
            stream =>
            {
                using var copy = new MemoryStream();
                stream.CopyTo(copy);
                return copy.ToArray();
            }
        );

        payload.Should().Equal(Enumerable.Range(0, 10_000).Select(i => (byte)(i * 7)));
        header.Checksum.Should().Be(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(payload)));
        header
            .Should()
            .BeEquivalentTo(
                new
                {
                    Model = "numbers",
                    Version = 3,
                    Algorithm = "als",
                    Engine = "built-in",
                    PayloadLength = 10_000L,
                }
            );
        header.Watermark.Should().Be(new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero));
    }

    [Fact]
    public void survives_a_model_that_closes_its_stream()
    {
        var sound = () =>
            Artefact.Use(
                new MemoryStream(Written()),
                "numbers",
                3,
                null,
                stream =>
                {
                    using var reader = new BinaryReader(stream);
                    return reader.ReadByte();
                }
            );
        sound.Should().NotThrow();
    }

    [Fact]
    public void may_be_read_in_part() =>
        Artefact
            .Use(new MemoryStream(Written()), "numbers", 3, null, stream => stream.ReadByte() + stream.ReadByte())
            .Result.Should()
            .Be(0 + 7);

    [Theory]
    [InlineData(0, "There is no artefact*")]
    [InlineData(100, "This is not a model artefact*")]
    [InlineData(4096, "*is cut short: 0 of 10000*")]
    [InlineData(4096 + 9_999, "*is cut short: 9999 of 10000*")]
    public void is_refused_when_cut_short(int length, string message)
    {
        var verify = () => Verify(Written()[..length]);

        verify.Should().Throw<InvalidDataException>().WithMessage(message);
    }

    [Fact]
    public void is_refused_when_any_single_byte_differs()
    {
        var sound = Written(payload: 300);
        Verify(sound);
        for (var i = 0; i < sound.Length; i++)
        {
            var damaged = (byte[])sound.Clone();
            damaged[i] ^= 0x10;
            var verify = () => Verify(damaged);
            verify.Should().Throw<InvalidDataException>($"byte {i} differs");
        }
    }

    [Fact]
    public void is_refused_when_something_follows_it()
    {
        var verify = () => Verify([.. Written(), 0]);

        verify.Should().Throw<InvalidDataException>().WithMessage("*longer than its header says*");
    }

    [Fact]
    public void is_refused_when_it_is_not_the_one_asked_for()
    {
        var foreign = () => Verify(Written(model: "sentiment"));
        var older = () => Verify(Written(version: 2));
        var other = () => Verify(Written(), checksum: new string('0', 64));

        foreign.Should().Throw<InvalidDataException>().WithMessage("The artefact belongs to the model \"sentiment\", not to \"numbers\".");
        older.Should().Throw<InvalidDataException>().WithMessage("The artefact is version 2 of numbers, not 3.");
        other.Should().Throw<InvalidDataException>().WithMessage("*the registry says 0000*");
    }
}
