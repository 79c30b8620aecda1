using Marketing.TestKit;

namespace Marketing.Store.Tests.Items;

public sealed class Writing_items(TestDatabase database) : IClassFixture<TestDatabase>
{
    private readonly StoreChanges _changes = new();

    [Fact]
    public async Task stores_every_field_and_shows_it_in_memory()
    {
        using var catalogue = await LoadedAsync();
        var item = new NewItem
        {
            ItemId = "all/fields",
            Name = "Kettle 水壶",
            Category = "Home>Kitchen",
            Brand = "Hario",
            Price = 39.90m,
            Currency = "EUR",
            Stock = 3,
            Recommendable = false,
            Description = "Long",
            ImageUrl = "/k.jpg",
            Tags = ["a, b", "quote\" and \\", "{braces}"],
            Attributes = """{"l":1}""",
            CreatedAt = new DateTimeOffset(2025, 1, 2, 3, 4, 5, TimeSpan.Zero),
        };
        (await Writer(catalogue).PutAsync(item, CancellationToken.None)).Should().BeTrue();
        await using var db = database.CreateDb();
        var row = db.Items.Single(i => i.ItemId == "all/fields");
        row.Should().BeEquivalentTo(item, o => o.Excluding(i => i.Category).Excluding(i => i.Attributes).ComparingByMembers<NewItem>());
        row.Category.Should().Be("Home > Kitchen");
        row.Attributes.Should().Be("""{"l": 1}""");
        catalogue.Current.Find("all/fields").Should().BeEquivalentTo(row, o => o.ExcludingMissingMembers().Excluding(i => i.Attributes));
        catalogue.Current.Find("all/fields")!.Attributes.Number("l").Should().Be(1);
        catalogue.Current.Find("all/fields")!.Tags.Should().Equal(item.Tags);
    }

    [Fact]
    public async Task again_changes_nothing()
    {
        using var catalogue = await LoadedAsync();
        var writer = Writer(catalogue);
        NewItem[] items = [Item("same-1"), Item("same-2") with { Tags = ["x"] }, Item("same-1") with { Name = "last" }];
        (await writer.WriteAsync(items, WriteOptions.Live, CancellationToken.None)).Should().BeEquivalentTo(new WriteResult(2, 1, []));
        var changedAt = await database.ScalarAsync<DateTime>("SELECT changed_at FROM shop.items WHERE item_id = 'same-2'");
        (await writer.WriteAsync(items, WriteOptions.Live, CancellationToken.None)).Should().BeEquivalentTo(new WriteResult(0, 3, []));
        (await database.ScalarAsync<DateTime>("SELECT changed_at FROM shop.items WHERE item_id = 'same-2'")).Should().Be(changedAt);
        (await database.ScalarAsync<string>("SELECT name FROM shop.items WHERE item_id = 'same-1'")).Should().Be("last");
    }

    [Fact]
    public async Task remembers_when_an_item_was_sold_out()
    {
        using var catalogue = await LoadedAsync();
        var writer = Writer(catalogue);
        Task<long> CountAsync(string what) =>
            database.ScalarAsync<long>($"SELECT count(*) FROM shop.stock_outs WHERE item_id LIKE 'scarce-%' AND {what}");
        NewItem[] Stocked(int? first, int? second) => [Item("scarce-1") with { Stock = first }, Item("scarce-2") with { Stock = second }];

        await writer.WriteAsync(Stocked(0, 5), WriteOptions.Live, CancellationToken.None);
        (await CountAsync("true")).Should().Be(0, "what begins without stock was not sold out");
        await writer.WriteAsync(Stocked(3, 0), WriteOptions.Live, CancellationToken.None);
        await writer.WriteAsync(Stocked(null, 0), WriteOptions.Live, CancellationToken.None);
        (await CountAsync("true")).Should().Be(1);
        (await CountAsync("item_id = 'scarce-2' AND ended_at IS NULL")).Should().Be(1);
        await writer.WriteAsync(Stocked(0, null), WriteOptions.Live, CancellationToken.None);
        (await CountAsync("item_id = 'scarce-1' AND ended_at IS NULL")).Should().Be(1, "before it nobody counted its stock");
        (await CountAsync("item_id = 'scarce-2' AND ended_at > started_at")).Should().Be(1);

        await database.ExecuteAsync(
            "UPDATE shop.stock_outs SET started_at = now() - interval '410 days', ended_at = now() - interval '401 days' WHERE item_id = 'scarce-2'"
        );
        await writer.WriteAsync(Stocked(0, 0), WriteOptions.Live, CancellationToken.None);
        (await CountAsync("item_id = 'scarce-2' AND ended_at IS NOT NULL")).Should().Be(0, "400 days are enough");
        (await CountAsync("item_id = 'scarce-2'")).Should().Be(1);
        await writer.DeleteAsync("scarce-2", CancellationToken.None);
        (await CountAsync("item_id = 'scarce-2'")).Should().Be(0);
    }

