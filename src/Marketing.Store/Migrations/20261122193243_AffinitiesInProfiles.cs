using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Marketing.Store.Migrations
{
    /// <inheritdoc />
    public partial class AffinitiesInProfiles : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long[]>(
                name: "likes",
                schema: "profiles",
                table: "profiles",
                type: "bigint[]",
                nullable: false,
                defaultValue: new long[0]);

            // What is in the details already, as the next update of each profile would write it: 48 bits of a hash of the name, then the share.
            migrationBuilder.Sql(
                """
                UPDATE profiles.profiles p SET likes = k.keys FROM (
                    SELECT d.user_id, array_agg(h.hash * 16384 + s.share ORDER BY h.hash, s.share) AS keys
                    FROM profiles.details d CROSS JOIN unnest(ARRAY['categories', 'brands', 'priceBands', 'searches']) AS g (name)
                    CROSS JOIN LATERAL jsonb_each(d.document -> g.name) AS l
                    CROSS JOIN LATERAL (SELECT round((l.value ->> 0)::numeric * 10000)::bigint) AS s (share)
                    CROSS JOIN LATERAL (SELECT ('x' || encode(substr(sha256(convert_to(g.name || ':' || l.key, 'UTF8')), 1, 6), 'hex'))::bit(48)::bigint) AS h (hash)
                    WHERE s.share > 0 GROUP BY d.user_id
                ) AS k WHERE k.user_id = p.user_id
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "likes",
                schema: "profiles",
                table: "profiles");
        }
    }
}
