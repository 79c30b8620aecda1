namespace Marketing.DemoShop.Words;

/// <summary>Words that names are made of; each pair is English, Chinese.</summary>
internal static class NameWords
{
    public static readonly IReadOnlyList<(string En, string Zh)> Series = Pairs(
        "Dawn=晨曦,Lark=云雀,Polaris=北辰,Mist=青岚,Ember=余烬,Harbor=港湾,Willow=柳岸,Comet=彗星,Juniper=杜松,Tide=潮汐,"
            + "Aster=紫菀,Ridge=山脊,Echo=回声,Plume=羽翎,Orchard=果园,Glacier=冰川,Saffron=藏红,Beacon=灯塔,Cedar=雪杉,Drift=漂流,"
            + "Nimbus=雨云,Opal=欧珀,Quill=羽笔,Rowan=花楸,Sable=墨貂,Terrace=露台,Umbra=月影,Verve=逸动,Wander=漫游,Zephyr=和风,"
            + "Birch=白桦,Cinder=炉火,Delta=三角洲,Fable=寓言,Garnet=石榴石,Haven=归处,Indigo=靛蓝,Jade=翠玉,Koi=锦鲤,Lotus=莲"
    );

    public static readonly IReadOnlyList<(string En, string Zh)> Colours = Pairs(
        "black=黑色,white=白色,navy=藏青,sage green=鼠尾草绿,terracotta=赤陶色,sand=沙色,burgundy=酒红,sky blue=天蓝,mustard=芥末黄,grey=灰色"
    );

    /// <summary>What a product looks and feels like; a customer leans to one or two of these.</summary>
    public static readonly IReadOnlyList<(string En, string Zh)> Styles = Pairs(
        "Classic=经典,Minimal=极简,Vivid=缤纷,Premium=尊享,Eco=环保,Compact=便携"
    );

    public static readonly IReadOnlyList<(string En, string Zh)> TitleAdjectives = Pairs(
        "Silver=银色,Quiet=寂静,Borrowed=借来的,Hidden=隐秘,Last=最后的,Paper=纸上,Northern=北方,Salt=盐之,Winter=冬日,Glass=玻璃,"
            + "Wandering=流浪,Lost=失落的,Burning=燃烧的,Seventh=第七座,Blue=蓝色,Distant=远方,Sleeping=沉睡的,Golden=金色"
    );

    public static readonly IReadOnlyList<(string En, string Zh)> TitleNouns = Pairs(
        "Orchard=果园,Harbour=港口,Garden=花园,Map=地图,River=河流,Lighthouse=灯塔,Library=图书馆,Kitchen=厨房,Mountain=山,Letter=信,"
            + "Clockmaker=钟表匠,Bridge=桥,Forest=森林,Station=车站,Island=岛屿,Window=窗,Journey=旅程,Summer=夏天"
    );

    /// <summary>"en=zh,en=zh" as pairs.</summary>
    public static IReadOnlyList<(string En, string Zh)> Pairs(string text) =>
        [
            .. text.Split(',', StringSplitOptions.RemoveEmptyEntries)
                .Select(pair => pair.Split('='))
                .Select(parts => (parts[0].Trim(), parts.Length > 1 ? parts[1].Trim() : parts[0].Trim())),
        ];
}
