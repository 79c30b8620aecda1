namespace Marketing.DemoShop.Words;

/// <summary>
/// Departments of the house. Line forms: <c># English|Chinese</c> opens a department, <c>## English|Chinese|aspects|materials</c> an aisle, and
/// <c>English|Chinese|lowest-highest price|flags|aspects</c> is a kind of product; aspects only where they are not the aisle's. Flags: a season, <c>again</c> (bought again and again), <c>mass</c> (has no plural).
/// </summary>
internal static class HomeDepartments
{
    public const string Table = """
        # Kitchen|厨房
        ## Cookware|锅具|quality,size,material,price|stainless steel=不锈钢,cast iron=铸铁,ceramic=陶瓷,carbon steel=碳钢
        Frying Pan|平底锅|18-95|
        Stock Pot|汤锅|25-120|winter
        Wok|炒锅|20-110|
        Casserole Dish|炖锅|22-140|winter
        ## Knives and Tools|刀具厨具|quality,material,price|stainless steel=不锈钢,bamboo=竹,beech wood=榉木
        Chef's Knife|主厨刀|19-150|
        Cutting Board|砧板|9-60|
        Peeler Set|削皮器套装|6-25|
        Kitchen Scale|厨房秤|12-55|
        ## Baking|烘焙|quality,size,price|silicone=硅胶,stainless steel=不锈钢,carbon steel=碳钢
        Cake Tin|蛋糕模具|8-35|xmas
        Hand Mixer|手持搅拌器|22-90|
        Mixing Bowl|打蛋盆|9-45|
        Cookie Cutter Set|饼干模具|5-22|xmas
        ## Coffee and Tea Ware|咖啡茶具|quality,size,material|ceramic=陶瓷,glass=玻璃,stainless steel=不锈钢
        Espresso Machine|意式咖啡机|89-620|gift
        Pour-Over Kettle|手冲壶|25-110|
        Teapot|茶壶|15-95|
        Travel Mug|随行杯|12-42|
        # Home|家居
        ## Bedding|床上用品|comfort,material,size|cotton=纯棉,linen=亚麻,bamboo fibre=竹纤维,merino wool=美利奴羊毛
        Duvet Cover|被套|25-140|
        Memory Foam Pillow|记忆棉枕|20-90|
        Wool Blanket|羊毛毯|35-160|winter
        Fitted Sheet|床笠|15-60|
        ## Lighting|灯具|quality,size,price|brass=黄铜,oak=橡木,glass=玻璃,aluminium=铝合金
        Desk Lamp|台灯|18-120|school
        Floor Lamp|落地灯|45-230|
        String Lights|串灯|8-35|xmas,mass
        ## Storage|收纳|quality,size,price|rattan=藤编,oak=橡木,steel=钢制,felt=毛毡
        Storage Basket|收纳篮|9-45|
        Shoe Rack|鞋架|19-90|
        Wall Shelf|置物架|15-85|
        Drawer Organizer|抽屉收纳盒|7-32|
        ## Decoration|装饰|quality,packaging,material|ceramic=陶瓷,glass=玻璃,linen=亚麻,walnut=胡桃木
        Vase|花瓶|12-95|spring
        Scented Candle|香薰蜡烛|9-48|xmas,again
        Wall Clock|挂钟|18-110|
        Cushion Cover|抱枕套|8-38|
        # Garden|园艺
        ## Plants and Seeds|植物种子|quality,packaging,logistics|organic=有机,peat free=无泥炭,home grown=自家培育
        Herb Seed Kit|香草种子套装|5-28|spring,again
        Tulip Bulb Pack|郁金香种球|7-26|spring
        Indoor Plant|室内绿植|12-65|
        ## Garden Tools|园艺工具|quality,comfort,price|galvanised steel=镀锌钢,recycled plastic=再生塑料,aluminium=铝合金
        Pruning Shears|修枝剪|12-60|spring,mass
        Garden Hose|花园水管|18-85|summer
        Watering Can|浇水壶|10-45|spring
        Electric Lawn Mower|电动割草机|119-480|spring
        ## Outdoor Furniture|户外家具|quality,size,comfort|cedar wood=雪松木,aluminium=铝合金,olefin fabric=户外织物
        Folding Chair|折叠椅|19-95|summer
        Patio Umbrella|遮阳伞|45-210|summer
        Hammock|吊床|25-120|summer
        ## Barbecue|烧烤|quality,size,price|stainless steel=不锈钢,beech wood=榉木,coconut shell=椰壳
        Charcoal Grill|炭烤炉|49-320|summer
        Grill Tongs|烧烤夹|7-30|summer,mass
        Charcoal Bag|烧烤木炭|6-24|summer,again
        # Groceries|食品
        ## Coffee and Tea|咖啡茶叶|taste,packaging,price|organic=有机,single origin=单一产地,slow roasted=慢烘,hand picked=手工采摘
        Coffee Beans|咖啡豆|8-28|again,mass
        Green Tea|绿茶|7-45|again,mass
        Oolong Tea|乌龙茶|9-60|again,mass
        Hot Chocolate|热巧克力|5-18|winter,again,mass
        ## Snacks|零食|taste,packaging,price|organic=有机,slow roasted=慢烘,no added sugar=无添加糖
        Mixed Nuts|混合坚果|6-24|again,mass
        Dark Chocolate|黑巧克力|3-14|xmas,again,mass
        Rice Crackers|米饼|3-10|again,mass
        Dried Mango|芒果干|4-15|again,mass
        ## Pantry|粮油调味|taste,quality,packaging|organic=有机,cold pressed=冷榨,stone ground=石磨,aged=陈酿
        Olive Oil|橄榄油|9-38|again,mass
        Jasmine Rice|茉莉香米|6-30|again,mass
        Soy Sauce|酱油|4-16|again,mass
        Chili Crisp|油辣椒|4-14|again,mass
        ## Breakfast|早餐|taste,packaging,quality|organic=有机,wild grown=野生,no added sugar=无添加糖
        Granola|烤燕麦|5-15|again,mass
        Honey|蜂蜜|6-28|again,mass
        Strawberry Jam|草莓酱|3-12|again,mass
        """;
}
