using System.Net.Http.Json;
using Marketing.Store;

namespace Marketing.Recommendations.Tests.Http;

[Collection(ShopCollection.Name)]
public sealed class Filters_and_rules_over_http(ShopHost shop)
{
    // Each of them is in one way as no other item of the shop.
    private static readonly NewItem[] Odd =
    [
        ShopHost.Item("x-category") with
        {
            Category = "Attic > Trunks",
        },
        ShopHost.Item("x-brand") with
        {
            Brand = "Oddity",
        },
        ShopHost.Item("x-tag") with
        {
            Tags = ["remnant"],
        },
        ShopHost.Item("x-price") with
        {
            Price = 99,
        },
        ShopHost.Item("x-margin") with
        {
            Attributes = """{"cost":9.5}""",
        },
        ShopHost.Item("x-stock", stock: 1),
        ShopHost.Item("x-age") with
        {
            CreatedAt = DateTimeOffset.UtcNow.AddDays(-400),
        },
    ];

    private static readonly string[] OddIds = [.. Odd.Select(item => item.ItemId)];

    [Fact]
    public async Task look_at_category_brand_tag_price_margin_stock_and_newness()
    {
        // A pair (what is looked at, which item it leaves out).
        (object Where, string Item)[] hidden =
        [
            (new { category = "Attic" }, "x-category"),
            (new { brands = new[] { "oddity" } }, "x-brand"),
            (new { tags = new[] { "remnant" } }, "x-tag"),
            (new { minPrice = 50 }, "x-price"),
            (new { maxMargin = .1 }, "x-margin"),
            (new { maxStock = 1 }, "x-stock"),
            (new { olderThanDays = 300 }, "x-age"),
        ];
        await StoreAsync();
        try
        {
            foreach (var (where, item) in hidden)
            {
                var definition = new { rules = new[] { new { kind = "hide", where } } };
                using var put = await shop.Client.PutAsJsonAsync("/recommendation-placements/odd", definition);
                put.IsSuccessStatusCode.Should().BeTrue(await put.Content.ReadAsStringAsync());
                (await OddOfAsync("/recommendations/u24?n=100&placement=odd"))
                    .Should()
                    .BeEquivalentTo(OddIds.Except([item]), "of {0}", item);
            }
        }
        finally
        {
            await RemoveAsync();
        }
    }

    [Fact]
    public async Task narrow_a_list_to_prices_and_leave_out_what_is_excluded()
    {
        await StoreAsync();
        try
        {
            var dear = await shop.AskAsync("/recommendations/u24?n=5&minPrice=50&maxPrice=99");
            dear.Items.Select(item => item.ItemId).Should().Equal("x-price");

            // As long as before: what is left out makes room for the next.
            var all = (await shop.AskAsync("/recommendations/u24?n=8")).Items.Select(item => item.ItemId).ToArray();
            var rest = await shop.AskAsync($"/recommendations/u24?n=6&exclude={all[0]},{all[2]}");
            rest.Items.Select(item => item.ItemId).Should().Equal(all.Except([all[0], all[2]]));
        }
        finally
        {
            await RemoveAsync();
        }
    }

    private async Task<string[]> OddOfAsync(string path) =>
        [.. (await shop.AskAsync(path)).Items.Select(item => item.ItemId).Where(OddIds.Contains)];

    private async Task StoreAsync()
    {
        await shop.Get<ItemWriter>().WriteAsync(Odd, new WriteOptions(), CancellationToken.None);
        for (var wait = 0; wait < 600 && (await OddOfAsync("/recommendations/u24?n=100")).Length < OddIds.Length; wait++)
        {
            await Task.Delay(100);
        }

        (await OddOfAsync("/recommendations/u24?n=100")).Should().BeEquivalentTo(OddIds);
    }

    private async Task RemoveAsync()
    {
        foreach (var id in OddIds)
        {
            await shop.Get<ItemWriter>().DeleteAsync(id, CancellationToken.None);
        }

        using var _ = await shop.Client.DeleteAsync(new Uri("/recommendation-placements/odd", UriKind.Relative));
    }
}
