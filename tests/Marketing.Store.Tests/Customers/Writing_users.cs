using System.Text;
using Marketing.TestKit;

namespace Marketing.Store.Tests.Customers;

public sealed class Writing_users(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task replaces_the_profile_and_never_forgets_a_refusal()
    {
        using var customers = await LoadedAsync(PrivacySettings.OptOut);
        var writer = Writer(customers);
        var first = new NewUser
        {
            UserId = "u1",
            Language = "zh-CN",
            TimeZone = "Asia/Shanghai",
            Attributes = """{"tier":"gold"}""",
            Personalization = false,
            Email = true,
        };
        (await writer.PutAsync(first, CancellationToken.None)).Should().BeTrue();
        (
            await writer.PutAsync(
                new NewUser
                {
                    UserId = "u1",
                    Language = "en",
                    Email = false,
                },
                CancellationToken.None
            )
        ).Should().BeFalse();
        await using var db = database.CreateDb();
        db.Users.Single(u => u.UserId == "u1")
            .Should()
            .BeEquivalentTo(
                new
                {
                    Language = "en",
                    TimeZone = (string?)null,
                    Attributes = (string?)null,
                    ConsentPersonalization = (bool?)false,
                    ConsentEmail = (bool?)false,
                    ConsentSms = (bool?)null,
                }
            );
        customers.MayPersonalize("u1").Should().BeFalse();
        customers.Find("u1")!.Language.Should().Be("en");
    }

    [Theory]
    [InlineData(PrivacySettings.OptOut, true)]
    [InlineData(PrivacySettings.OptIn, false)]
    public async Task who_said_nothing_is_treated_as_the_settings_say(string setting, bool may)
    {
        using var customers = await LoadedAsync(setting);
        var writer = Writer(customers);
        NewUser[] users =
        [
            new() { UserId = "silent" },
            new() { UserId = "yes", Personalization = true },
            new() { UserId = "no", Personalization = false },
        ];
        await writer.WriteAsync(users, WriteOptions.Live, CancellationToken.None);
        customers.MayPersonalize("silent").Should().Be(may);
        customers.MayPersonalize("unknown").Should().Be(may);
        customers.MayPersonalize("yes").Should().BeTrue();
        customers.MayPersonalize("no").Should().BeFalse();
    }

    [Theory]
    [InlineData("""{"userId":"u","consent":{"email":1}}""", RejectCodes.WrongType)]
    [InlineData("""{"userId":"u","consent":{"post":true}}""", RejectCodes.UnknownField)]
    [InlineData("""{"userId":"u","consent":{"sms":true,"sms":false}}""", RejectCodes.DuplicateField)]
    [InlineData("""{"userId":"u","consent":[]}""", RejectCodes.WrongType)]
    [InlineData("""{"userId":"u","language":"x"}""", RejectCodes.InvalidValue)]
    [InlineData("""{"userId":"u","timeZone":"Mars/Phobos"}""", RejectCodes.InvalidValue)]
    [InlineData("""{"userId":"session:u"}""", RejectCodes.InvalidId)]
    [InlineData("""{"language":"en"}""", RejectCodes.MissingField)]
    [InlineData("""{"userId":"u","attributes":"x"}""", RejectCodes.WrongType)]
    public void a_bad_profile_is_refused(string json, string code)
    {
        UserJson.TryParse(Encoding.UTF8.GetBytes(json), 0, out _, out var rejected).Should().BeFalse();
        rejected!.Code.Should().Be(code);
    }

    [Fact]
    public void a_profile_is_read()
    {
        const string json =
            """{"userId":"u","consent":{"sms":false,"push":null,"personalization":true},"timeZone":"Europe/Berlin","language":"de"}""";
        UserJson.TryParse(Encoding.UTF8.GetBytes(json), 0, out var user, out _).Should().BeTrue();
        user.Should()
            .Be(
                new NewUser
                {
                    UserId = "u",
                    Language = "de",
                    TimeZone = "Europe/Berlin",
                    Sms = false,
                    Personalization = true,
                }
            );
    }

    private UserWriter Writer(CustomerDirectory customers) =>
        new(database.DataSource, new StoreChanges(), new DatabaseHealth(), customers, new IngestSettings());

    private async Task<CustomerDirectory> LoadedAsync(string personalization)
    {
        var customers = new CustomerDirectory(database.DataSource, new PrivacySettings { Personalization = personalization });
        await customers.LoadAsync(CancellationToken.None);
        return customers;
    }
}
