using Marketing.Store;
using Microsoft.EntityFrameworkCore;

namespace Marketing.Recommendations.Placements;

/// <summary>What presets were.</summary>
internal static class OldPlacements
{
    /// <summary>One version; null when it never was.</summary>
    public static async Task<StoredPlacement?> FindAsync(StoreReader store, string placementId, int version, CancellationToken cancel) =>
        (await ListAsync(store, placementId, version + 1L, 1, cancel)).FirstOrDefault(stored => stored.Version == version);

    /// <summary>Versions below a number, the newest first.</summary>
    public static Task<List<StoredPlacement>> ListAsync(
        StoreReader store,
        string placementId,
        long below,
        int most,
        CancellationToken cancel
    ) =>
        store.ReadAsync(
            (db, token) =>
                db
                    .RecommendationPlacementVersions.Where(row => row.PlacementId == placementId && row.Version < below)
                    .OrderByDescending(row => row.Version)
                    .Take(most)
                    .Select(row => new StoredPlacement(row.PlacementId, row.Version, row.Definition, row.ChangedAt, row.ChangedBy))
                    .ToListAsync(token),
            cancel
        );
}
