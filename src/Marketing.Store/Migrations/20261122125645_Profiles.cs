using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Marketing.Store.Migrations
{
    /// <inheritdoc />
    public partial class Profiles : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.EnsureSchema(
                name: "profiles");

            migrationBuilder.CreateTable(
                name: "details",
                schema: "profiles",
                columns: table => new
                {
                    user_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    document = table.Column<string>(type: "jsonb", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_details", x => x.user_id);
                });

            migrationBuilder.CreateTable(
                name: "profiles",
                schema: "profiles",
                columns: table => new
                {
                    user_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    as_of = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    language = table.Column<string>(type: "text", nullable: true),
                    device = table.Column<string>(type: "text", nullable: true),
                    response_channel = table.Column<string>(type: "text", nullable: true),
                    response_hour = table.Column<short>(type: "smallint", nullable: true),
                    recency_days = table.Column<float>(type: "real", nullable: true),
                    tenure_days = table.Column<float>(type: "real", nullable: true),
                    silence_days = table.Column<float>(type: "real", nullable: true),
                    orders = table.Column<int>(type: "integer", nullable: false),
                    spend = table.Column<double>(type: "double precision", nullable: false),
                    basket_size = table.Column<float>(type: "real", nullable: true),
                    basket_value = table.Column<float>(type: "real", nullable: true),
                    return_rate = table.Column<float>(type: "real", nullable: true),
                    discount_share = table.Column<float>(type: "real", nullable: true),
                    mean_gap_days = table.Column<float>(type: "real", nullable: true),
                    review_tone = table.Column<float>(type: "real", nullable: true),
                    counts = table.Column<short[]>(type: "smallint[]", nullable: false),
                    inputs = table.Column<float[]>(type: "real[]", nullable: false),
                    model_version = table.Column<string>(type: "text", nullable: true),
                    score = table.Column<float>(type: "real", nullable: true),
                    next_purchase7 = table.Column<float>(type: "real", nullable: true),
                    next_purchase30 = table.Column<float>(type: "real", nullable: true),
                    churn = table.Column<float>(type: "real", nullable: true),
                    lifetime_value = table.Column<float>(type: "real", nullable: true),
                    rfm_recency = table.Column<short>(type: "smallint", nullable: true),
                    rfm_frequency = table.Column<short>(type: "smallint", nullable: true),
                    rfm_monetary = table.Column<short>(type: "smallint", nullable: true),
                    cluster = table.Column<short>(type: "smallint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_profiles", x => x.user_id);
                });

            migrationBuilder.CreateTable(
                name: "segment_members",
                schema: "profiles",
                columns: table => new
                {
                    user_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    segment_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    entered_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_segment_members", x => new { x.user_id, x.segment_id });
                });

            migrationBuilder.CreateTable(
                name: "segment_moves",
                schema: "profiles",
                columns: table => new
                {
                    user_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    sequence = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityAlwaysColumn),
                    segment_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    entered = table.Column<bool>(type: "boolean", nullable: false),
                    moved_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_segment_moves", x => new { x.user_id, x.sequence });
                });

            migrationBuilder.CreateTable(
                name: "segments",
                schema: "profiles",
                columns: table => new
                {
                    segment_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    kind = table.Column<string>(type: "text", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    definition = table.Column<string>(type: "jsonb", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    changed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    refreshed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    members = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_segments", x => x.segment_id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_segment_members_segment_id_user_id",
                schema: "profiles",
                table: "segment_members",
                columns: new[] { "segment_id", "user_id" });

            migrationBuilder.CreateIndex(
                name: "IX_segment_moves_sequence",
                schema: "profiles",
                table: "segment_moves",
                column: "sequence");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "details",
                schema: "profiles");

            migrationBuilder.DropTable(
                name: "profiles",
                schema: "profiles");

            migrationBuilder.DropTable(
                name: "segment_members",
                schema: "profiles");

            migrationBuilder.DropTable(
                name: "segment_moves",
                schema: "profiles");

            migrationBuilder.DropTable(
                name: "segments",
                schema: "profiles");
        }
    }
}
