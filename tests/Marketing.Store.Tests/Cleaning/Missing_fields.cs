namespace Marketing.Store.Tests.Cleaning;

/// <summary>Fields that are absent, by the choice of each.</summary>
public sealed partial class Cleaned_events
{
    [Fact]
    public async Task fill_a_missing_price_on_the_line_between_its_neighbours()
    {
        // 10 at second 0 and 20 at second 100: at second 30 it is 10 + 10 × 30/100 = 13. Before the first there is no line: the median of 10 and 20.
        await WriteAsync(
            Buy("a", "known 1", 0),
            Buy("a", "known 2", 100) with
            {
                Price = 20,
            },
            Buy("b", "between", 30) with
            {
                Price = null,
            },
            Buy("b", "before", -30) with
            {
                Price = null,
            },
            Buy("b", "unheard of", 0, "j") with
            {
                Price = null,
            }
        );
        var counts = (await CleanAsync()).Counts;
        counts["missing-price"].Should().Be(2);
        (await CleanAmountsAsync())
            .Should()
            .Equal("before 15 EUR", "between 13 EUR", "known 1 10 EUR", "known 2 20 EUR", "unheard of none");
        (await CleanAsync(new CleaningSettings { Missing = new MissingSettings { Price = MissingChoice.Delete } }))
            .Counts["without-price"]
            .Should()
            .Be(3);
        (await CleanIdsAsync()).Should().Equal("known 1", "known 2");
        (await CleanAsync(new CleaningSettings { Missing = new MissingSettings { Price = MissingChoice.Mean } }))
            .Counts.Should()
            .NotContainKey("without-price");
        (await CleanAmountsAsync()).Should().Contain("before 15 EUR").And.Contain("between 15 EUR");
    }

    [Theory]
    [InlineData(MissingChoice.Mean, "gap 3 × 30 EUR")]
    [InlineData(MissingChoice.Median, "gap 2 × 20 EUR")]
    [InlineData(MissingChoice.Interpolation, "gap 1.3 × 13 EUR")]
    [InlineData(MissingChoice.Keep, "gap none")]
    [InlineData(MissingChoice.Delete, null)]
    public async Task fill_a_missing_number_by_the_choice_of_its_field(MissingChoice choice, string? filled)
    {
        // Means of 1, 2, 6 pieces and of 10, 20, 60: 3 and 30; medians 2 and 20; at second 30 of 100 the lines stand at 1.3 and 13.
        await WriteAsync(
            Buy("a", "first", 0) with
            {
                Quantity = 1,
            },
            Buy("a", "second", 100) with
            {
                Quantity = 2,
                Price = 20,
            },
            Buy("a", "third", 200) with
            {
                Quantity = 6,
                Price = 60,
            },
            Buy("b", "gap", 30) with
            {
                Price = null,
            }
        );
        await CleanAsync(
            new CleaningSettings
            {
                Missing = new MissingSettings { Price = choice, Quantity = choice },
            }
        );
        (await CleanAmountsAsync())
            .Where(row => row.StartsWith("gap", StringComparison.Ordinal))
            .Should()
            .Equal(filled is null ? [] : [filled]);
    }

    [Fact]
    public async Task fill_a_missing_grade_and_leave_out_what_has_no_word_where_that_is_chosen()
    {
        NewEvent Review(string id, double second, double? stars) =>
            View("a", id, second) with
            {
                Type = EventType.Review,
                Text = "Well made.",
                Value = stars,
                Channel = "web",
                Language = "en",
            };
        await WriteAsync(
            Review("one", 0, 1),
            Review("two", 100, 2),
            Review("six", 200, 6),
            Review("none", 30, null),
            Review("no channel", 40, 4) with
            {
                Channel = null,
            },
            Review("no language", 50, 4) with
            {
                Language = null,
            }
        );
        var chosen = new MissingSettings
        {
            Grade = MissingChoice.Median,
            Channel = MissingChoice.Delete,
            Language = MissingChoice.Delete,
        };
        var counts = (await CleanAsync(new CleaningSettings { Missing = chosen })).Counts;
        (counts["without-channel"], counts["without-language"]).Should().Be((1, 1));
        (await CleanIdsAsync()).Should().Equal("none", "one", "six", "two");
        // The grades are filled before anything is set aside for a word: the median of 1, 2, 4, 4 and 6.
        (await _store.Database.ScalarAsync<double>("SELECT value FROM shop.clean_events WHERE event_id = 'none'"))
            .Should()
            .Be(4);
        await CleanAsync();
        (await CleanIdsAsync()).Should().HaveCount(6, "readers take what is absent for a group of its own");
    }
}
