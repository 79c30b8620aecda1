namespace Marketing.Sentiment.Aspects;

/// <summary>The lists that ship with the product: one for all categories. A shop's own categories have names of their own, and their lists are edited.</summary>
internal static class AspectSeeds
{
    private const string Table = """
        logistics|delivery|shipping|courier|parcel|arrived|arrive|shipped|tracking|物流|快递|发货|送货|配送|到货|送达|邮寄
        packaging|packaging|package|packed|box|wrapping|wrapped|carton|包装|盒子|外包装|包裹|纸箱
        quality|quality|workmanship|build|finish|craftsmanship|durability|stitching|seam|seams|质量|做工|品质|工艺|质感|走线|用料
        size|size|sizing|fit|fits|fitted|length|width|dimensions|尺寸|尺码|大小|码数|长度|宽度
        price|price|priced|cost|money|value|value-wise|价格|性价比|价钱|价位|定价
        service|service|support team|customer support|staff|seller|shop's chat|客服|售后|服务|服务员|店家|卖家|前台|态度
        taste|taste|flavor|flavour|aroma|味道|口感|口味|滋味|香气
        screen|screen|display|屏幕|显示效果|显示屏|屏
        battery|battery|charge|charging|charger|standby|电池|续航|充电|待机|电量
        camera|camera|photo quality|photos|pictures|lens|拍照|摄像头|照相|像素|相机
        sound|sound|audio|bass|speaker|volume|音质|声音|低音|喇叭|音量|音效
        comfort|comfort|wearing|cushion|舒适度|使用感受|佩戴|坐垫
        material|material|fabric|cloth|leather|cotton|wool|材质|面料|布料|料子|皮质
        smell|smell|scent|odor|odour|fragrance|气味|香味|味儿
        story|story|plot|writing|content|chapter|chapters|book itself|acting|script|内容|文笔|这本书|情节|故事|剧情|作者
        room|room|bathroom|bed|breakfast|lobby|location|房间|卫生间|床|早餐|大堂|位置|隔音
        look|look|looks|design|color|colour|style|appearance|外观|颜色|款式|样式|设计|外形
        speed|performance|speed|lag|software|system|性能|速度|系统|配置|运行
        """;

    /// <summary>By category.</summary>
    public static IReadOnlyList<AspectList> Lists { get; } =
    [
        new AspectList(
            AspectList.Everywhere,
            Edited: false,
            Table
                .Split('\n', StringSplitOptions.TrimEntries)
                .Select(line => line.Split('|'))
                .ToDictionary(parts => parts[0], IReadOnlyList<string> (parts) => parts[1..], StringComparer.Ordinal)
        ),
    ];
}
