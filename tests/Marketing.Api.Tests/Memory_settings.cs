using System.Text.Json;

namespace Marketing.Api.Tests;

/// <summary>Settings of the runtime are names in a file: misspelt, they do nothing and nobody says so.</summary>
public sealed class Memory_settings
{
    [Fact]
    public void Reach_the_host()
    {
        using var file = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Marketing.Api.runtimeconfig.json")));
        var settings = file.RootElement.GetProperty("runtimeOptions").GetProperty("configProperties");
        settings.GetProperty("System.GC.Server").GetBoolean().Should().BeFalse();
        settings.GetProperty("System.GC.Concurrent").GetBoolean().Should().BeTrue();
        settings.GetProperty("System.GC.Gen0MaxBudget").GetInt64().Should().Be(6 * 1024 * 1024);
    }

    [Fact]
    public void Are_names_that_the_runtime_knows()
    {
        // These tests run under the same settings.
        var inEffect = GC.GetConfigurationVariables();
        inEffect["GCGen0MaxBudget"].Should().Be(6L * 1024 * 1024);
        inEffect["ServerGC"].Should().Be(false);
        inEffect["ConcurrentGC"].Should().Be(true);
    }
}
