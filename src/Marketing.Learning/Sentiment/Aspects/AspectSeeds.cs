namespace Marketing.Learning.Sentiment.Aspects;

/// <summary>The aspects that a shop starts with, and the terms in both languages that speak of them. A marketer edits copies of these lists.</summary>
public static class AspectSeeds
{
    /// <summary>The category that stands for all.</summary>
    public const string Everywhere = "*";

    /// <summary>Category → aspect → terms.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyDictionary<string, IReadOnlyList<string>>> ByCategory { get; } =
        new Dictionary<string, IReadOnlyDictionary<string, IReadOnlyList<string>>>(StringComparer.Ordinal)
        {
            [Everywhere] = Aspects(
                (
                    "logistics",
                    "物流 快递 发货 送货 到货 配送 运费 快递员 送货员|delivery, shipping, shipment, courier, delivered, arrival, dispatch, postage"
                ),
                ("packaging", "包装 箱子 盒子 包裹 外包装 密封|packaging, package, box, wrapping, wrapped, parcel, carton"),
                ("quality", "质量 品质 做工 材质 质地 手工|quality, workmanship, build quality, craftsmanship, durability, stitching"),
                ("size", "大小 尺寸 尺码 码数 号码 偏大 偏小|size, sizing, length, width, dimensions"),
                ("price", "价格 价钱 价位 性价比 降价 售价 优惠|price, pricing, cost, value, value for money, money"),
                (
                    "service",
                    "服务 客服 售后 态度 卖家 店家 商家 服务员 前台 师傅|service, customer service, support, staff, seller, waiter, waitress, agent, crew, after-sales"
                ),
                ("taste", "味道 口感 口味 滋味 甜度|taste, flavor, flavour, texture"),
                ("smell", "气味 香味 异味 香气|smell, scent, odor, odour, fragrance"),
                ("screen", "屏幕 显示屏 显示 触屏 分辨率|screen, display, touchscreen, resolution"),
                ("battery", "电池 续航 充电 电量 待机 充电器|battery, battery life, charge, charging, charger"),
                ("sound", "音质 声音 音效 喇叭 扬声器 耳机|sound, sound quality, speaker, volume, audio, headphones"),
                ("speed", "速度 反应 运行 系统|speed, performance, processor, system"),
                ("appearance", "外观 颜色 款式 样式 外形 设计 色差|color, colour, style, design, look, appearance"),
                ("material", "面料 布料 料子 材料|fabric, material, cloth, leather, cotton"),
                ("comfort", "舒适度 手感 穿着 脚感|comfort, feel"),
                ("instructions", "说明书 安装 使用说明|instructions, manual, installation, setup, assembly")
            ),
            ["Hotel"] = Aspects(
                ("room", "房间 客房 卫生间 浴室 床 空调 窗户 被子 床单|room, bathroom, bed, shower, air conditioning, suite"),
                ("breakfast", "早餐 早饭 餐厅 自助餐|breakfast, restaurant, buffet"),
                ("location", "位置 地理位置 交通 地段 周边|location, neighborhood, neighbourhood, transport"),
                ("facilities", "设施 设备 电梯 健身房 游泳池|facilities, elevator, lift, gym, pool, parking"),
                ("cleanliness", "卫生 清洁 打扫|cleanliness, housekeeping, cleaning"),
                ("noise", "隔音 噪音 声响|noise, soundproofing")
            ),
            ["Clothing"] = Aspects(
                ("fit", "版型 腰围 肩宽 袖子 裤长 上身效果|fit, waist, sleeve, shoulder, hem, cut, neckline"),
                ("shrinking", "缩水 掉色 起球 褪色|shrinkage, pilling, fading")
            ),
            ["Food"] = Aspects(
                ("freshness", "新鲜度 保质期 生产日期 日期 果肉 水分|freshness, expiry date, shelf life"),
                ("portion", "分量 份量 个头 斤两|portion, serving, weight")
            ),
            ["Electronics"] = Aspects(
                ("camera", "拍照 摄像头 像素 照片 相机|camera, picture quality, photo, lens"),
                ("signal", "信号 网络 蓝牙|signal, reception, wifi, bluetooth"),
                ("heat", "散热 发热 温度 风扇|heat, overheating, fan, temperature"),
                ("keyboard", "键盘 按键 鼠标 触摸板|keyboard, keys, mouse, touchpad"),
                ("memory", "内存 硬盘 存储|memory, storage, hard drive"),
                ("software", "软件 驱动 应用|software, app, apps, driver, interface")
            ),
            ["Books"] = Aspects(
                ("content", "内容 情节 故事 观点 章节|content, story, plot, chapter, chapters"),
                ("writing", "文笔 语言 文字 翻译 作者|writing, prose, translation, author"),
                ("print", "印刷 纸张 纸质 排版 装订 错别字|print, printing, paper, binding, typesetting")
            ),
            ["Beauty"] = Aspects(
                ("effect", "效果 去屑 保湿 滋润度 泡沫|effect, results, lather, moisture"),
                ("skin", "皮肤 头皮 头发 过敏 刺激性|skin, scalp, hair, allergy, irritation")
            ),
        };

    /// <summary>Chinese terms divided by spaces, then English ones divided by commas.</summary>
    private static Dictionary<string, IReadOnlyList<string>> Aspects(params (string Aspect, string Terms)[] lists) =>
        lists.ToDictionary(list => list.Aspect, list => Terms(list.Terms.Split('|')), StringComparer.Ordinal);

    private static IReadOnlyList<string> Terms(string[] halves) => [.. halves[0].Split(' '), .. halves[1].Split(", ")];
}
