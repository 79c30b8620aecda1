using Marketing.Store.Imports;

namespace Marketing.Store.Tests.Imports;

public sealed class The_raw_texts_of_a_batch
{
    [Fact]
    public void Are_given_back_as_they_were_put_in()
    {
        // Long ones among short ones, so that the array grows several times; one to four bytes a character.
        string[] texts = ["", "a", new('b', 5_000), "质量很好", "", "🙂 ok", new('ü', 100_000), "end"];
        var kept = new RawTexts();
        var begins = texts.Select(text => kept.Add(text)).ToList();
        begins.Add(kept.End);

        texts.Select((_, i) => kept.Get(begins[i], begins[i + 1])).Should().Equal(texts);
    }
}
