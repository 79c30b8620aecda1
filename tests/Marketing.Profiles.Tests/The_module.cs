using Marketing.Store.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Marketing.Profiles.Tests;

/// <summary>What the room needs to start.</summary>
public sealed class The_module
{
    [Theory]
    [InlineData("Profiles:HalfLifeDays", "0")]
    [InlineData("Profiles:HalfLifeDays", "soon")]
    [InlineData("Profiles:HalfLive", "90")]
    public void names_the_setting_that_is_unknown_or_does_not_fit(string key, string value)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new(key, value)]).Build();
        var add = () => new ServiceCollection().AddProfiles(configuration);
        add.Should().Throw<SettingsException>().WithMessage($"*{key}*");
    }
}
