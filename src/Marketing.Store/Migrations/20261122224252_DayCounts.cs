using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Marketing.Store.Migrations
{
    /// <inheritdoc />
    public partial class DayCounts : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "campaign_effects",
                schema: "analytics",
                columns: table => new
                {
                    weeks = table.Column<int>(type: "integer", nullable: false),
                    until = table.Column<DateOnly>(type: "date", nullable: false),
                    effects = table.Column<string>(type: "jsonb", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_campaign_effects", x => x.weeks);
                });

            migrationBuilder.CreateTable(
                name: "day_counting",
                schema: "analytics",
                columns: table => new
                {
                    state_id = table.Column<int>(type: "integer", nullable: false),
                    first_day = table.Column<DateOnly>(type: "date", nullable: false),
                    received_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_day_counting", x => x.state_id);
                });

            migrationBuilder.CreateTable(
                name: "day_counts",
                schema: "analytics",
                columns: table => new
                {
                    day = table.Column<DateOnly>(type: "date", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    @class = table.Column<string>(name: "class", type: "text", nullable: false, collation: "C"),
                    events = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_day_counts", x => new { x.day, x.kind, x.@class });
                });

            migrationBuilder.CreateTable(
                name: "day_subjects",
                schema: "analytics",
                columns: table => new
                {
                    day = table.Column<DateOnly>(type: "date", nullable: false),
                    gap = table.Column<int>(type: "integer", nullable: false),
                    subjects = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_day_subjects", x => new { x.day, x.gap });
                });

            migrationBuilder.CreateIndex(
                name: "IX_quarantine_code_received_at",
                schema: "shop",
                table: "quarantine",
                columns: new[] { "code", "received_at" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "campaign_effects",
                schema: "analytics");

            migrationBuilder.DropTable(
                name: "day_counting",
                schema: "analytics");

            migrationBuilder.DropTable(
                name: "day_counts",
                schema: "analytics");

            migrationBuilder.DropTable(
                name: "day_subjects",
                schema: "analytics");

            migrationBuilder.DropIndex(
                name: "IX_quarantine_code_received_at",
                schema: "shop",
                table: "quarantine");
        }
    }
}
