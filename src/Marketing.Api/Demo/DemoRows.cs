using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Marketing.DemoShop;
using Marketing.Store;

namespace Marketing.Api.Demo;

/// <summary>The simulated shop's records as rows for the store.</summary>
internal static class DemoRows
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static NewItem Item(DemoProduct product, DateOnly firstDay) =>
        new()
        {
            ItemId = product.ItemId,
            Name = product.Name,
            Category = product.Category,
            Brand = product.Brand,
            Price = product.Price,
            Currency = product.Currency,
            Stock = product.Stock,
            Available = product.Available,
            Description = product.Description,
            Tags = product.Tags,
            Attributes = Json(product.Attributes.Append(new("nameZh", product.NameZh)).Append(new("categoryZh", product.CategoryZh))),
            CreatedAt = new DateTimeOffset(firstDay.AddDays(product.LaunchDay), default, TimeSpan.Zero),
        };

    public static NewUser User(DemoCustomer customer, DateOnly firstDay) =>
        new()
        {
            UserId = customer.UserId,
            Language = customer.Language,
            TimeZone = customer.TimeZone,
            Personalization = customer.ConsentPersonalization,
            Email = customer.ConsentEmail,
            Sms = customer.ConsentSms,
            Push = customer.ConsentPush,
            Attributes = Json(
                customer.JoinDay > 0
                    ? customer.Attributes.Append(
                        new("customerSince", firstDay.AddDays(customer.JoinDay).ToString("O", CultureInfo.InvariantCulture))
                    )
                    : customer.Attributes
            ),
        };

    public static NewEvent Event(DemoEvent happened) =>
        new()
        {
            Id = happened.Id,
            Type = TypeOf(happened.Type),
            UserId = happened.UserId,
            SessionId = happened.SessionId,
            ItemId = happened.ItemId,
            OccurredAt = happened.OccurredAt,
            Value = happened.Value,
            Quantity = happened.Quantity,
            Price = happened.Price,
            Currency = happened.Currency,
            OrderId = happened.OrderId,
            Query = happened.Query,
            Text = happened.Text,
            Language = happened.Language,
            RecommendationId = happened.RecommendationId,
            DecisionId = happened.DecisionId,
            AdId = happened.AdId,
            Placement = happened.Placement,
            Channel = happened.Channel,
        };

    internal static EventType TypeOf(DemoEventType type) =>
        type switch
        {
            DemoEventType.View => EventType.View,
            DemoEventType.Cart => EventType.Cart,
            DemoEventType.Purchase => EventType.Purchase,
            DemoEventType.Return => EventType.Return,
            DemoEventType.Search => EventType.Search,
            DemoEventType.Rating => EventType.Rating,
            DemoEventType.Review => EventType.Review,
            DemoEventType.Impression => EventType.Impression,
            DemoEventType.Click => EventType.Click,
            DemoEventType.Conversion => EventType.Conversion,
            _ => throw new ArgumentOutOfRangeException(nameof(type), type, null),
        };

    // The canonical form has its names in ordinal order and no spaces.
    private static string Json(IEnumerable<KeyValuePair<string, string>> attributes) =>
        JsonSerializer.Serialize(new SortedDictionary<string, string>(attributes.ToDictionary(), StringComparer.Ordinal), Plain);
}
