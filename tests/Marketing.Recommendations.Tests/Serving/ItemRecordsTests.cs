using Marketing.Learning;
using Marketing.Learning.Recommenders;
using Marketing.Learning.Recommenders.Factors;
using Marketing.Recommendations.Serving;
using Marketing.Store;
using static Marketing.Recommendations.Tests.Serving.TestShelf;

namespace Marketing.Recommendations.Tests.Serving;

public sealed class The_record_of_an_item
{
    private static readonly Visitor Viewer = Seen(("seen", EventType.View));

    [Fact]
    public void lowers_it_by_what_its_returns_are_above_the_shops()
    {
        // 20 of 200 come back: .1. Of "back" (15 + 20 × .1) ÷ (80 + 20) = .17, .07 above; of "kept" below.
        var records = ItemRecords.Of([("back", 80, 15, 0, 0, 0), ("kept", 120, 5, 0, 0, 0)], scale: 5, asOf: 1);
        records.Find("back", stock: null, lowStock: 2)!.Value.Flaw.Should().Be(Flaw.Returns);
        records.Find("back", stock: null, lowStock: 2)!.Value.Strength.Should().BeApproximately(.07f, 1e-6f);
        records.Find("kept", stock: null, lowStock: 2).Should().BeNull();
        records.Find("unknown", stock: null, lowStock: 2).Should().BeNull();
    }

    [Fact]
    public void lowers_it_by_what_its_grades_are_below_the_shops()
    {
        // 100 grades, 400 of 500 points: .8. Of "poor" (60 ÷ 5 + 20 × .8) ÷ (30 + 20) = .56, .24 below.
        var records = ItemRecords.Of([("poor", 0, 0, 30, 60, 0), ("fine", 0, 0, 70, 340, 0)], scale: 5, asOf: 1);
        records.Find("poor", stock: 9, lowStock: 2).Should().Be(new ItemRecord(Flaw.Grades, .24f));
        records.Find("poor", stock: 2, lowStock: 2)!.Value.Strength.Should().BeApproximately(.34f, 1e-6f);
        records.Find("fine", stock: 1, lowStock: 2).Should().Be(new ItemRecord(Flaw.Stock, .1f));
        records.Find("fine", stock: 3, lowStock: 2).Should().BeNull();
    }

    [Fact]
    public void lowers_it_for_the_days_without_stock()
    {
        // A third of the 90 days: .3 ÷ 3. With returns .07 above the shop's (as above), both count and the weightier is named.
        var records = ItemRecords.Of([("scarce", 0, 0, 0, 0, 1 / 3.0), ("back", 80, 15, 0, 0, 1 / 3.0), ("kept", 120, 5, 0, 0, .05)], 5, 1);
        records.Find("scarce", stock: 50, lowStock: 2).Should().Be(new ItemRecord(Flaw.StockOuts, .1f));
        records.Find("back", stock: 50, lowStock: 2)!.Value.Flaw.Should().Be(Flaw.StockOuts);
        records.Find("back", stock: 50, lowStock: 2)!.Value.Strength.Should().BeApproximately(.17f, 1e-6f);
        records.Find("kept", stock: 50, lowStock: 2).Should().BeNull("four days in ninety happen to every item");
    }

    [Fact]
    public void never_takes_more_than_half()
    {
        var records = ItemRecords.Of([("bad", 1000, 1000, 0, 0, 0), ("good", 9000, 0, 0, 0, 0)], scale: 5, asOf: 1);
        records.Find("bad", stock: 1, lowStock: 2)!.Value.Strength.Should().Be(.5f);
    }

    [Fact]
    public void moves_it_down_in_personal_lists_and_among_fillers_and_hides_it_from_neither()
    {
        // "bad" loses half: 5 of 10, behind 6; as a filler 4.5 of 9, behind 8 and 5.
        var records = ItemRecords.Of([("bad", 1000, 1000, 0, 0, 0), ("good", 9000, 0, 0, 0, 0)], scale: 5, asOf: 1);
        var shelf = Of([("bad", 9, 10), ("good", 8, 6), ("other", 5, 4), ("seen", 0, 0)], [], records: records);
        Ids(shelf, Rank(shelf, Viewer, new RankRequest { N = 3 })).Should().Equal("good", "bad", "other");
        Ids(shelf, Rank(shelf, Visitor.Anonymous, new RankRequest { N = 3 })).Should().Equal("good", "other", "bad");
        shelf.RecordOf(shelf.PlaceOf("bad"))!.Value.Flaw.Should().Be(Flaw.Returns);
    }

    [Fact]
    public void counts_the_same_where_a_model_finds_its_best_without_scoring_all()
    {
        // Users of 40 items in two halves; the same factors asked as a factor model and, behind a plain face, by all scores.
        var items = new List<int>();
        for (var user = 0; user < 60; user++)
        {
            items.AddRange(Enumerable.Range(0, 8).Select(at => ((user % 2) * 20) + (int)(SplitMix64.At(7, (ulong)((user * 8) + at)) % 20)));
        }

        var starts = Enumerable.Range(0, 61).Select(user => user * 8L).ToArray();
        var data = new Histories(40, starts, [.. items], [.. Enumerable.Repeat(1f, items.Count)], new long[items.Count]);
        var trainer = RecommenderTrainers.All.First(known => known.Algorithm == "als");
        var model = trainer.Train(data, trainer.Grid[0], new TrainingControl(1, 1, null, CancellationToken.None));
        model.Should().BeAssignableTo<IFactorRecommender>();
        var rows = Enumerable.Range(0, 40).Select(i => ($"i{i}", 1f, 0f)).ToArray();
        var counts = Enumerable.Range(0, 40).Select(i => ($"i{i}", 100L, i % 3 == 0 ? 40L : 0L, 0L, 0d, 0d)).ToArray();
        var records = ItemRecords.Of(counts, scale: 5, asOf: 1);
        var visitor = Seen(("i1", EventType.View), ("i4", EventType.View), ("i6", EventType.Cart));

        var fast = Of(rows, [], champion: model, records: records);
        var plain = Of(rows, [], champion: new Plain(model), records: records);
        var unlowered = Of(rows, [], champion: model);
        foreach (var n in new[] { 1, 3, 10, 37 })
        {
            var request = new RankRequest { N = n };
            Ids(fast, Rank(fast, visitor, request)).Should().Equal(Ids(plain, Rank(plain, visitor, request)));
        }

        var whole = new RankRequest { N = 37 };
        Ids(fast, Rank(fast, visitor, whole)).Should().NotEqual(Ids(unlowered, Rank(unlowered, visitor, whole)));
    }

    private sealed class Plain(IRecommender model) : IRecommender
    {
        public string Algorithm => model.Algorithm;

        public int ItemCount => model.ItemCount;

        public float Floor => model.Floor;

        public void Score(History history, Span<float> scores) => model.Score(history, scores);

        public void Explain(History history, int item, Span<float> contributions) => model.Explain(history, item, contributions);

        public void Write(BinaryWriter writer) => throw new NotSupportedException();
    }
}
