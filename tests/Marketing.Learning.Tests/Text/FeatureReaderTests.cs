using Marketing.Learning.Text;

namespace Marketing.Learning.Tests.Text;

public sealed class The_features_of_a_text
{
    [Fact]
    public void Are_all_ngrams_up_to_the_order_with_their_places() =>
        Features("Good value, really", new FeatureOptions { WordOrder = 2 })
            .Should()
            .Equal("Good", "value", "Good value", "really", "value, really");

    [Fact]
    public void Reach_further_in_Chinese() =>
        Features("不太好 ok ok", new FeatureOptions { WordOrder = 1, CharacterOrder = 3 })
            .Should()
            .Equal("不", "太", "不太", "好", "太好", "不太好", "ok", "好 ok", "太好 ok", "ok", "好 ok ok");

    [Fact]
    public void Hold_the_marks_when_asked() =>
        Features("Good!", new FeatureOptions { WordOrder = 2, Marks = true }).Should().Equal("Good", "!", "Good!");

    [Fact]
    public void Skip_stop_words_but_never_a_negation() =>
        Features("it is not the best", new FeatureOptions { WordOrder = 2, DropStopWords = true })
            .Should()
            .Equal("not", "best", "not the best");

    [Fact]
    public void Are_the_same_for_words_of_one_stem() =>
        Hashes("disappointed", new FeatureOptions { Stem = true })
            .Should()
            .Equal(Hashes("Disappointing", new FeatureOptions { Stem = true }));

    [Fact]
    public void Differ_after_a_negation_until_the_clause_ends()
    {
        var options = new FeatureOptions { WordOrder = 1, MarkNegation = true };
        var plain = Hashes("good", options).Single();
        var hashes = Hashes("good not good good, good", options);
        hashes.Select(hash => hash == plain).Should().Equal(true, false, false, false, true);
        hashes[2].Should().Be(hashes[3]).And.Be(Hashes("never good", options)[1]);
    }

    [Theory]
    [InlineData("不差", false)]
    [InlineData("没有差", false)]
    [InlineData("无差", false)]
    [InlineData("有差", true)]
    [InlineData("不，差", true)]
    [InlineData("不太差", true)]
    [InlineData("very差", true)]
    public void Differ_right_behind_a_Chinese_negation(string text, bool isPlain)
    {
        var options = new FeatureOptions
        {
            WordOrder = 1,
            CharacterOrder = 1,
            MarkDenial = true,
        };
        (Hashes(text, options)[^1] == Hashes("差", options)[0]).Should().Be(isPlain);
        Hashes(text, options with { MarkDenial = false })[^1].Should().Be(Hashes("差", options)[0]);
        using var bytes = new MemoryStream();
        options.Write(new BinaryWriter(bytes));
        bytes.Position = 0;
        FeatureOptions.Read(new BinaryReader(bytes)).Should().Be(options);
    }

    [Fact]
    public void Tell_the_order_of_words() =>
        Hashes("good not", new FeatureOptions { WordOrder = 2 })[2]
            .Should()
            .NotBe(Hashes("not good", new FeatureOptions { WordOrder = 2 })[2]);

    [Fact]
    public void Cost_no_memory_once_a_text_as_long_was_read()
    {
        var reader = new FeatureReader(
            new FeatureOptions
            {
                WordOrder = 3,
                Stem = true,
                DropStopWords = true,
                MarkNegation = true,
            }
        );
        var counter = new FeatureCounter();
        var text = string.Join(' ', Enumerable.Range(0, 500).Select(number => $"word{number} isn't running 很好!"));
        Count(reader, counter, text);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Count(reader, counter, text);
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().Be(0);
    }

    [Fact]
    public void Are_counted_as_a_dictionary_counts_them()
    {
        var counter = new FeatureCounter();
        for (var round = 0; round < 3; round++)
        {
            counter.Clear();
            var expected = new Dictionary<ulong, int>();
            for (var at = 0UL; at < 5000; at++)
            {
                // Keys with equal low bits share a place in the table.
                var key = (SplitMix64.At((ulong)round, at) % 700) << 10;
                counter.Add(key).Should().Be(!expected.ContainsKey(key));
                expected[key] = expected.GetValueOrDefault(key) + 1;
            }

            Enumerable.Range(0, counter.Distinct).Select(counter.At).Should().Equal(expected.Select(pair => (pair.Key, pair.Value)));
        }
    }

    [Fact]
    public void Get_numbers_from_a_dictionary_that_keeps_the_most_frequent()
    {
        string[] texts = ["a b", "a b", "a c", "a"];
        var options = new FeatureOptions { WordOrder = 1 };
        var dictionary = FeatureDictionary.Learn(texts, options, minimumTexts: 2, limit: 10);
        dictionary.Size.Should().Be(2);
        dictionary.IndexOf(Hashes("a", options)[0]).Should().Be(0);
        dictionary.IndexOf(Hashes("b", options)[0]).Should().Be(1);
        dictionary.IndexOf(Hashes("c", options)[0]).Should().Be(-1);
        FeatureDictionary.Learn(texts, options, minimumTexts: 1, limit: 1).Size.Should().Be(1);
        using var bytes = new MemoryStream();
        dictionary.Write(new BinaryWriter(bytes));
        bytes.Position = 0;
        FeatureDictionary.Read(new BinaryReader(bytes)).IndexOf(Hashes("b", options)[0]).Should().Be(1);
    }

    [Theory]
    [InlineData("The room was clean. 服务很好！下次再来", "en zh zh")]
    [InlineData("屏幕很nice，battery不行", "zh")]
    [InlineData("Version 3.5 is fine... really\nyes", "en en en")]
    [InlineData("!!!", "en")]
    [InlineData("", "")]
    public void Come_in_sentences_of_a_language(string text, string languages)
    {
        var buffer = new TokenBuffer();
        TextTokenizer.Read(text, buffer);
        var sentences = new List<TextSentence>();
        TextSentences.Read(text, buffer, sentences);
        string.Join(' ', sentences.Select(sentence => sentence.Language)).Should().Be(languages);
        sentences.Sum(sentence => sentence.Count).Should().Be(buffer.Count);
    }

    private static List<string> Features(string text, FeatureOptions options)
    {
        var reader = new FeatureReader(options);
        var found = new List<string>();
        foreach (ref readonly var feature in reader.Read(text))
        {
            found.Add(text[reader.Tokens.Tokens[feature.First].Start..reader.Tokens.Tokens[feature.Last].End]);
        }

        return found;
    }

    private static List<ulong> Hashes(string text, FeatureOptions options)
    {
        var found = new List<ulong>();
        foreach (ref readonly var feature in new FeatureReader(options).Read(text))
        {
            found.Add(feature.Hash);
        }

        return found;
    }

    private static void Count(FeatureReader reader, FeatureCounter counter, string text)
    {
        counter.Clear();
        foreach (ref readonly var feature in reader.Read(text))
        {
            counter.Add(feature.Hash);
        }
    }
}
