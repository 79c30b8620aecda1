using System.Runtime.CompilerServices;
using Marketing.Ads.Definitions;
using Marketing.Learning.Clicks;
using Marketing.Store;

namespace Marketing.Ads.Prediction;

/// <summary>What is expected of an ad at a place for a customer.</summary>
/// <param name="Click">Log odds of a click, once it is seen.</param>
/// <param name="Conversion">Chance that a click becomes a sale.</param>
internal readonly record struct Expectation(ClickPrediction Click, double Conversion)
{
    public double PClick => Click.Probability;
}

/// <summary>Predicts from one click model. Places in the model's table are looked up once an ad, once a place and once a request.</summary>
internal sealed class Predictor(ClickModelContent content, string? version)
{
    private readonly ConditionalWeakTable<LiveAd, AdCodes> _ads = [];
    private readonly IClickModel? _model = content.Model;
    private readonly int[] _interests = Codes(content.Model, ClickFields.Interest, ClickFields.Shares);
    private readonly int[] _departmentInterests = Codes(content.Model, ClickFields.DepartmentInterest, ClickFields.Shares);
    private readonly int[] _shown = Codes(content.Model, ClickFields.Shown, ClickFields.Steps);

    /// <summary>Before the first model: one click in fifty, and little certainty.</summary>
    private static readonly ClickPrediction Ignorance = new(Logistic.LogOdds(.02), 1);

    /// <summary>Knows nothing.</summary>
    public static Predictor Ignorant { get; } = new(ClickModelContent.Empty, null);

    /// <summary>Version of the model; null before the first.</summary>
    public string? Version => version;

    public ClickModelContent Content => content;

    /// <summary>The part of a row that belongs to the customer and the page.</summary>
    public int[] Begin(AskerFeatures asker, string placement, string channel)
    {
        var codes = new int[ClickFields.Count];
        if (_model is not null)
        {
            Put(codes, ClickFields.Placement, placement);
            Put(codes, ClickFields.Channel, channel);
            Put(codes, ClickFields.User, asker.User);
            Put(codes, ClickFields.Known, asker.Known);
            Put(codes, ClickFields.Language, asker.Language);
            Put(codes, ClickFields.Device, asker.Device);
            Put(codes, ClickFields.Page, asker.Page);
            Put(codes, ClickFields.Hour, asker.Hour);
            Put(codes, ClickFields.Weekday, asker.Weekday);
            Put(codes, ClickFields.Favourite, asker.Favourite);
            Put(codes, ClickFields.Activity, ClickFields.Step(asker.Events));
        }

        return codes;
    }

    /// <summary>Predicts an ad for the customer and page of <paramref name="codes"/>, whose other places it overwrites.</summary>
    public Expectation Predict(int[] codes, LiveAd ad, CatalogueItem? item, AskerFeatures asker, string placement, int shown)
    {
        if (_model is null)
        {
            return new Expectation(Ignorance, content.Conversions.Of(ad.Campaign.Id, ad.Id));
        }

        var known = CodesOf(ad, item);
        known.Values.CopyTo(codes.AsSpan());
        codes[ClickFields.Interest] = _interests[asker.Interest(item?.Category)];
        codes[ClickFields.DepartmentInterest] = _departmentInterests[asker.DepartmentInterest(known.Department)];
        codes[ClickFields.Shown] = _shown[ClickFields.StepOf(shown)];
        var click = _model.Predict(codes);
        return new Expectation(content.Calibrate(placement, click), content.Conversions.Of(ad.Campaign.Id, ad.Id));
    }

    /// <summary>The row as it is logged and learned from.</summary>
    public static string[] Row(LiveAd ad, CatalogueItem? item, AskerFeatures asker, string placement, string channel, int shown) =>
        [
            .. AdValues(ad, item),
            placement,
            channel,
            asker.User,
            asker.Known,
            asker.Language,
            asker.Device,
            asker.Page,
            asker.Hour,
            asker.Weekday,
            asker.Favourite,
            ClickFields.Step(asker.Events),
            ClickFields.Shares[asker.Interest(item?.Category)],
            ClickFields.Shares[asker.DepartmentInterest(DepartmentOf(item))],
            ClickFields.Step(shown),
        ];

    /// <summary>Predicts a row as it was logged.</summary>
    public Expectation Predict(IReadOnlyList<string> row)
    {
        if (_model is null)
        {
            return new Expectation(Ignorance, content.Conversions.Of(row[ClickFields.Campaign], row[ClickFields.Ad]));
        }

        var codes = Codes(row);
        return new Expectation(
            content.Calibrate(row[ClickFields.Placement], _model.Predict(codes)),
            content.Conversions.Of(row[ClickFields.Campaign], row[ClickFields.Ad])
        );
    }

    /// <summary>Learns one settled row. One thread at a time.</summary>
    public void Learn(IReadOnlyList<string> row, bool clicked, int position) => _model?.Update(Codes(row), clicked, 1, position);

    private int[] Codes(IReadOnlyList<string> row)
    {
        var codes = new int[ClickFields.Count];
        for (var field = 0; field < codes.Length; field++)
        {
            Put(codes, field, row[field]);
        }

        return codes;
    }

    private static string[] AdValues(LiveAd ad, CatalogueItem? item) =>
        [ad.Id, ad.Campaign.Id, ad.Ad.ItemId ?? "", item?.Category ?? "", DepartmentOf(item) ?? "", item?.Brand ?? ""];

    private static string? DepartmentOf(CatalogueItem? item) => item?.Category is { } category ? ClickFields.DepartmentOf(category) : null;

    private static int[] Codes(IClickModel? model, int field, IReadOnlyList<string> values) =>
        model is null ? [] : [.. values.Select(value => model.Code(field, ClickEncoding.Token(field, value)))];

    private AdCodes CodesOf(LiveAd ad, CatalogueItem? item)
    {
        if (_ads.TryGetValue(ad, out var known) && ReferenceEquals(known.Item, item))
        {
            return known;
        }

        var values = AdValues(ad, item);
        var codes = new int[values.Length];
        for (var field = 0; field < codes.Length; field++)
        {
            Put(codes, field, values[field]);
        }

        known = new AdCodes(item, DepartmentOf(item), codes);
        _ads.AddOrUpdate(ad, known);
        return known;
    }

    private void Put(int[] codes, int field, string value)
    {
        if (_model is not null)
        {
            codes[field] = _model.Code(field, ClickEncoding.Token(field, value));
        }
    }

    private sealed record AdCodes(CatalogueItem? Item, string? Department, int[] Values);
}
