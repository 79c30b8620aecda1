using Marketing.Ads.Decisions;

namespace Marketing.Ads.Tests.Decisions;

public sealed class A_logged_set_of_ads
{
    [Fact]
    public void Comes_back_as_it_was()
    {
        Dictionary<string, int[]> numbers = new()
        {
            ["top"] = [.. Enumerable.Range(1, 1_000)],
            ["side"] = [3, 4, 5, 9, 200, 201, 70_000],
            ["none"] = [],
        };

        var bytes = EligibleSet.Write(numbers);

        EligibleSet.Read(bytes).Should().BeEquivalentTo(numbers);
        // 0, three places; "none" and its 0; "side", 7, (3, 3) (3, 1) (190, 2) (69798, 1); "top", 1000, (1, 1000).
        bytes.Should().HaveCount(2 + 6 + (6 + 2 + 2 + 3 + 4) + (4 + 2 + 3));
    }

    [Fact]
    public void Of_no_placement_is_one() => EligibleSet.Read(EligibleSet.Write(new Dictionary<string, int[]>())).Should().BeEmpty();

    [Fact]
    public void In_the_form_of_before_is_still_read()
    {
        // One place named "a" with 2 ads, 5 and 5 + 300; 300 = 0b10_0101100.
        EligibleSet
            .Read([1, 1, (byte)'a', 2, 5, 0b1010_1100, 0b10])
            .Should()
            .BeEquivalentTo(new Dictionary<string, int[]> { ["a"] = [5, 305] });
        EligibleSet.Read([]).Should().BeEmpty();
        EligibleSet.Read([0]).Should().BeEmpty();
    }

    [Fact]
    public void That_is_damaged_is_refused()
    {
        foreach (
            var bytes in new byte[][] { [0, 1, 1, (byte)'a', 9, 1, 200], [0, 1], [1, 1, (byte)'a', 9, 1], [0, 1, 1, (byte)'a', 2, 1, 0] }
        )
        {
            FluentActions.Invoking(() => EligibleSet.Read(bytes)).Should().Throw<InvalidDataException>();
        }
    }
}
