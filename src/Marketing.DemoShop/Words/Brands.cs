namespace Marketing.DemoShop.Words;

/// <summary>Invented makers. Line form: <c>English|Chinese|price level 0..1|departments</c>.</summary>
internal static class Brands
{
    public const string Table = """
        Velandor|维兰朵|0.75|Kitchen,Home
        Brasko|布拉司可|0.35|Kitchen,Garden
        Okumi Hearth|奥汲炉社|0.6|Kitchen,Groceries
        Tinnfjell|听峡|0.85|Kitchen,Home,Sports
        Pottle & Pine|壶松记|0.5|Kitchen,Home,Garden
        Qingzao|清灶|0.3|Kitchen,Groceries
        Larchmont Hall|落叶松厅|0.8|Home,Clothing
        Sommerhaus Ludo|夏舍卢多|0.45|Home,Toys,Garden
        Mianhe|绵禾|0.4|Home,Clothing
        Duskbell|暮铃|0.55|Home,Beauty
        Fernwick|蕨维|0.6|Garden,Home
        Tuli Garden|土篱园|0.25|Garden,Groceries
        Grovenor Tools|格罗诺|0.7|Garden
        Meadowmark|牧痕|0.4|Garden,Groceries
        Shanwei Ji|山味集|0.45|Groceries
        Hollin Roast|霍林焙|0.7|Groceries
        Yunding Tea|云顶茶事|0.65|Groceries
        Granary Nine|九号粮仓|0.35|Groceries
        Sweetfen|甜汾|0.5|Groceries,Beauty
        Avelin Row|艾薇琳街|0.7|Clothing,Shoes
        Boreal Thread|北线|0.6|Clothing,Sports
        Suyi|素衣里|0.5|Clothing
        Kestrel Lane|隼巷|0.35|Clothing,Shoes
        Marlo Vint|马洛温|0.85|Clothing,Shoes
        Stridewell|迈履|0.55|Shoes,Sports
        Qianli Bu|千里步|0.4|Shoes,Sports
        Pennart|彭纳特|0.65|Shoes
        Cobble & Cord|石绳社|0.3|Shoes
        Trailhound|径猎|0.75|Shoes,Sports
        Luoying|落英集|0.45|Beauty
        Solenne Dew|索兰露|0.8|Beauty
        Petalworks|瓣工坊|0.35|Beauty
        Noor Atelier|努尔工坊|0.7|Beauty
        Kappelhof|卡珀霍夫|0.6|Toys
        Wubi Playhouse|五笔乐屋|0.4|Toys,Books
        Tumblefox|翻斗狐|0.3|Toys
        Lanternfish|灯笼鱼|0.55|Toys,Books
        Axiom Nine|公理九|0.8|Electronics,Phones
        Heliora|赫利欧|0.65|Electronics,Phones
        Lingxi Labs|凌溪实验室|0.5|Electronics,Phones
        Mobrick|魔砖|0.3|Electronics,Phones
        Sonder & Volt|桑德伏特|0.7|Electronics
        Qisheng|启昇|0.4|Electronics,Phones,Kitchen
        Pixelvane|像素帆|0.6|Electronics,Phones
        Corvid Mobile|鸦羽移动|0.75|Phones
        Harrow Press|哈罗出版|0.5|Books
        Moshan House|墨杉书局|0.45|Books
        Inkfield|墨田|0.6|Books
        Paperboat Editions|纸舟文库|0.35|Books
        Summitry|登岳|0.8|Sports
        Yebai|野白户外|0.5|Sports
        Kinetta|奇奈塔|0.65|Sports,Clothing
        Baseline Co-op|底线合作社|0.3|Sports
        """;
}
