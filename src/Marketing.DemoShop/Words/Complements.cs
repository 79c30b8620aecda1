namespace Marketing.DemoShop.Words;

/// <summary>
/// What goes with what. Line form: <c>first|then|chance|days</c>: who buys the first looks for the second with that chance, in the same basket when days is
/// 0, else about that many days later.
/// </summary>
internal static class Complements
{
    public const string Table = """
        Smartphone|Phone Case|0.55|2
        Smartphone|Screen Protector|0.45|0
        Smartphone|Fast Charger|0.25|4
        Foldable Phone|Phone Case|0.5|3
        Tent|Sleeping Bag|0.5|5
        Tent|Camping Mat|0.4|0
        Sleeping Bag|Camping Mat|0.3|3
        Camping Stove|Travel Mug|0.2|6
        Laptop|Laptop Sleeve|0.45|0
        Laptop|Wireless Mouse|0.4|3
        Laptop|Mechanical Keyboard|0.2|12
        Mirrorless Camera|Memory Card|0.6|0
        Mirrorless Camera|Camera Backpack|0.35|9
        Mirrorless Camera|Photography Manual|0.2|6
        Espresso Machine|Coffee Beans|0.65|1
        Pour-Over Kettle|Coffee Beans|0.45|0
        Teapot|Oolong Tea|0.45|0
        Charcoal Grill|Charcoal Bag|0.6|0
        Charcoal Grill|Grill Tongs|0.5|2
        Smartwatch|Watch Strap|0.35|14
        Fitness Band|Watch Strap|0.25|20
        Road Running Shoe|Running Shirt|0.3|4
        Trail Running Shoe|Rain Jacket|0.25|8
        Yoga Leggings|Yoga Mat|0.3|3
        Yoga Mat|Foam Roller|0.2|15
        Dumbbell Set|Resistance Band Set|0.25|10
        Bike Helmet|Bike Light Set|0.35|5
        Bike Helmet|Cycling Gloves|0.3|0
        Duvet Cover|Fitted Sheet|0.45|0
        Duvet Cover|Memory Foam Pillow|0.2|7
        Floor Lamp|Cushion Cover|0.2|10
        Herb Seed Kit|Watering Can|0.3|2
        Gardening Handbook|Herb Seed Kit|0.3|4
        Cake Tin|Hand Mixer|0.25|6
        Hand Mixer|Mixing Bowl|0.4|0
        Chef's Knife|Cutting Board|0.4|0
        Wok|Soy Sauce|0.3|2
        Wok|Chili Crisp|0.25|0
        Shampoo|Hair Oil|0.25|0
        Face Cream|Vitamin Serum|0.3|12
        Lipstick|Mascara|0.25|0
        Swim Goggles|Beach Towel|0.3|2
        Baby Rattle|Stacking Rings|0.3|30
        Plush Bear|Picture Book|0.25|0
        Building Block Set|Marble Run|0.2|25
        Mystery Novel|Mystery Novel|0.35|16
        Fantasy Novel|Fantasy Novel|0.45|14
        Wool Coat|Wool Scarf|0.35|4
        Oxford Shirt|Leather Belt|0.2|6
        """;
}
