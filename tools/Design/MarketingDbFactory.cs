using Marketing.Store;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Marketing.Design;

internal sealed class MarketingDbFactory : IDesignTimeDbContextFactory<MarketingDb>
{
    public MarketingDb CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<MarketingDb>().UseNpgsql("Host=design-time-only", o => o.SetPostgresVersion(15, 0)).Options);
}

internal static class Program
{
    private static void Main() { }
}
