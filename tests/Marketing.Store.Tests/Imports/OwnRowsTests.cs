namespace Marketing.Store.Tests.Imports;

public sealed class An_import_of_our_own_rows : IDisposable
{
    private readonly RecordedImport _import = new();

    [Fact]
    public async Task Reads_items_from_csv_and_json_alike()
    {
        var csv = _import.Write(
            "i.csv",
            "itemId,name,category,brand,price,currency,stock,available,recommendable,tags,description,attributes.colour\n"
                + "i1,\"Pan, \"\"big\"\"\",Home > Kitchen,Acme,12.50,EUR,3,false,yes,steel|pan|steel,\"two\nlines\",red\n"
        );
        var json = _import.Write(
            "i.ndjson",
            """{"itemId":"i1","name":"Pan, \"big\"","category":"Home > Kitchen","brand":"Acme","price":12.50,"currency":"EUR","stock":3,"available":false,"recommendable":true,"tags":["steel","pan"],"description":"two\nlines","attributes":{"colour":"red"}}"""
        );

        (await _import.RunAsync("items", csv)).Items.Accepted.Should().Be(1);
        var again = await _import.RunAsync("items", json);

        again.Items.Should().Be(new Store.Imports.ImportCounts(0, 1)); // the same item
        _import
            .Items[0]
            .Should()
            .BeEquivalentTo(
                new
                {
                    ItemId = "i1",
                    Available = false,
                    Recommendable = true,
                    Stock = 3,
                    Tags = new[] { "steel", "pan" },
                }
            );
    }

    [Fact]
    public async Task Reads_users_and_leaves_unsaid_consent_alone()
    {
        var csv = _import.Write(
            "u.csv",
            "userId;language;consent.personalization;consentEmail;attributes.city\nu1;zh-CN;no;;München\nu2;;maybe;;\n"
        );

        var summary = await _import.RunAsync("users", csv);

        _import
            .Users.Should()
            .Equal(
                new NewUser
                {
                    UserId = "u1",
                    Language = "zh-CN",
                    Personalization = false,
                    Attributes = """{"city":"München"}""",
                }
            );
        summary.Rejected.Should().Equal(new Dictionary<string, long> { ["invalid-value"] = 1 });
        _import.Rejects(csv).Should().Equal("3 invalid-value u2;;maybe;;");
    }

    [Fact]
    public async Task Reads_reviews_from_csv_and_json_as_the_same_events()
    {
        var csv = _import.Write(
            "r.csv",
            "userId,itemId,stars,text,language,occurredAt\n"
                + "u,i,4,\"Gut.\n\"\"Sehr\"\" gut\",de,2026-01-02T00:00:00Z\n"
                + "u,i,many,x,de,2026-01-02T00:00:00Z\n"
        );
        var json = _import.Write(
            "r.jsonl",
            """{"occurredAt":"2026-01-02T00:00:00Z","userId":"u","itemId":"i","value":4,"text":"Gut.\n\"Sehr\" gut","language":"de"}"""
        );

        await _import.RunAsync("reviews", csv);
        (await _import.RunAsync("reviews", json)).Events.Duplicates.Should().Be(1);

        var review = _import.Events.Should().ContainSingle().Subject;
        review
            .Should()
            .BeEquivalentTo(
                new
                {
                    Type = EventType.Review,
                    UserId = "u",
                    ItemId = "i",
                    Value = 4.0,
                    Text = "Gut.\n\"Sehr\" gut",
                    Language = "de",
                }
            );
        _import.Rejects(csv).Should().Equal("4 invalid-number u,i,many,x,de,2026-01-02T00:00:00Z");
    }

    [Fact]
    public async Task Sends_all_rejects_to_one_file_when_asked_to()
    {
        var first = _import.Write("a.csv", "userId,language\n,de\n");
        var second = _import.Write("b.csv", "userId,language\nu,german language\n");
        var rejects = Path.Combine(_import.Folder, "bad.csv");

        await new Store.Imports.ImportRunner(_import, new TestKit.FakeTime()).RunAsync(
            new Store.Imports.ImportRequest
            {
                Kind = "users",
                Files = [first, second],
                RejectFile = rejects,
            },
            progress: null,
            default
        );

        File.ReadAllLines(rejects)
            .Should()
            .Equal(
                "file,line,code,reason,row",
                $"{first},2,missing-field,'userId' is empty.,\",de\"",
                $"{second},2,invalid-value,\"'language' must be a BCP 47 tag, such as en or zh-CN.\",\"u,german language\""
            );
    }

    [Fact]
    public async Task Never_takes_the_file_itself_for_its_reject_file()
    {
        var file = _import.Write("u.csv", "userId\n\n");
        var runner = new Store.Imports.ImportRunner(_import, new TestKit.FakeTime());
        var request = new Store.Imports.ImportRequest
        {
            Kind = "users",
            Files = [file],
            RejectFile = Path.Combine(_import.Folder, ".", "u.csv"),
        };

        await runner
            .Invoking(r => r.RunAsync(request, null, default))
            .Should()
            .ThrowAsync<IOException>()
            .WithMessage("*is being imported*");

        File.ReadAllText(file).Should().StartWith("userId");
    }

    [Fact]
    public async Task Tells_a_missing_file_before_anything_is_written()
    {
        var file = _import.Write("u.csv", "userId\nu\n");

        await _import.Invoking(i => i.RunAsync("users", file, file + "x")).Should().ThrowAsync<FileNotFoundException>();

        _import.Users.Should().BeEmpty();
    }

    public void Dispose() => _import.Dispose();
}
