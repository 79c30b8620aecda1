using Marketing.Learning.Text;

namespace Marketing.Learning.Tests.Text;

public sealed class The_tokenizer
{
    private static readonly string[] Pieces =
    [
        "good",
        "GOOD",
        "soooooo",
        "Aaa",
        "don't",
        "don’t",
        "don&#39;t",
        "dogs' ",
        "<br />",
        "<b",
        "</p>",
        "<3",
        "http://x.y/z?q=1",
        "HTTPS://a.b",
        "www.a.cn",
        "what",
        "hw",
        "，",
        "。。。",
        "!!!!",
        "！",
        "?",
        "...",
        "…",
        "好",
        "哈哈哈哈",
        "不是",
        "ＡＢＣ",
        "１２３",
        "é",
        "e\u0301",
        "ÉCOLE",
        "😀",
        "👍🏽",
        "❤️",
        "👨\u200D👩",
        ":-)",
        ":)",
        "：（",
        ";D",
        ":Dog",
        "^_^",
        "^^",
        "\0",
        " ",
        "\n",
        "3.5",
        "well-made",
        "-",
        "--",
        "ﾃｽﾄ",
        "カ",
        "&amp;",
        "&nbsp;",
        "&unknown;",
        "&",
        "'",
        "“quoted”",
        "x2",
        "2x",
        "①",
        "ß",
        "naïve",
        "Привет",
        "한국어",
        "seven77",
        "eightlet",
        "NineLette",
        "fifteenletterss",
        "sixteen_letters",
        "incomprehensible",
        "incomprehensibly",
        "http:x",
        "https",
        "wwww",
        "(.)",
        "\"*\"",
    ];

    private readonly TokenBuffer _buffer = new();

    [Fact]
    public void Agrees_with_its_slow_twin()
    {
        for (var text = 0UL; text < 4000; text++)
        {
            var count = 1 + (int)(SplitMix64.At(1, text) % 12);
            var parts = Enumerable.Range(0, count).Select(at => Pieces[SplitMix64.At(2, (text * 16) + (ulong)at) % (ulong)Pieces.Length]);
            // With spaces between them more of them are short words, without them long ones.
            var joined = string.Join(text % 3 == 0 ? "" : " ", parts) + (text % 2 == 0 ? "" : "                ");
            Read(joined)
                .Should()
                .Equal(TokenizerTwin.Read(joined), "the text is «{0}»", joined.Replace("\0", "␀", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Folds_case_width_and_accents_and_keeps_places() =>
        Read("Ｃafé ÉCOLE cafe\u0301!")
            .Should()
            .Equal(
                ("cafe", 0, 4, TokenKind.Word),
                ("ecole", 5, 5, TokenKind.Word),
                ("cafe", 11, 5, TokenKind.Word),
                ("!", 16, 1, TokenKind.Mark)
            );

    [Fact]
    public void Cuts_Chinese_into_characters_and_keeps_foreign_words_whole() =>
        Read("屏幕很nice！")
            .Should()
            .Equal(
                ("屏", 0, 1, TokenKind.Character),
                ("幕", 1, 1, TokenKind.Character),
                ("很", 2, 1, TokenKind.Character),
                ("nice", 3, 4, TokenKind.Word),
                ("!", 7, 1, TokenKind.Mark)
            );

    [Fact]
    public void Leaves_out_tags_references_and_addresses() =>
        Read("a<br />b &nbsp; see http://shop.example/p?id=1 now").Select(token => token.Folded).Should().Equal("a", "b", "see", "now");

    [Fact]
    public void Reads_a_character_reference_inside_a_word() => Read("isn&#39;t").Should().Equal(("isn't", 0, 9, TokenKind.Word));

    [Fact]
    public void Keeps_a_letter_at_most_twice_and_a_mark_at_most_three_times() =>
        Read("sooooo goood 哈哈哈哈 !!!!!").Select(token => token.Folded).Should().Equal("soo", "good", "哈", "哈", "!!!");

    [Fact]
    public void Takes_an_emoji_with_its_modifiers_as_one_token() =>
        Read("👍🏽 ❤️ :-)").Should().Equal(("👍", 0, 4, TokenKind.Emoji), ("❤", 5, 2, TokenKind.Emoji), (":-)", 8, 3, TokenKind.Emoji));

    [Fact]
    public void Finds_nothing_where_there_is_nothing() // lone surrogates too
    {
        foreach (var text in (string[])["", "\uD800", "\uDC00\uD800 \0\u0001", "\uFFFD"])
        {
            Read(text).Should().BeEmpty();
        }
    }

    [Fact]
    public void Gives_equal_tokens_equal_hashes_whatever_their_spelling()
    {
        TextTokenizer.Read("GOOD ｇｏｏｄ good goood", _buffer);
        foreach (var token in _buffer.Tokens)
        {
            token.Hash.Should().Be(TextTokenizer.HashOf("good"));
        }
    }

    [Theory]
    [InlineData("a")]
    [InlineData("Eightlet")]
    [InlineData("ninelettE")]
    [InlineData("fifteenLetterss")]
    [InlineData("incomprehensible")]
    [InlineData("incomprehensibilities")]
    [InlineData("?")]
    [InlineData("isn't")]
    public void Hashes_a_token_alike_wherever_it_stands(string word)
    {
        foreach (var text in (string[])[word, word + " and a text of some length behind it", "x " + word + ", and once more a long text"])
        {
            TextTokenizer.Read(text, _buffer);
            var (found, folded) = (false, word.ToLowerInvariant());
            foreach (ref readonly var token in _buffer.Tokens)
            {
                found |= _buffer.Folded(token).SequenceEqual(folded) && token.Hash == TextTokenizer.HashOf(folded);
            }

            found.Should().BeTrue("«{0}» holds it", text);
        }
    }

    [Fact]
    public void Allocates_nothing_once_it_has_seen_a_text_as_long()
    {
        var text = string.Concat(Pieces);
        TextTokenizer.Read(text, _buffer);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var repeat = 0; repeat < 100; repeat++)
        {
            TextTokenizer.Read(text, _buffer);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().Be(0);
    }

    private List<(string Folded, int Start, int Length, TokenKind Kind)> Read(string text)
    {
        TextTokenizer.Read(text, _buffer);
        var found = new List<(string, int, int, TokenKind)>();
        foreach (ref readonly var token in _buffer.Tokens)
        {
            found.Add((_buffer.Folded(token).ToString(), token.Start, token.Length, token.Kind));
        }

        return found;
    }
}
