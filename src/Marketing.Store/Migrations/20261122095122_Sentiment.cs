using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Marketing.Store.Migrations
{
    /// <inheritdoc />
    public partial class Sentiment : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.EnsureSchema(
                name: "sentiment");

            migrationBuilder.CreateTable(
                name: "aspect_lists",
                schema: "sentiment",
                columns: table => new
                {
                    category = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    aspects = table.Column<string>(type: "jsonb", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    changed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_aspect_lists", x => x.category);
                });

            migrationBuilder.CreateTable(
                name: "item_moods",
                schema: "sentiment",
                columns: table => new
                {
                    item_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    scored = table.Column<int>(type: "integer", nullable: false),
                    positive = table.Column<int>(type: "integer", nullable: false),
                    negative = table.Column<int>(type: "integer", nullable: false),
                    neutral = table.Column<int>(type: "integer", nullable: false),
                    share = table.Column<double>(type: "double precision", nullable: false),
                    newest_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    turned_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    share_before = table.Column<double>(type: "double precision", nullable: true),
                    share_after = table.Column<double>(type: "double precision", nullable: true),
                    model_version = table.Column<string>(type: "text", nullable: false),
                    aspects_version = table.Column<int>(type: "integer", nullable: false),
                    changed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_item_moods", x => x.item_id);
                });

            migrationBuilder.CreateTable(
                name: "mood_alerts",
                schema: "sentiment",
                columns: table => new
                {
                    alert_id = table.Column<Guid>(type: "uuid", nullable: false),
                    item_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    direction = table.Column<string>(type: "text", nullable: false),
                    turned_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    found_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    closed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    evidence = table.Column<string>(type: "jsonb", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_mood_alerts", x => x.alert_id);
                });

            migrationBuilder.CreateTable(
                name: "review_scores",
                schema: "sentiment",
                columns: table => new
                {
                    user_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    event_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    item_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    occurred_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    label = table.Column<short>(type: "smallint", nullable: false),
                    score = table.Column<float>(type: "real", nullable: false),
                    language = table.Column<string>(type: "text", nullable: false),
                    model_version = table.Column<string>(type: "text", nullable: false),
                    aspects_version = table.Column<int>(type: "integer", nullable: false),
                    aspects = table.Column<string>(type: "jsonb", nullable: false),
                    words = table.Column<int[]>(type: "integer[]", nullable: false),
                    bands = table.Column<int[]>(type: "integer[]", nullable: false),
                    group_id = table.Column<long>(type: "bigint", nullable: false),
                    scored_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_review_scores", x => new { x.user_id, x.event_id });
                    table.ForeignKey(
                        name: "FK_review_scores_events_user_id_event_id",
                        columns: x => new { x.user_id, x.event_id },
                        principalSchema: "shop",
                        principalTable: "events",
                        principalColumns: new[] { "user_id", "event_id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_events_reviews",
                schema: "shop",
                table: "events",
                column: "received_at",
                filter: "type = 7 AND text IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_item_moods_changed_at",
                schema: "sentiment",
                table: "item_moods",
                column: "changed_at");

            migrationBuilder.CreateIndex(
                name: "IX_mood_alerts_open",
                schema: "sentiment",
                table: "mood_alerts",
                column: "item_id",
                unique: true,
                filter: "closed_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_review_scores_bands",
                schema: "sentiment",
                table: "review_scores",
                column: "bands")
                .Annotation("Npgsql:IndexMethod", "gin");

            migrationBuilder.CreateIndex(
                name: "IX_review_scores_item_id_occurred_at",
                schema: "sentiment",
                table: "review_scores",
                columns: new[] { "item_id", "occurred_at" });

            migrationBuilder.CreateIndex(
                name: "IX_review_scores_occurred_at_user_id_event_id",
                schema: "sentiment",
                table: "review_scores",
                columns: new[] { "occurred_at", "user_id", "event_id" },
                descending: new[] { true, false, false });

            migrationBuilder.CreateIndex(
                name: "IX_review_scores_words",
                schema: "sentiment",
                table: "review_scores",
                column: "words")
                .Annotation("Npgsql:IndexMethod", "gin");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "aspect_lists",
                schema: "sentiment");

            migrationBuilder.DropTable(
                name: "item_moods",
                schema: "sentiment");

            migrationBuilder.DropTable(
                name: "mood_alerts",
                schema: "sentiment");

            migrationBuilder.DropTable(
                name: "review_scores",
                schema: "sentiment");

            migrationBuilder.DropIndex(
                name: "IX_events_reviews",
                schema: "shop",
                table: "events");
        }
    }
}
