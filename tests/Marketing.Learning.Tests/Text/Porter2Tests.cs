using Marketing.Learning.Text;

namespace Marketing.Learning.Tests.Text;

public sealed class The_Porter2_stemmer
{
    // Each line a rule of the definition, worked out by hand.
    [Theory]
    [InlineData("caresses", "caress")]
    [InlineData("ties", "tie")]
    [InlineData("cries", "cri")]
    [InlineData("gas", "gas")]
    [InlineData("gaps", "gap")]
    [InlineData("kiwis", "kiwi")]
    [InlineData("bus", "bus")]
    [InlineData("agreed", "agre")]
    [InlineData("feed", "feed")]
    [InlineData("luxuriating", "luxuri")]
    [InlineData("hopping", "hop")]
    [InlineData("hoping", "hope")]
    [InlineData("sing", "sing")]
    [InlineData("cry", "cri")]
    [InlineData("by", "by")]
    [InlineData("say", "say")]
    [InlineData("generously", "generous")]
    [InlineData("generate", "generat")]
    [InlineData("communication", "communic")]
    [InlineData("relational", "relat")]
    [InlineData("disappointed", "disappoint")]
    [InlineData("disappointment", "disappoint")]
    [InlineData("hopefulness", "hope")]
    [InlineData("quickly", "quick")]
    [InlineData("adoption", "adopt")]
    [InlineData("electrical", "electr")]
    [InlineData("happily", "happili")]
    [InlineData("controlling", "control")]
    [InlineData("rate", "rate")]
    [InlineData("dying", "die")]
    [InlineData("early", "earli")]
    [InlineData("proceed", "proceed")]
    [InlineData("youth's", "youth")]
    [InlineData("saying", "say")]
    [InlineData("beautiful", "beauti")]
    [InlineData("apology", "apolog")]
    public void Cuts_a_word_to_its_stem(string word, string stem)
    {
        var letters = word.ToCharArray();
        new string(letters, 0, Porter2.Stem(letters)).Should().Be(stem);
    }

    [Fact]
    public void Is_defined_for_every_short_word()
    {
        const string Letters = "aeisylngdt'";
        for (var number = 0; number < 11 * 11 * 11 * 11; number++)
        {
            var word = new[] { number, number / 11, number / 121, number / 1331 }.Select(at => Letters[at % 11]).ToArray();
            Porter2.Stem(word).Should().BeInRange(0, 4);
        }
    }
}
