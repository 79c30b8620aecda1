namespace Marketing.Learning.Sentiment.Aspects;

/// <summary>The aspects that a shop starts with for products of a kind.</summary>
/// <param name="Category">Name of the kind; <c>*</c> for all products.</param>
/// <param name="Names">What shops call such a category, in lower case.</param>
/// <param name="Aspects">Aspect → terms in both languages that speak of it.</param>
public sealed record AspectSeed(string Category, IReadOnlySet<string> Names, IReadOnlyDictionary<string, IReadOnlyList<string>> Aspects);

/// <summary>The lists of aspects that ship with the product. A marketer edits copies of them, and adds lists for categories of the shop.</summary>
public static class AspectSeeds
{
    /// <summary>The category that stands for all.</summary>
    public const string Everywhere = "*";

    // One aspect a line: its name, then its terms.
    private const string Everything = """
        logistics|delivery|delivered|shipping|shipment|courier|parcel|arrived|arrive|shipped|tracking|dispatch|postage|物流|快递|快递员|发货|送货|送货员|配送|到货|送达|邮寄|运费
        packaging|packaging|package|packed|box|wrapping|wrapped|carton|包装|盒子|外包装|包裹|纸箱|箱子|密封
        quality|quality|build quality|workmanship|build|finish|craftsmanship|durability|stitching|seam|seams|质量|做工|品质|工艺|质感|走线|用料|质地
        size|size|sizing|fit|fits|fitted|length|width|dimensions|尺寸|尺码|大小|码数|号码|长度|宽度
        price|price|priced|pricing|cost|money|value|value for money|价格|性价比|价钱|价位|定价|售价|降价
        service|service|customer service|support team|customer support|support|staff|seller|waiter|waitress|agent|crew|客服|售后|服务|服务员|店家|商家|卖家|前台|态度|师傅
        taste|taste|flavor|flavour|aroma|味道|口感|口味|滋味|香气|甜度
        screen|screen|display|touchscreen|resolution|屏幕|显示效果|显示屏|触屏|分辨率|屏
        battery|battery|battery life|charge|charging|charger|standby|电池|续航|充电|充电器|待机|电量
        camera|camera|photo quality|picture quality|photos|pictures|lens|拍照|摄像头|照相|像素|相机
        sound|sound|sound quality|audio|bass|speaker|volume|headphones|音质|声音|低音|喇叭|音量|音效|扬声器
        comfort|comfort|wearing|cushion|舒适度|使用感受|佩戴|坐垫|脚感|手感
        material|material|fabric|cloth|leather|cotton|wool|材质|材料|面料|布料|料子|皮质
        smell|smell|scent|odor|odour|fragrance|气味|香味|味儿|异味
        story|story|plot|writing|content|chapter|chapters|book itself|acting|script|内容|文笔|这本书|情节|故事|剧情|作者
        room|room|bathroom|bed|breakfast|lobby|location|房间|卫生间|床|早餐|大堂|位置|隔音
        look|look|looks|design|color|colour|style|appearance|外观|颜色|款式|样式|设计|外形|色差
        speed|performance|speed|lag|software|system|processor|性能|速度|系统|配置|运行|反应
        instructions|instructions|manual|installation|setup|assembly|说明书|使用说明|安装
        """;

    private const string Hotel = """
        room|room|suite|bed|pillow|air conditioning|房间|客房|床|枕头|空调|窗户|被子|床单
        bathroom|bathroom|shower|toilet|hot water|卫生间|浴室|洗手间|热水|马桶|淋浴
        breakfast|breakfast|restaurant|buffet|早餐|早饭|餐厅|自助餐
        location|location|neighborhood|neighbourhood|transport|位置|地理位置|交通|地段|周边
        facilities|facilities|elevator|lift|gym|pool|parking|wifi|设施|设备|电梯|健身房|游泳池|停车|网络
        cleanliness|cleanliness|housekeeping|cleaning|清洁|打扫
        noise|noise|soundproofing|隔音|噪音|噪声
        """;

