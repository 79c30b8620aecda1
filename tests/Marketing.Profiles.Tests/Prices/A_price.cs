using System.Reflection;
using System.Text.RegularExpressions;
using Marketing.Store;

namespace Marketing.Profiles.Tests.Prices;

/// <summary>No customer pays another price for what is known of them: looked up in the compiled code.</summary>
public sealed partial class A_price
{
    /// <summary>What carries the price of a product, from the request to the table and back to the shop.</summary>
    private static readonly Type[] Priced = [typeof(NewItem), typeof(ItemRow), typeof(CatalogueItem)];

    private static readonly Type[] OfProfiles =
    [
        typeof(ISegmentMembership),
        typeof(ISegmentMoves),
        typeof(SegmentMove),
        typeof(ProfileRow),
        typeof(ProfileDetailRow),
        typeof(SegmentRow),
        typeof(SegmentMemberRow),
        typeof(SegmentMoveRow),
    ];

    private static readonly Assembly Room = typeof(ProfilesModule).Assembly;

    private static readonly Dictionary<Type, (HashSet<MemberInfo> Members, List<string> Texts)> Code = Assemblies()
        .SelectMany(assembly => assembly.GetTypes())
        .Where(type => type.DeclaringType is null)
        .ToDictionary(type => type, Instructions.Of);

    [Fact]
    public void is_written_by_nothing_that_knows_profiles()
    {
        var writers = Code.Where(type => WritesPrices(type.Value)).Select(type => type.Key).ToArray();
        writers
            .Should()
            .Contain([typeof(ItemJson), typeof(ItemWriter).Assembly.GetType("Marketing.Store.ItemUpsert", throwOnError: true)!]);
        foreach (var writer in writers)
        {
            Reached(writer).Where(KnowsProfiles).Should().BeEmpty("{0} makes or stores prices", writer);
        }
    }

    [Fact]
    public void is_not_touched_by_the_room_of_profiles() =>
        Code.Where(type => type.Key.Assembly == Room && WritesPrices(type.Value)).Should().BeEmpty();

    [Fact]
    public void would_be_found_if_it_were()
    {
        KnowsProfiles(Room.GetType("Marketing.Profiles.Segments.SegmentMemory", throwOnError: true)!).Should().BeTrue();
        KnowsProfiles(typeof(Marketing.Ads.AdsModule).Assembly.GetType("Marketing.Ads.Decisions.AdFilter", throwOnError: true)!)
            .Should()
            .BeTrue("whom a campaign is for is its segment's business; what it is paid for is not");
        KnowsProfiles(typeof(ItemWriter)).Should().BeFalse();
        WritesPrices(Instructions.Of(typeof(Surcharge))).Should().BeTrue();
        Reached(typeof(Surcharge)).Should().NotBeEmpty();
    }

    private static Assembly[] Assemblies() =>
        [
            .. Directory
                .EnumerateFiles(AppContext.BaseDirectory, "Marketing.*.dll")
                .Where(file => !file.EndsWith("Tests.dll", StringComparison.Ordinal))
                .Where(file => Path.GetFileName(file) is not ("Marketing.TestKit.dll" or "Marketing.DemoShop.dll"))
                .Select(file => Assembly.Load(new AssemblyName(Path.GetFileNameWithoutExtension(file)))),
        ];

    private static bool WritesPrices((HashSet<MemberInfo> Members, List<string> Texts) code) =>
        code.Members.Any(IsMakingAPrice)
        || code.Texts.Any(text => WriteItems().IsMatch(text) && text.Contains("price", StringComparison.Ordinal));

    private static bool IsMakingAPrice(MemberInfo member) =>
        member is MethodBase { DeclaringType: { } type } method
        && Priced.Contains(type)
        && (method.Name == "set_Price" || (method.IsConstructor && method.GetParameters().Any(p => p.Name == "Price")));

    private static bool KnowsProfiles(Type type) =>
        type.Assembly == Room
        || (
            Code.TryGetValue(type, out var code)
            && (
                code.Members.Any(member =>
                    (member as Type ?? member.DeclaringType) is { } used && (used.Assembly == Room || OfProfiles.Contains(used))
                )
                || code.Texts.Any(text =>
                    text.Contains("profiles.", StringComparison.Ordinal) && text.Contains("SELECT", StringComparison.Ordinal)
                )
            )
        );

    /// <summary>A type and the types of ours that its code calls directly: what decides is at most one call away from what stores.</summary>
    private static IEnumerable<Type> Reached(Type type) =>
        (Code.TryGetValue(type, out var code) ? code : Instructions.Of(type))
            .Members.Select(member => member as Type ?? member.DeclaringType)
            .OfType<Type>()
            .Where(used => used.FullName?.StartsWith("Marketing.", StringComparison.Ordinal) == true)
            // The context has a set for every table, and the feed of changes and the table of contents name everything by design.
            .Where(used => used != typeof(MarketingDb))
            .Select(Instructions.Outermost)
            .Append(type)
            .Distinct();

    [GeneratedRegex(@"(INSERT INTO|UPDATE|COPY)\s+shop\.items", RegexOptions.IgnoreCase)]
    private static partial Regex WriteItems();

    /// <summary>What the test is there to find.</summary>
    private static class Surcharge
    {
        public static NewItem For(NewItem item, ISegmentMembership segments) =>
            item with
            {
                Price = segments.Contains("rich", "u") == true ? item.Price * 2 : item.Price,
            };
    }
}
