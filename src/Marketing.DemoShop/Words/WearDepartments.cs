namespace Marketing.DemoShop.Words;

/// <summary>Departments of what is worn, cared for and played with; the line forms are those of <see cref="HomeDepartments"/>.</summary>
internal static class WearDepartments
{
    public const string Table = """
        # Clothing|服装
        ## Women's Clothing|女装|size,material,quality|cotton=纯棉,silk=真丝,linen=亚麻,merino wool=美利奴羊毛
        Summer Dress|连衣裙|22-140|summer
        Knit Cardigan|针织开衫|28-120|winter
        Pleated Skirt|百褶裙|20-85|spring
        Silk Blouse|真丝衬衫|35-150|
        ## Men's Clothing|男装|size,material,quality|cotton=纯棉,linen=亚麻,merino wool=美利奴羊毛
        Oxford Shirt|牛津衬衫|22-95|
        Chino Trousers|休闲长裤|28-110|mass
        Polo Shirt|保罗衫|16-75|summer
        Wool Coat|羊毛大衣|89-340|winter
        ## Sportswear|运动服|size,comfort,material|recycled polyester=再生涤纶,nylon=尼龙,bamboo fibre=竹纤维
        Running Shirt|跑步上衣|15-60|
        Yoga Leggings|瑜伽裤|19-85|mass
        Rain Jacket|冲锋衣|45-260|spring
        Training Shorts|训练短裤|14-55|summer,mass
        ## Accessories|配饰|quality,material,packaging|merino wool=美利奴羊毛,leather=真皮,cotton=纯棉
        Wool Scarf|羊毛围巾|15-85|winter
        Leather Belt|皮带|16-90|
        Sun Hat|遮阳帽|10-48|summer
        # Shoes|鞋靴
        ## Running Shoes|跑鞋|size,comfort,quality|mesh=网布,recycled polyester=再生涤纶,knit fabric=针织面料
        Road Running Shoe|公路跑鞋|55-190|
        Trail Running Shoe|越野跑鞋|65-200|
        ## Casual Shoes|休闲鞋|size,comfort,price|leather=真皮,canvas=帆布,suede=绒面皮
        White Sneaker|小白鞋|35-130|spring
        Canvas Slip-On|一脚蹬帆布鞋|22-70|summer
        Loafer|乐福鞋|45-160|
        ## Boots|靴子|size,comfort,material|leather=真皮,suede=绒面皮,rubber=橡胶
        Hiking Boot|登山靴|75-260|
        Chelsea Boot|切尔西靴|65-220|winter
        Snow Boot|雪地靴|49-170|winter
        ## Indoor and Beach|居家沙滩鞋|comfort,size,price|rubber=橡胶,felt=毛毡,cork=软木
        House Slipper|居家拖鞋|9-42|winter
        Sandal|凉鞋|18-85|summer
        # Beauty|美妆
        ## Skin Care|护肤|quality,smell,packaging|fragrance free=无香,vegan=纯素,vitamin C=维生素C,hyaluronic acid=玻尿酸
        Face Cream|面霜|12-95|again
        Vitamin Serum|精华液|14-110|again
        Sunscreen|防晒霜|9-42|summer,again
        Sheet Mask Set|面膜套装|8-38|again
        ## Hair Care|护发|quality,smell,price|vegan=纯素,argan=摩洛哥坚果,silicone free=无硅油
        Shampoo|洗发水|6-32|again
        Hair Oil|护发精油|9-45|again
        Hair Dryer|吹风机|25-280|
        ## Make-up|彩妆|quality,packaging,price|vegan=纯素,long lasting=持久,fragrance free=无香
        Lipstick|口红|8-45|gift,again
        Mascara|睫毛膏|7-34|again
        Eyeshadow Palette|眼影盘|12-60|gift
        ## Fragrance|香氛|smell,packaging,price|cedar=雪松,citrus=柑橘,white tea=白茶,jasmine=茉莉
        Eau de Parfum|香水|29-180|gift,mass
        Hand Cream|护手霜|4-22|winter,again
        # Toys|玩具
        ## Building|积木拼插|quality,size,packaging|beech wood=榉木,recycled plastic=再生塑料,birch=白桦木
        Building Block Set|积木套装|15-160|xmas,gift
        Marble Run|弹珠轨道|22-95|xmas,gift
        Model Train|火车模型|29-210|xmas,gift
        ## Games and Puzzles|桌游拼图|quality,packaging,price|cardboard=纸板,beech wood=榉木,linen card=亚麻纹纸
        Board Game|桌游|15-65|xmas,gift
        Jigsaw Puzzle|拼图|9-38|winter
        Card Game|卡牌游戏|6-25|
        ## Baby Toys|婴儿玩具|quality,material,size|organic cotton=有机棉,beech wood=榉木,felt=毛毡
        Plush Bear|毛绒熊|9-48|xmas,gift
        Stacking Rings|叠叠乐|8-28|mass
        Baby Rattle|婴儿摇铃|5-20|
        ## Outdoor Toys|户外玩具|quality,size,price|recycled plastic=再生塑料,ripstop nylon=防撕裂尼龙,aluminium=铝合金
        Kite|风筝|9-42|spring
        Water Blaster|水枪|8-34|summer
        Kids' Scooter|儿童滑板车|35-130|spring
        """;
}
