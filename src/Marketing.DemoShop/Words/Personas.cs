namespace Marketing.DemoShop.Words;

/// <summary>
/// Ways of living that customers are mixtures of. Line form: <c>name|aisle weight, …|style weight, …</c>; an aisle or style that is not named keeps a
/// small weight of its own.
/// </summary>
internal static class Personas
{
    public const string Table = """
        cook|Cookware 6,Knives and Tools 5,Pantry 4,Practical Books 1|Classic 2,Premium 1
        baker|Baking 7,Breakfast 3,Cookware 2,Practical Books 1|Vivid 2,Classic 1
        coffee lover|Coffee and Tea Ware 5,Coffee and Tea 6,Snacks 2|Minimal 2,Premium 1
        tea drinker|Coffee and Tea 6,Coffee and Tea Ware 3,Fiction 2,Decoration 1|Classic 2,Eco 1
        nest builder|Bedding 5,Lighting 4,Storage 4,Decoration 3|Minimal 2,Eco 1
        decorator|Decoration 6,Lighting 4,Bedding 2,Plants and Seeds 2|Vivid 2,Premium 1
        gardener|Plants and Seeds 6,Garden Tools 6,Outdoor Furniture 3,Practical Books 1|Eco 2,Classic 1
        griller|Barbecue 7,Outdoor Furniture 4,Knives and Tools 2,Pantry 2|Classic 2,Premium 1
        fashion lover|Women's Clothing 7,Accessories 4,Casual Shoes 4,Make-up 2|Vivid 2,Premium 1
        office dresser|Men's Clothing 7,Boots 3,Accessories 3,Casual Shoes 3|Classic 2,Premium 1
        runner|Running Shoes 7,Sportswear 6,Wearables 3,Fitness 2|Minimal 1,Vivid 2
        hiker|Camping 6,Boots 4,Sportswear 3,Snacks 1|Compact 2,Eco 2
        gym goer|Fitness 7,Sportswear 5,Wearables 3,Breakfast 1|Minimal 2,Compact 1
        cyclist|Cycling 8,Sportswear 3,Wearables 3,Snacks 1|Compact 2,Minimal 1
        beauty fan|Skin Care 7,Make-up 6,Hair Care 3,Fragrance 2|Premium 2,Vivid 1
        gentle care|Skin Care 5,Hair Care 5,Fragrance 3,Bedding 1|Eco 2,Minimal 1
        gadget lover|Smartphones 4,Phone Accessories 6,Wearables 4,Audio 4|Minimal 2,Premium 1
        phone saver|Phone Accessories 7,Smartphones 2,Snacks 2,Audio 1|Compact 2,Vivid 1
        gamer|Computers 7,Audio 4,Games and Puzzles 3,Snacks 2|Vivid 2,Premium 1
        photographer|Cameras 7,Computers 2,Practical Books 2,Camping 1|Compact 2,Premium 1
        reader|Fiction 8,Coffee and Tea 2,Lighting 1,Games and Puzzles 1|Classic 2,Eco 1
        student|Learning 5,Computers 4,Storage 2,Breakfast 2|Compact 2,Minimal 1
        parent of a baby|Baby Toys 7,Children's Books 4,Bedding 2,Hair Care 1|Eco 2,Vivid 1
        parent at play|Building 6,Children's Books 4,Outdoor Toys 4,Games and Puzzles 4|Vivid 2,Classic 1
        home keeper|Home Appliances 6,Storage 4,Cookware 2,Hair Care 1|Minimal 2,Compact 1
        beach goer|Swimming 6,Indoor and Beach 4,Skin Care 2,Outdoor Toys 2|Vivid 2,Compact 1
        ball player|Ball Games 7,Sportswear 3,Running Shoes 2,Snacks 2|Classic 1,Vivid 2
        """;
}
