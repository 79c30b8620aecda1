using Marketing.Recommendations.Interactions;
using Marketing.Store;

namespace Marketing.Recommendations.Tests.Interactions;

public sealed class A_return
{
    private const int Shirt = 0;
    private const int Shoes = 1;

    [Fact]
    public void takes_its_purchase_back_and_leaves_the_view() =>
        After(View(Shirt, 1), Buy(Shirt, 2), Return(Shirt, 3)).Should().Equal("View 0");

    [Fact]
    public void leaves_other_items_alone() => After(Buy(Shoes, 1), Return(Shirt, 2)).Should().Equal("Purchase 1");

    [Fact]
    public void goes_to_the_newest_purchase_before_it() =>
        Times(Buy(Shirt, 1), Buy(Shirt, 2), Return(Shirt, 3), Buy(Shirt, 4)).Should().Equal(1, 4);

    [Fact]
    public void goes_to_the_purchase_of_its_order_first() =>
        Times(Buy(Shirt, 1, order: 7), Buy(Shirt, 2, order: 8), Return(Shirt, 3, order: 7)).Should().Equal(2);

    [Fact]
    public void of_some_units_leaves_the_purchase() => Times(Buy(Shirt, 1, units: 3), Return(Shirt, 2, units: 2)).Should().Equal(1);

    [Fact]
    public void of_all_units_in_two_steps_takes_the_purchase_back() =>
        Times(Buy(Shirt, 1, units: 3), Return(Shirt, 2, units: 2), Return(Shirt, 3, units: 1)).Should().BeEmpty();

    [Fact]
    public void of_more_units_than_one_purchase_goes_on_to_the_one_before() =>
        Times(Buy(Shirt, 1, units: 2), Buy(Shirt, 2, units: 2), Return(Shirt, 3, units: 3)).Should().Equal(1);

    [Fact]
    public void without_a_purchase_is_forgotten() => After(Return(Shirt, 1), Buy(Shirt, 2)).Should().Equal("Purchase 0");

    private static IEnumerable<string> After(params Interaction[] rows) => Kept(rows).Select(row => $"{row.Type} {row.Item}");

    private static IEnumerable<long> Times(params Interaction[] rows) => Kept(rows).Select(row => row.Time);

    private static Interaction[] Kept(Interaction[] rows) => rows[..Returns.TakeBack(rows)];

    private static Interaction View(int item, long time) => new(time, item, float.NaN, 0, EventType.View);

    private static Interaction Buy(int item, long time, float units = float.NaN, int order = 0) =>
        new(time, item, units, order, EventType.Purchase);

    private static Interaction Return(int item, long time, float units = float.NaN, int order = 0) =>
        new(time, item, units, order, EventType.Return);
}
