using Marketing.Learning;
using Marketing.Sentiment.Duplicates;

namespace Marketing.Sentiment.Tests.Duplicates;

public sealed class The_print_of_a_review
{
    private readonly ReviewPrinter _printer = new(8);

    [Fact]
    public void has_the_similarity_of_the_sets_of_word_triples()
    {
        // Triples of "a b c d e f g h": abc bcd cde def efg fgh. With x for h: abc bcd cde def efg fgx. 5 in common of 7.
        var one = _printer.Print("a b c d e f g h", "u", "i");
        var other = _printer.Print("A, b c d e f g X!", "v", "j");
        one.SimilarityTo(other).Should().BeApproximately(5 / 7.0, 1e-12);
        one.SimilarityTo(one).Should().Be(1);
    }

    [Fact]
    public void does_not_look_at_marks_case_width_and_emoji() =>
        _printer
            .Print("物流很快，质量也很好，推荐！", "u", "i")
            .SimilarityTo(_printer.Print("物流很快 质量也很好。。。推荐😀", "v", "j"))
            .Should()
            .Be(1);

    [Fact]
    public void of_few_words_is_only_like_the_same_by_the_same_customer_on_the_same_product()
    {
        var said = _printer.Print("very good", "u", "i");
        said.SimilarityTo(_printer.Print("Very good!", "u", "i")).Should().Be(1);
        said.SimilarityTo(_printer.Print("very good", "v", "i")).Should().Be(0);
        said.SimilarityTo(_printer.Print("very good", "u", "j")).Should().Be(0);
        _printer.Print("", "u", "i").SimilarityTo(_printer.Print("", "v", "i")).Should().Be(0);
    }

    [Fact]
    public void shares_a_band_with_nearly_every_near_duplicate_and_with_few_others()
    {
        var (near, far) = (0, 0);
        for (var review = 0; review < 300; review++)
        {
            var words = Words(review, 60);
            var print = _printer.Print(string.Join(' ', words), "u", "i");
            var changed = (string[])words.Clone();
            changed[30] = "other"; // 3 of 58 triples change: similarity 55 ÷ 61
            near += Shares(print, _printer.Print(string.Join(' ', changed), "v", "j")) ? 1 : 0;
            far += Shares(print, _printer.Print(string.Join(' ', Words(review + 1000, 60)), "w", "k")) ? 1 : 0;
        }

        // 1 − (1 − .9⁴)⁸ = .9998
        near.Should().BeGreaterThan(295);
        far.Should().BeLessThan(5);
    }

    [Fact]
    public void joins_the_most_similar_group()
    {
        var groups = new ReviewGroups(.5);
        groups.Add(1, _printer.Print("a b c d e f g h i j k l m n o p", "u", "i"));
        groups.Add(2, _printer.Print("a b c d e f g h i j k l m x y z", "u", "i"));
        groups.Join(_printer.Print("a b c d e f g h i j k l m x y q", "u", "i"), 3).Should().Be(2);
        groups.Join(_printer.Print("quite another text with nothing in common at all", "u", "i"), 4).Should().Be(4);
        groups.Join(_printer.Print("quite another text with nothing in common at all!", "v", "i"), 5).Should().Be(4, "it became a group");
    }

    private static bool Shares(ReviewPrint one, ReviewPrint other) => one.Bands.Intersect(other.Bands).Any();

    private static string[] Words(int seed, int count) =>
        [.. Enumerable.Range(0, count).Select(i => $"w{SplitMix64.At((ulong)seed, (ulong)i) % 5000}")];
}