    private const string Clothing = """
        fit|fit|fits|waist|sleeve|sleeves|shoulder|shoulders|hem|cut|neckline|chest|版型|腰围|肩宽|袖子|裤长|上身效果
        shrinking|shrinkage|pilling|fading|wash|washing|缩水|掉色|起球|褪色|洗后
        zipper|zipper|zip|button|buttons|lining|拉链|扣子|纽扣|里衬
        """;

    private const string Food = """
        freshness|freshness|expiry date|shelf life|ripeness|新鲜度|保质期|生产日期|日期|果肉|水分|成熟度
        portion|portion|serving|weight|分量|份量|个头|斤两|重量
        texture|texture|果皮|果核
        """;

    private const string Electronics = """
        signal|signal|reception|wifi|bluetooth|connection|信号|网络|蓝牙|连接
        heat|heat|overheating|fan|temperature|散热|发热|温度|风扇
        keyboard|keyboard|keys|mouse|touchpad|键盘|按键|鼠标|触摸板
        memory|memory|storage|hard drive|disk|内存|硬盘|存储
        software|software|app|apps|driver|drivers|interface|operating system|软件|驱动|应用|界面|操作系统
        """;

    private const string Books = """
        content|content|story|plot|chapter|chapters|内容|情节|故事|观点|章节
        writing|writing|prose|author|language|文笔|语言|文字|作者
        translation|translation|translator|翻译|译者|译文
        print|print|printing|paper|binding|typesetting|cover|印刷|纸张|纸质|排版|装订|封面
        """;

    private const string Beauty = """
        effect|effect|results|lather|moisture|效果|去屑|保湿|滋润度|泡沫
        skin|skin|scalp|hair|allergy|irritation|皮肤|头皮|头发|发质
        """;

    private const string Home = """
        noise|noise|噪音|噪声
        capacity|capacity|space|容量|空间
        cleaning|cleaning|dishwasher|清洗|清洁
        handle|handle|grip|lid|手柄|把手|盖子
        coating|coating|non-stick|涂层|不粘
        heating|heating|heat|hot water|加热|热水|水温
        energy|energy|power consumption|electricity|耗电|用电
        stability|stability|legs|稳固|桌腿
        """;

    /// <summary>All lists, that for every category first.</summary>
    public static IReadOnlyList<AspectSeed> All { get; } =
    [
        Seed(Everywhere, "", Everything),
        Seed("Hotel", "hotel|hotels|travel|accommodation|酒店|宾馆|旅馆|民宿|旅游", Hotel),
        Seed("Clothing", "clothing|clothes|fashion|apparel|dresses|shoes|womenswear|menswear|服装|衣服|服饰|鞋|鞋靴|女装|男装", Clothing),
        Seed("Food", "food|grocery|groceries|fruit|drinks|snacks|食品|水果|零食|生鲜|饮料", Food),
        Seed(
            "Electronics",
            "electronics|computers|phones|mobile|tablets|laptops|cameras|audio|手机|电脑|计算机|平板|数码|电子",
            Electronics
        ),
        Seed("Books", "books|book|书籍|图书", Books),
        Seed("Beauty", "beauty|cosmetics|personal care|hair care|shampoo|洗发水|美妆|个护|护肤", Beauty),
        Seed("Home", "home|kitchen|furniture|appliances|household|家居|家电|厨房|家具|热水器", Home),
    ];

    private static AspectSeed Seed(string category, string names, string table) =>
        new(
            category,
            names.Split('|', StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal),
            table
                .Split('\n', StringSplitOptions.TrimEntries)
                .Select(line => line.Split('|'))
                .ToDictionary(parts => parts[0], IReadOnlyList<string> (parts) => parts[1..], StringComparer.Ordinal)
        );
}
