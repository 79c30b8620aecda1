using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Marketing.Store.Migrations
{
    /// <inheritdoc />
    public partial class RecommendationPlacements : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AlterColumn<string>(
                name: "placement",
                schema: "recommendations",
                table: "log",
                type: "text",
                nullable: true,
                collation: "C",
                oldClrType: typeof(string),
                oldType: "text",
                oldNullable: true);

            migrationBuilder.AddColumn<float[]>(
                name: "propensities",
                schema: "recommendations",
                table: "log",
                type: "real[]",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "rule_version",
                schema: "recommendations",
                table: "log",
                type: "integer",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "placement_versions",
                schema: "recommendations",
                columns: table => new
                {
                    placement_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    version = table.Column<int>(type: "integer", nullable: false),
                    definition = table.Column<string>(type: "jsonb", nullable: false),
                    changed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    changed_by = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_placement_versions", x => new { x.placement_id, x.version });
                });

            migrationBuilder.CreateTable(
                name: "placements",
                schema: "recommendations",
                columns: table => new
                {
                    placement_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    version = table.Column<int>(type: "integer", nullable: false),
                    definition = table.Column<string>(type: "jsonb", nullable: false),
                    changed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    changed_by = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_placements", x => x.placement_id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_log_placement_served_at",
                schema: "recommendations",
                table: "log",
                columns: new[] { "placement", "served_at" });

            migrationBuilder.CreateIndex(
                name: "IX_events_recommendation_id",
                schema: "shop",
                table: "events",
                column: "recommendation_id",
                filter: "recommendation_id IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "placement_versions",
                schema: "recommendations");

            migrationBuilder.DropTable(
                name: "placements",
                schema: "recommendations");

            migrationBuilder.DropIndex(
                name: "IX_log_placement_served_at",
                schema: "recommendations",
                table: "log");

            migrationBuilder.DropIndex(
                name: "IX_events_recommendation_id",
                schema: "shop",
                table: "events");

            migrationBuilder.DropColumn(
                name: "propensities",
                schema: "recommendations",
                table: "log");

            migrationBuilder.DropColumn(
                name: "rule_version",
                schema: "recommendations",
                table: "log");

            migrationBuilder.AlterColumn<string>(
                name: "placement",
                schema: "recommendations",
                table: "log",
                type: "text",
                nullable: true,
                oldClrType: typeof(string),
                oldType: "text",
                oldNullable: true,
                oldCollation: "C");
        }
    }
}