    [Fact]
    public async Task replaces_but_keeps_what_only_imports_know()
    {
        using var catalogue = await LoadedAsync();
        var writer = Writer(catalogue);
        var created = new DateTimeOffset(2024, 5, 6, 0, 0, 0, TimeSpan.Zero);
        await writer.PutAsync(Item("postage") with { Recommendable = false, Brand = "b", CreatedAt = created }, CancellationToken.None);
        (await writer.PutAsync(Item("postage") with { Name = "Postage 2" }, CancellationToken.None)).Should().BeFalse();
        var item = catalogue.Current.Find("postage")!;
        (item.Name, item.Brand, item.Recommendable, item.CreatedAt).Should().Be(("Postage 2", null, false, created));
        catalogue.Current.CanBeRecommended("postage").Should().BeFalse();
    }

    [Fact]
    public async Task refuses_bad_rows_one_by_one()
    {
        using var catalogue = await LoadedAsync();
        NewItem[] items =
        [
            Item("ok"),
            Item("bad\n"),
            Item("bad") with
            {
                ImageUrl = "javascript:alert(1)",
            },
            Item("bad") with
            {
                Category = "a > > b",
            },
        ];
        var result = await Writer(catalogue).WriteAsync(items, WriteOptions.Live, CancellationToken.None);
        result.Accepted.Should().Be(1);
        result
            .Rejected.Select(r => (r.Index, r.Code))
            .Should()
            .Equal((1, RejectCodes.InvalidText), (2, RejectCodes.InvalidValue), (3, RejectCodes.InvalidValue));
    }

    [Fact]
    public async Task removes_one()
    {
        using var catalogue = await LoadedAsync();
        var writer = Writer(catalogue);
        await writer.PutAsync(Item("gone"), CancellationToken.None);
        catalogue.Current.Find("gone").Should().NotBeNull();
        (await writer.DeleteAsync("gone", CancellationToken.None)).Should().BeTrue();
        catalogue.Current.Find("gone").Should().BeNull();
        (await writer.DeleteAsync("gone", CancellationToken.None)).Should().BeFalse();
    }

    [Fact]
    public async Task at_once_from_many_sides_ends_with_one_of_them_everywhere()
    {
        using var catalogue = await LoadedAsync();
        var writer = Writer(catalogue);
        await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(n =>
                    Task.Run(async () =>
                    {
                        for (var i = 0; i < 10; i++)
                        {
                            NewItem[] items =
                            [
                                Item("race-a") with
                                {
                                    Stock = (n * 100) + i,
                                },
                                Item("race-b") with
                                {
                                    Stock = (n * 100) + i,
                                },
                            ];
                            await writer.WriteAsync(n % 2 == 0 ? items : [.. items.Reverse()], WriteOptions.Live, CancellationToken.None);
                        }
                    })
                )
        );
        var stored = await database.ScalarAsync<int>("SELECT stock FROM shop.items WHERE item_id = 'race-a'");
        catalogue.Current.Find("race-a")!.Stock.Should().Be(stored);
        catalogue.Current.Find("race-b")!.Stock.Should().Be(stored);
    }

    internal static NewItem Item(string id) => new() { ItemId = id, Name = $"Item {id}" };

    private ItemWriter Writer(Catalogue catalogue) =>
        new(database.DataSource, _changes, new DatabaseHealth(), catalogue, new IngestSettings());

    private async Task<Catalogue> LoadedAsync()
    {
        var catalogue = new Catalogue(database.DataSource);
        await catalogue.LoadAsync(CancellationToken.None);
        return catalogue;
    }
}
