namespace Marketing.DemoShop.Catalogue;

/// <summary>The text on a product's page: three English sentences and three Chinese ones that say the same.</summary>
internal static class Descriptions
{
    private static readonly (string En, string Zh)[] Looks =
    [
        ("A timeless shape that fits anywhere.", "经典造型，百搭耐看。"),
        ("Clean lines and nothing that is not needed.", "线条简洁，没有多余的设计。"),
        ("Cheerful colours that lift the day.", "色彩明快，点亮每一天。"),
        ("Made with care for those who look twice.", "用料讲究，值得细看。"),
        ("Made to last and easy to recycle.", "经久耐用，便于回收。"),
        ("Small enough to go wherever you go.", "小巧轻便，随身携带。"),
    ];

    private static readonly (string En, string Zh)[] Uses =
    [
        ("A good choice for every day.", "日常使用的好选择。"),
        ("A present that is used and not put away.", "送礼自用两相宜。"),
        ("Our customers come back for it.", "回头客众多。"),
        ("Tried by our own team before it went on sale.", "上架前经团队亲自试用。"),
        ("Ready to use straight from the box.", "开箱即用。"),
        ("Sent out on the day of the order.", "当天下单，当天发货。"),
    ];

    public static string Write(Dice dice, Traits traits, Maker maker, (string En, string Zh) colour)
    {
        var kind = traits.Kind;
        var look = Looks[traits.Style];
        var use = dice.Pick(Uses);
        var (colourEn, colourZh) = kind.HasColour ? (", " + colour.En, "，" + colour.Zh) : ("", "");
        var english = $"{kind.Name} by {maker.Name}: {traits.Material.En}{colourEn}. {look.En} {use.En}";
        var chinese = $"{maker.NameZh}{kind.NameZh}，{traits.Material.Zh}{colourZh}。{look.Zh}{use.Zh}";
        return $"{english}\n{chinese}";
    }
}
