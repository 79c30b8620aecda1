using Marketing.Ads.Definitions;

namespace Marketing.Ads.Decisions;

/// <summary>The last gate that each ad came to, of those that some place did not take.</summary>
internal sealed class Rejections(AdBook book)
{
    private readonly string?[] _reasons = new string?[book.Ads.Length];
    private readonly bool[] _isEligible = new bool[book.Ads.Length];

    /// <summary>Notes a gate; of several the later one stays.</summary>
    public void Note(LiveAd ad, string reason)
    {
        ref var known = ref _reasons[ad.Index];
        known = known is null || ReferenceEquals(known, reason) ? reason : Reasons.Later(known, reason);
    }

    /// <summary>Some place could have shown it: it is no rejected ad.</summary>
    public void Passes(LiveAd ad) => _isEligible[ad.Index] = true;

    /// <summary>Ads that no place could have shown, by number.</summary>
    public List<(LiveAd Ad, string Reason)> All()
    {
        List<(LiveAd, string)> all = [];
        foreach (var ad in book.Ads)
        {
            if (_reasons[ad.Index] is { } reason && !_isEligible[ad.Index])
            {
                all.Add((ad, reason));
            }
        }

        return all;
    }
}
