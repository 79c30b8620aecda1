using Marketing.Api.Commands;
using Marketing.Api.Hosting;
using Marketing.Api.Security;
using Marketing.Store.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Marketing.Api.Tests;

public sealed class SettingsOfTheHost : IDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("marketing-settings-");

    public void Dispose() => _data.Delete(recursive: true);

    private HostSettings Load(params string[] settings) =>
        HostSettings.Load([$"Marketing:DataDirectory={_data.FullName}", "ConnectionStrings:Marketing=", .. settings]);

    [Theory]
    [InlineData("Limits:BatchRow=5", "*'Limits:BatchRow'*BatchRows*")]
    [InlineData("Limits:BatchRows=0", "*'Limits:BatchRows' is 0*between 1 and 1000000*")]
    [InlineData("Limits:BatchRows=many", "*'Limits:BatchRows'*wrong type*")]
    [InlineData("Limits:BatchRows:Most=5", "*'Limits:BatchRows:Most'*")]
    [InlineData("Limit:BatchRows=5", "*'Limit'*'Limits'*")]
    [InlineData("Colour=red", "*'Colour'*")]
    [InlineData("Auth:Keys:0:Rolle=admin", "*'Auth:Keys:0:Rolle'*")]
    [InlineData("Auth:Keys:0:Role=admin", "*'Auth:Keys:0:Name' is missing*")]
    [InlineData("Auth:Keys:0:Role=boss", "*'Auth:Keys:0:Role'*")]
    [InlineData("Privacy:Personalization=maybe", "*'Privacy:Personalization'*opt-out or opt-in*")]
    [InlineData("OpenTelemetry:Endpoint=::", "*'OpenTelemetry:Endpoint'*")]
    [InlineData("Marketing:DataFolder=/tmp", "*'Marketing:DataFolder'*")]
    [InlineData("ConnectionStrings:Marketting=x", "*'ConnectionStrings:Marketting'*")]
    public void A_wrong_one_stops_the_start_and_is_named(string setting, string sentence)
    {
        // The modules read their own sections as they are added.
        var load = () => new ServiceCollection().AddMarketing(Load(setting));
        load.Should().Throw<SettingsException>().WithMessage(sentence);
    }

    [Fact]
    public void A_secret_in_a_wrong_place_is_not_said()
    {
        var load = () => Load("Auth:Keys:0:Name=a", "Auth:Keys:0:Role=hush-hush", "Auth:Keys:0:Key=hush-hush");
        load.Should().Throw<SettingsException>().Which.Message.Should().NotContain("hush");
    }

    [Fact]
    public void The_command_line_is_stronger_than_the_file_and_names_have_no_case()
    {
        var settings = Load("urls=http://localhost:1234", "limits:batchrows=7");
        settings.Configuration["Urls"].Should().Be("http://localhost:1234");
        settings.Limits.BatchRows.Should().Be(7);
        settings.Limits.BatchBytes.Should().Be(16 * 1024 * 1024);
        settings.Limits.BodyBytes.Should().Be(1024 * 1024);
    }

    [Fact]
    public void A_database_of_ones_own_needs_keys()
    {
        var open = () => KeyRing.Open(Load("ConnectionStrings:Marketing=Host=db"));
        open.Should().Throw<SettingsException>().WithMessage("*Auth:Keys:0:Name*");
    }

    [Fact]
    public void A_secret_may_stand_once()
    {
        var open = () =>
            KeyRing.Open(
                Load(
                    "Auth:Keys:0:Name=a",
                    "Auth:Keys:0:Role=admin",
                    "Auth:Keys:0:Key=x",
                    "Auth:Keys:1:Name=b",
                    "Auth:Keys:1:Role=marketer",
                    "Auth:Keys:1:Key=x"
                )
            );
        open.Should().Throw<SettingsException>().WithMessage("*'Auth:Keys:1:Key'*");
    }

    [Fact]
    public void Without_keys_one_a_role_is_made_once_and_kept_for_the_owner_only()
    {
        var settings = Load();
        var first = KeyRing.Open(settings);
        first.New.Should().BeTrue();
        first.Made.Select(key => key.Role).Should().Equal(Enum.GetValues<ApiRole>());
        first
            .Made.Should()
            .OnlyContain(key => System.Text.RegularExpressions.Regex.IsMatch(key.Key, $"^mk_{key.Name}_[A-Za-z0-9_-]{{43}}$"));
        first.Keys.Find(first.Made[2].Key)?.Role.Should().Be(ApiRole.Operator);
        first.Keys.Find(first.Made[2].Key + " ").Should().BeNull();

        var second = KeyRing.Open(settings);
        second.New.Should().BeFalse();
        second.Made.Should().Equal(first.Made);
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(Path.Combine(_data.FullName, "keys.json")).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    [Fact]
    public async Task Of_hosts_that_start_at_once_one_makes_the_keys()
    {
        var opened = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => KeyRing.Open(Load()))));
        opened.Count(ring => ring.New).Should().Be(1);
        opened.Select(ring => string.Join(' ', ring.Made)).Distinct().Should().ContainSingle();
        Directory.GetFiles(_data.FullName).Should().ContainSingle("drafts are taken away");
    }

    [Fact]
    public void A_spoilt_key_file_is_not_overwritten()
    {
        var path = Path.Combine(_data.FullName, "keys.json");
        File.WriteAllText(path, "{\"keys\":[");
        var open = () => KeyRing.Open(Load());
        open.Should().Throw<SettingsException>().WithMessage("*keys.json*");
        File.ReadAllText(path).Should().Be("{\"keys\":[");
    }

    [Theory]
    [InlineData("--Limits:BatchRows 5 --urls x", "--set Limits:BatchRows=5 --urls x")]
    [InlineData("serve --Auth:Keys:0:Key=a=b", "serve --set Auth:Keys:0:Key=a=b")]
    [InlineData("serve --Urls http://A:1", "serve --urls http://A:1")]
    [InlineData("serve --URLS=http://A:1", "serve --urls=http://A:1")]
    [InlineData("import -- --Urls", "import -- --Urls")]
    [InlineData("evaluate --label=a:b c:d", "evaluate --label=a:b c:d")]
    [InlineData("import -- --Limits:BatchRows", "import -- --Limits:BatchRows")]
    public void May_stand_on_the_command_line_as_elsewhere_on_dotnet(string given, string expected) =>
        SettingsArguments.Expand(given.Split(' ')).Should().Equal(expected.Split(' '));

    [Theory]
    [InlineData("", 2)]
    [InlineData("unknown", 2)]
    [InlineData("serve --port 5", 2)]
    [InlineData("--help", 0)]
    [InlineData("serve --help", 0)]
    [InlineData("serve --Limits:Rows=1", 1)]
    [InlineData("serve --Urls http://localhost:1 --Limits:Rows=1", 1)]
    [InlineData("import items x --Urls http://localhost:1", 2)]
    public async Task Exit_codes_tell_wrong_arguments_from_failures(string arguments, int code) =>
        (await CommandLine.RunAsync(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries))).Should().Be(code);
}
