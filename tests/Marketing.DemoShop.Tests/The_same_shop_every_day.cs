using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Marketing.DemoShop.Tests;

public sealed class The_same_shop_every_day
{
    private static readonly DateOnly Day = new(2026, 11, 21);
    private static readonly DemoShopOptions Small = new() { Products = 320, Customers = 300 };

    [Fact]
    public void The_same_seed_and_last_day_give_the_same_bytes() => Fingerprint(Small, Day).Should().Be(Fingerprint(Small, Day));

    [Fact]
    public async Task Shops_played_side_by_side_on_several_threads_do_not_disturb_one_another()
    {
        var alone = Fingerprint(Small, Day);
        var together = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Fingerprint(Small, Day))));
        together.Should().AllBe(alone);
    }

    [Fact]
    public void The_year_of_one_shop_can_be_played_again()
    {
        var shop = new SimulatedShop(Day, Small);
        shop.Events().Select(e => e.Id).Should().Equal(shop.Events().Select(e => e.Id));
    }

    [Fact]
    public void Another_seed_gives_another_shop() => Fingerprint(Small with { Seed = 2 }, Day).Should().NotBe(Fingerprint(Small, Day));

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(-365)]
    public void Another_last_day_moves_every_event_by_whole_days_and_changes_nothing_else(int days)
    {
        var moved = new SimulatedShop(Day.AddDays(days), Small);
        var original = new SimulatedShop(Day, Small);
        moved
            .Events()
            .Select(e => Json(e with { OccurredAt = e.OccurredAt.AddDays(-days) }))
            .Should()
            .Equal(original.Events().Select(Json));
        moved.Products.Select(Json).Should().Equal(original.Products.Select(Json));
        moved.Customers.Select(Json).Should().Equal(original.Customers.Select(Json));
    }

    [Fact]
    public void A_shop_with_fewer_products_than_kinds_is_refused() =>
        FluentActions.Invoking(() => new SimulatedShop(Day, Small with { Products = 159 })).Should().Throw<ArgumentOutOfRangeException>();

    [Fact]
    public void It_knows_nobody() =>
        typeof(SimulatedShop)
            .Assembly.GetReferencedAssemblies()
            .Should()
            .NotContain(name => name.Name != null && name.Name.StartsWith("Marketing.", StringComparison.Ordinal));

    private static string Fingerprint(DemoShopOptions options, DateOnly lastDay)
    {
        var shop = new SimulatedShop(lastDay, options);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var line in shop.Products.Select(Json).Concat(shop.Customers.Select(Json)).Concat(shop.Events().Select(Json)))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(line));
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }

    private static string Json<T>(T value) => JsonSerializer.Serialize(value);
}
