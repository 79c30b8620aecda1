namespace Marketing.DemoShop.Tests;

[Collection(nameof(WholeYear))]
public sealed class The_catalogue_and_its_customers(WholeYear year)
{
    [Fact]
    public void Two_thousand_products_have_unique_names_in_both_languages()
    {
        year.Shop.Products.Should().HaveCount(2_000);
        year.Shop.Products.Select(p => p.ItemId).Should().OnlyHaveUniqueItems();
        year.Shop.Products.Select(p => p.Name).Should().OnlyHaveUniqueItems();
        year.Shop.Products.Select(p => p.NameZh).Should().OnlyHaveUniqueItems();
        year.Shop.Products.Should().OnlyContain(p => p.NameZh.Any(c => c >= 0x4E00 && c < 0x9FFF) && !p.Name.Any(c => c >= 0x4E00));
    }

    [Fact]
    public void The_category_tree_has_three_levels_and_twelve_departments()
    {
        var paths = year.Shop.Products.Select(p => p.Category.Split(" > ")).ToList();
        paths.Should().OnlyContain(path => path.Length == 3);
        paths.Select(path => path[0]).Distinct().Should().HaveCount(12);
        paths.Select(path => path[1]).Distinct().Should().HaveCount(48);
        year.Shop.Products.Select(p => p.Category).Distinct().Should().HaveCount(160);
    }

    [Fact]
    public void A_phone_costs_more_than_its_case()
    {
        var prices = year
            .Shop.Products.GroupBy(p => p.Category.Split(" > ")[2])
            .ToDictionary(g => g.Key, g => g.Select(p => p.Price).ToList());
        prices["Smartphones"].Min().Should().BeGreaterThan(prices["Phone Cases"].Max());
        prices["Smartphones"].Should().OnlyContain(price => price >= 150 && price <= 1_300);
        prices.Values.SelectMany(p => p).Should().OnlyContain(price => price > 0);
    }

    [Fact]
    public void Some_products_are_sold_out_and_some_have_left()
    {
        year.Shop.Products.Count(p => p.Stock == 0).Should().BeInRange(20, 120);
        year.Shop.Products.Count(p => !p.Available).Should().BeInRange(10, 80);
    }

    [Fact]
    public void Five_thousand_customers_speak_two_languages_in_several_time_zones()
    {
        year.Shop.Customers.Should().HaveCount(5_000);
        year.Shop.Customers.Count(c => c.Language == "zh").Should().BeInRange(2_000, 2_500);
        year.Shop.Customers.Select(c => c.TimeZone).Distinct().Should().HaveCount(8);
        year.Shop.Customers.Should().OnlyContain(c => TimeZoneInfo.FindSystemTimeZoneById(c.TimeZone) != null);
        year.Shop.Customers.Select(c => c.ConsentPersonalization).Distinct().Should().HaveCount(3);
    }

    [Fact]
    public void A_fifth_of_the_products_draws_about_half_of_the_views()
    {
        var views = year.Of(DemoEventType.View).CountBy(e => e.ItemId!).Select(c => c.Value).OrderDescending().ToList();
        (views.Take(400).Sum() / (double)views.Sum()).Should().BeInRange(0.4, 0.85);
    }

    [Fact]
    public void A_few_customers_come_often_and_most_come_rarely()
    {
        var perCustomer = year
            .Happened.Where(e => e.UserId is not null)
            .CountBy(e => e.UserId!)
            .Select(c => c.Value)
            .OrderDescending()
            .ToList();
        perCustomer.Take(perCustomer.Count / 5).Sum().Should().BeGreaterThan(perCustomer.Sum() / 2);
        perCustomer.Count.Should().BeGreaterThan(4_000);
    }

    [Fact]
    public void Searches_are_in_the_customers_language()
    {
        var languages = year.Shop.Customers.ToDictionary(c => c.UserId, c => c.Language);
        var searches = year.Of(DemoEventType.Search).ToList();
        searches.Where(e => e.UserId is not null && languages[e.UserId] != e.Language).Should().BeEmpty();
        searches.Where(e => e.Language == "zh" != e.Query!.Any(c => c >= 0x4E00)).Should().BeEmpty();
        searches.Select(e => e.Query).Distinct().Should().HaveCountGreaterThan(1_000);
    }
}
