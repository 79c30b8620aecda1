using Marketing.Store.Configuration;
using Microsoft.EntityFrameworkCore;

namespace Marketing.Store;

/// <summary>The one EF Core model. One database schema a module; snake_case names; keys of big tables begin with <c>user_id</c>.</summary>
public sealed class MarketingDb(DbContextOptions<MarketingDb> options) : DbContext(options)
{
    /// <summary>What customers did.</summary>
    public DbSet<EventRow> Events => Set<EventRow>();

    /// <summary>What could not be stored among the events.</summary>
    public DbSet<QuarantineRow> Quarantine => Set<QuarantineRow>();

    /// <summary>Sessions that turned out to be users'.</summary>
    public DbSet<SessionLinkRow> SessionLinks => Set<SessionLinkRow>();

    /// <summary>The catalogue.</summary>
    public DbSet<ItemRow> Items => Set<ItemRow>();

    /// <summary>When which products were sold out.</summary>
    public DbSet<StockOutRow> StockOuts => Set<StockOutRow>();

    /// <summary>The customers.</summary>
    public DbSet<UserRow> Users => Set<UserRow>();

    /// <summary>Complaints, open and settled.</summary>
    public DbSet<ComplaintRow> Complaints => Set<ComplaintRow>();

    /// <summary>Training runs.</summary>
    public DbSet<TrainingRunRow> TrainingRuns => Set<TrainingRunRow>();

    /// <summary>Trained versions.</summary>
    public DbSet<ModelVersionRow> ModelVersions => Set<ModelVersionRow>();

    /// <summary>Artefact bytes.</summary>
    public DbSet<ArtefactChunkRow> ArtefactChunks => Set<ArtefactChunkRow>();

    /// <summary>What serves.</summary>
    public DbSet<ServingRow> Serving => Set<ServingRow>();

    /// <summary>Answers served.</summary>
    public DbSet<RecommendationLogRow> RecommendationLog => Set<RecommendationLogRow>();

    /// <summary>Presets of recommendation places.</summary>
    public DbSet<RecommendationPlacementRow> RecommendationPlacements => Set<RecommendationPlacementRow>();

    /// <summary>What these presets were.</summary>
    public DbSet<RecommendationPlacementVersionRow> RecommendationPlacementVersions => Set<RecommendationPlacementVersionRow>();

    /// <summary>Scored reviews.</summary>
    public DbSet<ReviewScoreRow> ReviewScores => Set<ReviewScoreRow>();

    /// <summary>What the reviews of each product come to.</summary>
    public DbSet<ItemMoodRow> ItemMoods => Set<ItemMoodRow>();

    /// <summary>Turns in the reviews.</summary>
    public DbSet<MoodAlertRow> MoodAlerts => Set<MoodAlertRow>();

    /// <summary>Aspects and their terms, where edited.</summary>
    public DbSet<AspectListRow> AspectLists => Set<AspectListRow>();

    /// <summary>Channels, placements, campaigns and ads.</summary>
    public DbSet<AdDefinitionRow> AdDefinitions => Set<AdDefinitionRow>();

    /// <summary>What campaigns have spent and promised.</summary>
    public DbSet<AdBudgetRow> AdBudgets => Set<AdBudgetRow>();

    /// <summary>Ad decisions.</summary>
    public DbSet<AdDecisionRow> AdDecisions => Set<AdDecisionRow>();

    /// <summary>The ads that were chosen.</summary>
    public DbSet<AdDecisionAdRow> AdDecisionAds => Set<AdDecisionAdRow>();

    /// <summary>What became of them.</summary>
    public DbSet<AdOutcomeRow> AdOutcomes => Set<AdOutcomeRow>();

    /// <summary>Plans of ads, channels and times.</summary>
    public DbSet<AdPlanRow> AdPlans => Set<AdPlanRow>();

    /// <summary>Their lines.</summary>
    public DbSet<AdPlanAssignmentRow> AdPlanAssignments => Set<AdPlanAssignmentRow>();

    /// <summary>The key of the hashes of erased people.</summary>
    public DbSet<PrivacyKeyRow> PrivacyKeys => Set<PrivacyKeyRow>();

    /// <summary>Who was erased, as keyed hashes.</summary>
    public DbSet<ErasedSubjectRow> ErasedSubjects => Set<ErasedSubjectRow>();

    /// <summary>Receipts of erasures.</summary>
    public DbSet<ErasureRow> Erasures => Set<ErasureRow>();

    /// <summary>Privileged calls.</summary>
    public DbSet<AuditRow> Audit => Set<AuditRow>();

    /// <summary>Who the customers are.</summary>
    public DbSet<ProfileRow> Profiles => Set<ProfileRow>();

    /// <summary>What they like, in detail.</summary>
    public DbSet<ProfileDetailRow> ProfileDetails => Set<ProfileDetailRow>();

    /// <summary>Groups of customers.</summary>
    public DbSet<SegmentRow> Segments => Set<SegmentRow>();

    /// <summary>Who is in which.</summary>
    public DbSet<SegmentMemberRow> SegmentMembers => Set<SegmentMemberRow>();

    /// <summary>Who entered and left which, in order.</summary>
    public DbSet<SegmentMoveRow> SegmentMoves => Set<SegmentMoveRow>();

    /// <summary>What cleaning found in events.</summary>
    public DbSet<CleaningMarkRow> CleaningMarks => Set<CleaningMarkRow>();

    /// <summary>When events were cleaned.</summary>
    public DbSet<CleaningRunRow> CleaningRuns => Set<CleaningRunRow>();

    /// <summary>What is usual for quantities and prices.</summary>
    public DbSet<CleaningBoundRow> CleaningBounds => Set<CleaningBoundRow>();

    /// <summary>What came in, by day and source.</summary>
    public DbSet<IntakeRow> Intake => Set<IntakeRow>();

    /// <summary>Base cells of analytics.</summary>
    public DbSet<AnalyticsCellRow> AnalyticsCells => Set<AnalyticsCellRow>();

    /// <summary>How far analytics has got.</summary>
    public DbSet<AnalyticsStateRow> AnalyticsState => Set<AnalyticsStateRow>();

    /// <summary>Events by day and class.</summary>
    public DbSet<DayCountRow> DayCounts => Set<DayCountRow>();

    /// <summary>Subjects by day and the days since they came before.</summary>
    public DbSet<DaySubjectsRow> DaySubjects => Set<DaySubjectsRow>();

    /// <summary>How far events are counted by the day.</summary>
    public DbSet<DayCountingRow> DayCounting => Set<DayCountingRow>();

    /// <summary>What campaigns added, worked out beforehand.</summary>
    public DbSet<CampaignEffectsRow> CampaignEffects => Set<CampaignEffectsRow>();

    /// <summary>Planned campaigns.</summary>
    public DbSet<CampaignPlanRow> CampaignPlans => Set<CampaignPlanRow>();

    /// <inheritdoc />
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(MarketingDb).Assembly);
        modelBuilder.SortIdsByBytes();
    }
}
