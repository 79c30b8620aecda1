namespace Marketing.DemoShop.Ads;

/// <summary>An ad that ran all year. Which one was shown was decided by lot, each with the same chance: the log is an experiment.</summary>
/// <param name="AdId"><c>ad-01</c>, …</param>
/// <param name="CampaignId"><c>campaign-1</c>, …; three ads each.</param>
/// <param name="Title">English headline.</param>
/// <param name="TitleZh">Chinese headline.</param>
/// <param name="ItemId">The product that it leads to.</param>
public sealed record DemoAd(string AdId, string CampaignId, string Title, string TitleZh, string ItemId);
