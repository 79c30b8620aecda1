namespace Marketing.DemoShop.Words;

/// <summary>Departments of devices, books and sport; the line forms are those of <see cref="HomeDepartments"/>.</summary>
internal static class TechDepartments
{
    public const string Table = """
        # Electronics|电子产品
        ## Computers|电脑|screen,battery,quality,service|aluminium=铝合金,matte plastic=磨砂塑料,recycled plastic=再生塑料
        Laptop|笔记本电脑|399-1900|school
        Mechanical Keyboard|机械键盘|45-190||quality,comfort,price
        Wireless Mouse|无线鼠标|15-95||battery,comfort,quality
        Laptop Sleeve|电脑内胆包|14-55|school|size,material,quality
        ## Audio|音频|sound,battery,comfort|aluminium=铝合金,matte plastic=磨砂塑料,walnut=胡桃木
        Wireless Headphones|无线耳机|39-380|gift,mass
        Bluetooth Speaker|蓝牙音箱|25-260|summer
        Turntable|黑胶唱机|99-420||sound,quality,packaging
        ## Cameras|相机|quality,screen,service|magnesium=镁合金,matte plastic=磨砂塑料,ripstop nylon=防撕裂尼龙
        Mirrorless Camera|微单相机|449-2100|
        Memory Card|存储卡|12-85||quality,price,packaging
        Camera Backpack|相机背包|39-180||size,comfort,material
        ## Home Appliances|生活电器|quality,service,price|matte plastic=磨砂塑料,steel=钢制,recycled plastic=再生塑料
        Robot Vacuum|扫地机器人|149-780|
        Air Purifier|空气净化器|89-420|winter
        Desk Fan|台扇|19-110|summer
        Space Heater|取暖器|29-150|winter
        # Phones|手机
        ## Smartphones|智能手机|screen,battery,camera,service|tempered glass=钢化玻璃,aluminium=铝合金,ceramic=陶瓷
        Smartphone|智能手机|189-1290|gift
        Foldable Phone|折叠屏手机|690-1790|gift
        Senior Phone|老人手机|49-160|
        ## Phone Accessories|手机配件|quality,price,size|silicone=硅胶,tempered glass=钢化玻璃,recycled plastic=再生塑料
        Phone Case|手机壳|8-48|
        Screen Protector|钢化膜|5-26|
        Fast Charger|快充充电器|12-65|
        Power Bank|充电宝|15-90|
        ## Wearables|智能穿戴|screen,battery,comfort|silicone=硅胶,stainless steel=不锈钢,leather=真皮
        Smartwatch|智能手表|69-520|gift
        Fitness Band|智能手环|25-110|
        Watch Strap|表带|9-55||material,size,comfort
        # Books|图书
        ## Fiction|小说|story,packaging,price|hardcover=精装,paperback=平装,illustrated=插图本
        Mystery Novel|推理小说|7-24|
        Fantasy Novel|奇幻小说|8-28|
        Historical Novel|历史小说|8-26|
        Poetry Collection|诗集|7-22|
        ## Practical Books|生活实用书|story,quality,packaging|hardcover=精装,paperback=平装,illustrated=插图本
        Cookbook|菜谱|12-45|xmas,gift
        Travel Guide|旅行指南|10-32|summer
        Gardening Handbook|园艺手册|11-36|spring
        Photography Manual|摄影教程|14-48|
        ## Children's Books|童书|story,quality,packaging|hardcover=精装,illustrated=插图本,board book=纸板书
        Picture Book|绘本|6-22|xmas,gift
        Fairy Tale Treasury|童话集|9-34|xmas,gift
        ## Learning|学习|story,price,packaging|paperback=平装,annotated=注释本,with exercises=附练习
        Programming Textbook|编程教材|19-70|school
        Language Course|语言教程|14-52|school
        # Sports|运动户外
        ## Camping|露营|quality,size,price|ripstop nylon=防撕裂尼龙,aluminium=铝合金,recycled polyester=再生涤纶
        Tent|帐篷|59-480|summer
        Sleeping Bag|睡袋|29-260|summer
        Camping Mat|防潮垫|15-120|summer
        Camping Stove|露营炉|19-110|summer
        ## Fitness|健身|quality,comfort,price|natural rubber=天然橡胶,cork=软木,cast iron=铸铁
        Yoga Mat|瑜伽垫|14-90|newyear
        Dumbbell Set|哑铃套装|25-190|newyear
        Resistance Band Set|弹力带套装|8-36|newyear
        Foam Roller|泡沫轴|12-48|
        ## Cycling|骑行|quality,comfort,size|carbon fibre=碳纤维,matte plastic=磨砂塑料,mesh=网布
        Bike Helmet|骑行头盔|25-160|spring
        Bike Light Set|自行车灯|12-75|winter
        Cycling Gloves|骑行手套|11-48|spring,mass
        ## Ball Games|球类|quality,size,price|carbon fibre=碳纤维,natural rubber=天然橡胶,synthetic leather=合成革
        Football|足球|12-85|summer
        Badminton Set|羽毛球套装|15-110|summer
        Table Tennis Bat|乒乓球拍|10-130|
        ## Swimming|游泳|size,comfort,quality|silicone=硅胶,cotton=纯棉,microfibre=超细纤维
        Swim Goggles|泳镜|9-42|summer,mass
        Beach Towel|沙滩巾|11-42|summer
        """;
}
