using Marketing.DemoShop.Reviews;

namespace Marketing.DemoShop.Tests;

[Collection(nameof(WholeYear))]
public sealed class The_reviews(WholeYear year)
{
    [Fact]
    public void Are_thousands_of_different_texts_in_two_languages()
    {
        var reviews = year.Of(DemoEventType.Review).ToList();
        reviews.Select(r => r.Text).Distinct().Count().Should().BeGreaterThan(reviews.Count * 9 / 10);
        reviews.Count(r => r.Language == "zh").Should().BeInRange(reviews.Count / 3, reviews.Count * 3 / 5);
        reviews
            .Where(r => r.Text!.Contains('{', StringComparison.Ordinal) || r.Text.Contains('|', StringComparison.Ordinal))
            .Should()
            .BeEmpty();
    }

    [Fact]
    public void Have_a_label_that_agrees_with_the_stars_and_names_aspects()
    {
        foreach (var review in year.Of(DemoEventType.Review))
        {
            var expected =
                review.Value >= 4 ? Feeling.Positive
                : review.Value <= 2 ? Feeling.Negative
                : Feeling.Neutral;
            review.Meaning!.Label.Should().Be(expected);
            review.Meaning.Aspects.Should().HaveCountGreaterThan(0).And.HaveCountLessThan(4);
            review.Meaning.Aspects[0].Feeling.Should().Be(expected);
        }
    }

    [Fact]
    public void Mention_the_aspects_of_the_kind_of_product()
    {
        var aspects = year.Of(DemoEventType.Review)
            .SelectMany(r => r.Meaning!.Aspects.Select(a => (year.Items[r.ItemId!].Category, a.Aspect)))
            .ToList();
        aspects.Where(a => a.Aspect == "taste").Should().OnlyContain(a => a.Category.StartsWith("Groceries", StringComparison.Ordinal));
        aspects
            .Select(a => a.Aspect)
            .Distinct()
            .Should()
            .Contain(["logistics", "packaging", "quality", "size", "price", "service", "taste", "screen", "battery"]);
    }

    [Theory]
    [InlineData("zh")]
    [InlineData("en")]
    public void Can_be_told_apart_by_their_words(string language)
    {
        // Multinomial naive Bayes over character trigrams, learnt on the first half of the year's reviews and asked about the second.
        var reviews = year.Of(DemoEventType.Review).Where(r => r.Language == language && r.Meaning!.Label != Feeling.Neutral).ToList();
        var counts = new Dictionary<string, double[]>();
        double[] totals = [0, 0];
        double[] texts = [0, 0];
        foreach (var review in reviews.Take(reviews.Count / 2))
        {
            var label = review.Meaning!.Label == Feeling.Positive ? 1 : 0;
            texts[label]++;
            foreach (var gram in Grams(review.Text!))
            {
                counts.TryAdd(gram, [0, 0]);
                counts[gram][label]++;
                totals[label]++;
            }
        }

        double LogLikelihood(string text, int label) =>
            Math.Log(texts[label])
            + Grams(text).Where(counts.ContainsKey).Sum(gram => Math.Log((counts[gram][label] + 1) / (totals[label] + counts.Count)));

        var asked = reviews.Skip(reviews.Count / 2).ToList();
        var right = asked
            .GroupBy(r => r.Meaning!.Label)
            .Select(g => g.Average(r => LogLikelihood(r.Text!, 1) > LogLikelihood(r.Text!, 0) == (g.Key == Feeling.Positive) ? 1.0 : 0))
            .ToList();
        right.Should().HaveCount(2).And.OnlyContain(share => share > 0.85);
    }

    private static IEnumerable<string> Grams(string text) =>
        Enumerable.Range(0, Math.Max(0, text.Length - 2)).Select(at => text.Substring(at, 3));
}
