namespace Marketing.Store.Tests.Ingest;

public sealed class Announcing_many_subjects
{
    [Theory]
    [InlineData(1, "u")]
    [InlineData(5_000, "user-")]
    [InlineData(300, "顾客<>\"&+😀")]
    public void names_each_once_in_notifications_that_fit(int count, string prefix)
    {
        string[] ids = [.. Enumerable.Range(0, count).Select(i => $"{prefix}{i}")];
        var parts = Announcements.Split(ids);
        parts.SelectMany(part => part).Should().Equal(ids);
        foreach (var part in parts)
        {
            StoreChanges.Parse(StoreChanges.Payload(ChangeKind.Subjects, part))!.Ids.Should().Equal(part);
        }
    }

    [Fact]
    public void of_the_longest_ids_fits_too()
    {
        string[] ids = [.. Enumerable.Range(0, 40).Select(i => new string('商', 120) + i)];
        Announcements
            .Split(ids)
            .Should()
            .OnlyContain(part => StoreChanges.Parse(StoreChanges.Payload(ChangeKind.Subjects, part))!.Ids.Count == part.Length);
    }
}
