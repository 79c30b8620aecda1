using System.Text;
using Marketing.Recommendations.Answers;

namespace Marketing.Recommendations.Tests.Answers;

public sealed class A_recommendation_id
{
    [Theory]
    [InlineData("u-1001")]
    [InlineData("客户 7/ä")]
    [InlineData("session:9")]
    public void carries_its_subject(string subject)
    {
        var id = New(subject);
        id.Length.Should().BeLessOrEqualTo(128);
        RecommendationIds.TryGetSubject(id, out var found).Should().BeTrue();
        found.Should().Be(subject);
    }

    [Fact]
    public void of_a_long_subject_carries_its_hash_and_still_fits()
    {
        // 22 + 1 + ⌈79 × 8 / 6⌉ = 129 characters: one too many.
        New(new string('x', 78)).Should().HaveLength(22 + 1 + 104);
        var id = New(new string('x', 79));
        id.Should().HaveLength(22 + 1 + 22);
        RecommendationIds.TryGetSubject(id, out _).Should().BeFalse();
    }

    [Fact]
    public void is_new_each_time() => Enumerable.Range(0, 1000).Select(_ => New("u")).Should().OnlyHaveUniqueItems();

    [Theory]
    [InlineData("")]
    [InlineData("short")]
    [InlineData("AZu_pM0icX-5o0c1mYc3Xw.")]
    [InlineData("AZu_pM0icX-5o0c1mYc3Xw.!!")]
    public void of_somebody_else_has_no_subject(string id) => RecommendationIds.TryGetSubject(id, out _).Should().BeFalse();

    private static string New(string subject)
    {
        var uuid = new byte[RecommendationIds.UuidLength];
        RecommendationIds.WriteUuid(new DateTimeOffset(2026, 1, 15, 0, 0, 0, TimeSpan.Zero), uuid);
        return Encoding.ASCII.GetString(uuid) + RecommendationIds.Suffix(subject);
    }
}

public sealed class A_cursor
{
    private static readonly Cursor Some = new(List: 0xFFEE_DDCC_BBAA_9988, Model: 7, Offset: 30, SeenUpTo: 1_700_000_123);

    [Fact]
    public void comes_back_as_it_went()
    {
        Cursor.TryDecode(Some.Encode(), out var back).Should().BeTrue();
        back.Should().Be(Some);
    }

    [Fact]
    public void that_somebody_changed_is_none()
    {
        var text = Some.Encode();
        for (var at = 0; at < text.Length - 1; at++)
        {
            var changed = text[..at] + (text[at] == 'A' ? 'B' : 'A') + text[(at + 1)..];
            Cursor.TryDecode(changed, out _).Should().BeFalse("character {0} was changed", at);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("not base64!")]
    [InlineData("AAAA")]
    public void is_not_read_from_anything_else(string text) => Cursor.TryDecode(text, out _).Should().BeFalse();

    [Fact]
    public void tells_lists_apart_by_all_their_parts() =>
        new[] { Cursor.Hash("ab", "c"), Cursor.Hash("a", "bc"), Cursor.Hash("abc"), Cursor.Hash("abc", null), Cursor.Hash("abc", "") }
            .Should()
            .OnlyHaveUniqueItems();
}
